"""BM25F over arrays of impacts.

Whoosh keeps the postings; its matchers are what makes a query slow. So each posting list is read once,
turned into the score that it adds to each record (its impacts), and kept. The formula is Whoosh's own
(`whoosh.scoring.bm25`): a sum over fields of

    boost · idf · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / average length))
    idf = ln(records / (records with the term in this field + 1)) + 1
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.documents import Field

K1 = 1.2
MAX_CACHED = 20_000

Postings = Callable[[str, str], Sequence[tuple[int, float]]]
"""(field, term) → (record number, times it occurs)."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What scoring needs to know of the records, by record number."""

    ids: Sequence[str]
    lengths: Mapping[str, Sequence[float]]
    """Field → length of that field in each record, in terms (Whoosh keeps long ones rounded)."""
    totals: Mapping[str, float]
    """Field → its length over all records, in terms, exact."""


def idf(records: int, holding: int) -> float:
    """How telling a term is that so many of the records hold in one field. Above 0."""
    return math.log(records / (holding + 1)) + 1


class Bm25f:
    """Scores records for a bag of weighted terms."""

    def __init__(self, catalogue: Catalogue, fields: Sequence[Field], postings: Postings) -> None:
        self._catalogue = catalogue
        self._fields = fields
        self._postings = postings
        self._average = {
            field.name: (catalogue.totals[field.name] / max(1, len(catalogue.ids))) or 1.0 for field in fields
        }
        self._impacts: OrderedDict[tuple[str, str], tuple[tuple[int, float], ...]] = OrderedDict()

    def scores(self, terms: Sequence[tuple[str, float]]) -> tuple[dict[int, float], dict[int, set[str]]]:
        """Score by record number, and the fields in which each record matched."""
        total: dict[int, float] = {}
        matched: dict[int, set[str]] = {}
        for term, weight in terms:
            for field in self._fields:
                for number, impact in self._impacts_of(field, term):
                    total[number] = total.get(number, 0.0) + impact * weight
                    matched.setdefault(number, set()).add(field.name)
        return total, matched

    def _impacts_of(self, field: Field, term: str) -> tuple[tuple[int, float], ...]:
        key = (field.name, term)
        known = self._impacts.get(key)
        if known is not None:
            self._impacts.move_to_end(key)
            return known
        impacts = tuple(self._compute(field, self._postings(field.name, term)))
        self._impacts[key] = impacts
        if len(self._impacts) > MAX_CACHED:
            self._impacts.popitem(last=False)
        return impacts

    def _compute(self, field: Field, postings: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
        if not postings:
            return []
        rarity = idf(len(self._catalogue.ids), len(postings))
        lengths, average = self._catalogue.lengths[field.name], self._average[field.name]
        return [
            (
                number,
                field.boost
                * rarity
                * tf
                * (K1 + 1)
                / (tf + K1 * (1 - field.b + field.b * lengths[number] / average)),
            )
            for number, tf in postings
        ]
