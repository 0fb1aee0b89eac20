"""BM25F over the candidates that the database gives, with the figures of the whole generation."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.bm25f import K1, idf
from index.documents import Field, fields
from index.port import Hit
from index.postgres.rows import Statistics, fields_holding


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may answer."""

    id: str
    lengths: Sequence[int]
    """By field number, in terms."""
    vector: str
    """Its terms, as the database prints them; see `index.postgres.rows`."""


class Scorer:
    """Scores candidates exactly as `index.bm25f.Bm25f` scores records."""

    def __init__(self, statistics: Statistics) -> None:
        self._records = statistics.records
        by_name = {field.name: field for field in fields()}
        self._fields = [by_name[name] for name in statistics.fields]
        self._average = [
            (statistics.totals[name] / max(1, self._records)) or 1.0 for name in statistics.fields
        ]

    def best(
        self,
        candidates: Sequence[Candidate],
        terms: Sequence[tuple[str, float]],
        holding: Mapping[str, Sequence[int]],
        limit: int,
    ) -> list[Hit]:
        """The best candidates, best first; ties by id. `holding` is, for each known term, in how many records each
        field holds it."""
        rarity = {term: [idf(self._records, count) for count in counts] for term, counts in holding.items()}
        hits = (self._hit(candidate, terms, rarity) for candidate in candidates)
        return heapq.nsmallest(limit, hits, key=lambda hit: (-hit.score, hit.id))

    def _hit(
        self, candidate: Candidate, terms: Sequence[tuple[str, float]], rarity: Mapping[str, Sequence[float]]
    ) -> Hit:
        score = 0.0
        matched: set[int] = set()
        for term, weight in terms:
            if term in rarity:
                for number, times in fields_holding(candidate.vector, term):
                    matched.add(number)
                    score += weight * self._impact(number, rarity[term][number], times, candidate.lengths)
        return Hit(candidate.id, score, tuple(sorted(self._fields[number].name for number in matched)))

    def _impact(self, number: int, rarity: float, times: int, lengths: Sequence[int]) -> float:
        """What one term in one field adds; the formula stands in `index.bm25f`."""
        field: Field = self._fields[number]
        length = lengths[number] / self._average[number]
        return field.boost * rarity * times * (K1 + 1) / (times + K1 * (1 - field.b + field.b * length))
