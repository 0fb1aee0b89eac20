"""A document as a row: its terms as a text search vector that holds all that scoring needs.

A vector keeps, for each term, a list of positions with a weight letter. Ours are no positions in a text: each is one
field in which the term stands, as `field number · 1024 + times it occurs`, and its letter is how much that field
counts. So one column finds records (its GIN index), ranks them roughly in the database (`ts_rank` looks at the
letters) and gives the exact frequencies for BM25F to whoever reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from index.analysis import terms_of, words_of
from index.documents import Document, Field, fields
from index.whoosh_files import kept_length

FIELD_STEP = 1024
MAX_TIMES = FIELD_STEP - 1
"""A term counts at most so often in one field."""
LETTERS = (("A", 3.0), ("B", 2.0), ("C", 1.0), ("D", 0.0))
"""Weight letter, and the least boost of a field that bears it."""
RANK_WEIGHTS = "{0.15,0.37,0.62,1.0}"
"""What `ts_rank` counts for D, C, B and A: the mean boost of their fields, the greatest being 1."""


class Statistics(msgspec.Struct, frozen=True):
    """What scoring needs to know of a whole generation."""

    records: int
    fields: tuple[str, ...]
    """By field number."""
    totals: dict[str, float]
    """Field → its length over all records, in terms."""
    areas: dict[str, int]
    """Area → records for it."""
    needs: dict[str, int]
    """Need → records that serve it."""


@dataclass(slots=True)
class Tally:
    """Counts what `Statistics`, the table of terms and the list of words need, while rows are made."""

    records: int = 0
    totals: Counter[str] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    needs: Counter[str] = field(default_factory=Counter)
    holding: dict[str, list[int]] = field(default_factory=dict)
    """Term → in how many records each field holds it, then in how many records it stands at all."""
    words: set[str] = field(default_factory=set)

    def row(self, document: Document) -> tuple[str, str, str, str, str, str]:
        """Count a document; its row in the text format of COPY: id, kind, areas, needs, lengths, terms."""
        self.records += 1
        self.areas.update(set(document.areas))
        self.needs.update(set(document.needs))
        places: dict[str, list[str]] = {}
        lengths = []
        for number, one in enumerate(fields()):
            counts, length, words = _analysed(document.texts[one.name])
            self.words.update(words)
            self.totals[one.name] += length
            lengths.append(kept_length(length))
            for term, times in counts:
                places.setdefault(term, []).append(f"{FIELD_STEP * number + times}{_letter(one)}")
                self._held(term)[number] += 1
        for term in places:
            self._held(term)[-1] += 1
        vector = " ".join(f"'{term}':{','.join(at)}" for term, at in places.items())
        return (
            document.id,
            document.kind,
            _array(document.areas),
            _array(document.needs),
            _array([str(length) for length in lengths]),
            vector,
        )

    def statistics(self) -> Statistics:
        """Of all documents so far."""
        return Statistics(
            self.records,
            tuple(one.name for one in fields()),
            {one.name: float(self.totals[one.name]) for one in fields()},
            dict(self.areas),
            dict(self.needs),
        )

    def _held(self, term: str) -> list[int]:
        held = self.holding.get(term)
        if held is None:
            held = self.holding[term] = [0] * (len(fields()) + 1)
        return held


@lru_cache(maxsize=8192)
def _analysed(text: str) -> tuple[tuple[tuple[str, int], ...], int, frozenset[str]]:
    """(term, times), length in terms, and the words as written. Names of needs and places come again and again."""
    terms = terms_of(text)
    counts = tuple((term, min(times, MAX_TIMES)) for term, times in Counter(terms).items())
    return counts, len(terms), frozenset(words_of(text))


def _letter(one: Field) -> str:
    return next(letter for letter, least in LETTERS if one.boost >= least)


def _array(items: Sequence[str]) -> str:
    quoted = (item.replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{item}"' for item in quoted) + "}"


def fields_holding(vector: str, term: str) -> Iterator[tuple[int, int]]:
    """(field number, times) of each field in which a vector, as the database prints it, holds a term."""
    mark = f"'{term}':"
    start = vector.find(mark)
    if start < 0:
        return
    start += len(mark)
    end = vector.find(" ", start)
    for place in (vector[start:] if end < 0 else vector[start:end]).split(","):
        yield divmod(int(place.rstrip("ABCD")), FIELD_STEP)
