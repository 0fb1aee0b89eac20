"""BM25F: what each posting adds to the score of its record, and the best records in plain Python.

Whoosh keeps the postings; its matchers are what makes a query slow. So each posting list is read once, turned into
the scores that it adds (its impacts), and kept. The formula is Whoosh's own (`whoosh.scoring.bm25`): a sum over
fields of

    boost · idf · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / average length))
    idf = ln(records / (records with the term in this field + 1)) + 1

Large directories are scored by `index.arrays` instead, which gives the same.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Protocol

from index.cache import ByteCache
from index.catalogue import Catalogue, Group
from index.documents import Field
from index.port import Hit, Query

K1 = 1.2
POSTING_BYTES = 120
"""Roughly, what one posting takes up in plain Python."""

Postings = Callable[[str, str], tuple["array[int]", "array[float]"]]
"""(field, term) → numbers of the living records that hold it, rising, and how often each does."""


class Scorer(Protocol):
    """Finds the best records."""

    def best(self, query: Query) -> list[Hit]:
        """The best records, best first; ties by id."""
        ...


def idf(records: int, holding: int) -> float:
    """How telling a term is that so many of the records hold in one field. Above 0."""
    return math.log(records / (holding + 1)) + 1


def restrictions(query: Query) -> list[tuple[Group, frozenset[str]]]:
    """What a record must be to answer a query: one of these values in each group."""
    found: list[tuple[Group, frozenset[str]]] = [("kind", frozenset({query.kind}))]
    if query.areas is not None:
        found.append(("areas", query.areas))
    if query.needs is not None:
        found.append(("needs", query.needs))
    return found


class PlainScorer:
    """Scores in plain Python: at once ready, and quick up to some thousand records."""

    def __init__(self, catalogue: Catalogue, fields: Sequence[Field], postings: Postings) -> None:
        self._catalogue = catalogue
        self._fields = fields
        self._postings = postings
        self._impacts: ByteCache[str, list[tuple[int, float, int]]] = ByteCache()
        self._masks: ByteCache[tuple[Group, frozenset[str]], frozenset[int]] = ByteCache()

    def best(self, query: Query) -> list[Hit]:
        """The best records, best first; ties by id."""
        scores: dict[int, float] = {}
        matched: dict[int, int] = {}
        for term, weight in query.terms:
            for number, impact, field in self._impacts_of(term):
                scores[number] = scores.get(number, 0.0) + impact * weight
                matched[number] = matched.get(number, 0) | field
        allowed = frozenset.intersection(*(self._mask(*item) for item in restrictions(query)))
        order = self._catalogue.order
        best = heapq.nsmallest(
            query.limit, allowed.intersection(scores), key=lambda number: (-scores[number], order[number])
        )
        return [
            Hit(self._catalogue.ids[number], scores[number], names_of(matched[number], self._fields))
            for number in best
        ]

    def _impacts_of(self, term: str) -> list[tuple[int, float, int]]:
        """(record number, what is added, the field as a bit), field by field."""
        found = self._impacts.get(term)
        if found is None:
            found = list(
                chain.from_iterable(
                    self._compute(at, term) for at in bits_in(self._catalogue.fields_of(term))
                )
            )
            if found:  # a word that no record holds is not kept: it may be anybody's
                self._impacts.put(term, found, POSTING_BYTES * (1 + len(found)))
        return found

    def _compute(self, at: int, term: str) -> Iterable[tuple[int, float, int]]:
        field = self._fields[at]
        numbers, times = self._postings(field.name, term)
        catalogue = self._catalogue
        telling = field.boost * idf(catalogue.living, len(numbers)) * (K1 + 1)
        lengths, average = catalogue.lengths[field.name], catalogue.average(field.name)
        for number, tf in zip(numbers, times, strict=True):
            norm = K1 * (1 - field.b + field.b * lengths[number] / average)
            yield number, telling * tf / (tf + norm), 1 << at

    def _mask(self, group: Group, wanted: frozenset[str]) -> frozenset[int]:
        key = (group, wanted)
        found = self._masks.get(key)
        if found is None:
            found = frozenset(chain.from_iterable(self._catalogue.members(group, value) for value in wanted))
            self._masks.put(key, found, POSTING_BYTES * (1 + len(found)))
        return found


def names_of(bits: int, fields: Sequence[Field]) -> tuple[str, ...]:
    """The names of the fields whose bits are set, sorted."""
    return tuple(sorted(fields[at].name for at in bits_in(bits)))


def bits_in(bits: int) -> list[int]:
    """The places of the bits that are set, lowest first."""
    return [at for at in range(bits.bit_length()) if bits >> at & 1]
