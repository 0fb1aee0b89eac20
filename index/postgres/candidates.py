"""Which records may be among the best: the queries that the database is asked, and the rough rank it gives.

A record that holds only words that half the records hold is never among the best when another holds a rare one. So
where all words together would find too many, those records are looked for first that hold all the words or one of the
rare ones, and all that hold any word only if that is not enough.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from index.port import Query
from index.postgres.rows import RANK_WEIGHTS, Statistics

CANDIDATES = 200
"""At most so many records are scored for one query."""
RANKED = 4_000
"""About so many records may be ranked by the database: some milliseconds."""
PLAIN = re.compile(r"[a-z0-9]+")
"""What every index term looks like; nothing else is put into a query for the database."""


@dataclass(frozen=True, slots=True)
class Words:
    """The known words of a query, each once."""

    weights: Mapping[str, float]
    """Term → its weight, above 0."""
    counts: Mapping[str, int]
    """Term → how many records hold it."""
    records: int

    @classmethod
    def of(cls, query: Query, holding: Mapping[str, Sequence[int]], records: int) -> Words:
        """Of a query; terms that no record holds are left out."""
        weights: dict[str, float] = {}
        for term, weight in query.terms:
            if term in holding:
                weights[term] = weights.get(term, 0.0) + weight
        return cls(weights, {term: holding[term][-1] for term in weights}, records)

    def groups(self) -> Iterator[tuple[str, float]]:
        """(query, what a match of it counts): words of about the same worth are ranked in one go."""
        alike: dict[int, list[str]] = {}
        worth = {
            term: weight * (math.log(self.records / (self.counts[term] + 1)) + 1)
            for term, weight in self.weights.items()
        }
        for term, value in worth.items():
            alike.setdefault(round(2 * math.log2(max(value, 1e-3))), []).append(term)
        for terms in alike.values():
            # ts_rank divides by the number of words.
            yield any_of(terms), sum(worth[term] for term in terms)


def any_of(terms: Sequence[str]) -> str:
    """A query for records with one of these words."""
    return "|".join(f"'{term}'" for term in terms)


def share(query: Query, statistics: Statistics) -> float:
    """What part of the records passes the filters of a query, at most: from 0 to 1."""
    passing = [1.0]
    for wanted, counts in ((query.areas, statistics.areas), (query.needs, statistics.needs)):
        if wanted is not None:
            passing.append(sum(counts.get(item, 0) for item in wanted) / max(1, statistics.records))
    return min(passing)


def attempts(words: Words, part: float) -> list[str]:
    """The queries to ask in turn, until one finds enough. `part` is what part of the records passes the filters."""
    everything = any_of(list(words.weights))
    if part * sum(words.counts.values()) <= RANKED:
        return [everything]
    heaviest = max(words.weights.values())
    together = [term for term, weight in words.weights.items() if weight == heaviest]
    narrow = ["(" + "&".join(f"'{term}'" for term in together) + ")"]
    found = 0.0
    for term in sorted(words.counts, key=lambda term: (words.counts[term], term)):
        found += part * words.counts[term]
        if found > RANKED:
            break
        narrow.append(f"'{term}'")
    return ["|".join(narrow), everything]


def statement(
    records: sql.Identifier, words: Words, query: Query, wanted: str
) -> tuple[sql.Composed, list[object]]:
    """The query for the database and its values: id, lengths and terms of the likeliest records."""
    values: list[object] = []
    ranks = []
    for group, worth in words.groups():
        ranks.append(sql.SQL("%s::real * ts_rank(%s::real[], terms, %s::tsquery)"))
        values += [worth, RANK_WEIGHTS, group]
    where: list[sql.Composable] = [sql.SQL("terms @@ %s::tsquery"), sql.SQL("kind = %s")]
    condition: list[object] = [wanted, query.kind]
    for column, chosen in (("areas", query.areas), ("needs", query.needs)):
        if chosen is not None:
            where.append(sql.SQL("{} && %s::text[]").format(sql.Identifier(column)))
            condition.append(sorted(chosen))
    text = sql.SQL(
        "SELECT id, lengths, terms::text FROM (SELECT id, lengths, terms, {rank} AS rank FROM {records}"
        " WHERE {where} ORDER BY rank DESC, id LIMIT {limit}) AS likely"
    ).format(
        rank=sql.SQL(" + ").join(ranks),
        records=records,
        where=sql.SQL(" AND ").join(where),
        limit=sql.Literal(CANDIDATES),
    )
    return text, [*values, *condition]
