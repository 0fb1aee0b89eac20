"""What is known of a generation's records without asking Whoosh: one flat file, read whole when it is opened.

Records are known by number. A generation has a base and, after an update, changes beside it: the numbers of the
changes follow those of the base, and records of the base that no longer hold are dead.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import msgspec

from index.numbers import unpacked

Group = Literal["kind", "areas", "needs"]


class Contents(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file. Lists of numbers are packed (see `index.numbers`), lists of words have one word a line."""

    parts: tuple[int, ...]
    """How many records the base holds, and the changes, where there are any."""
    dead: bytes
    """Numbers of the records that no longer hold."""
    ids: str
    order: bytes
    """The rank of each record when all are sorted by id: what breaks ties."""
    groups: dict[Group, dict[str, bytes]]
    """By kind, place and need: the numbers of the living records."""
    lengths: dict[str, bytes]
    """Field → length of that field in each record, in terms (Whoosh keeps long ones rounded)."""
    totals: dict[str, int]
    """Field → its length over all living records, in terms, exact."""
    terms: str
    """Every term (the stem of a word) that the parts hold, sorted."""
    fields_of_terms: bytes
    """The fields that hold each of the terms, as bits; after an update they may name one that no longer does."""
    words: str
    """Every word of a living record as written, sorted."""
    frequencies: bytes
    """How many living records hold each of the words."""


@dataclass(frozen=True)
class Catalogue:
    """The same, open."""

    contents: Contents

    @cached_property
    def ids(self) -> Sequence[str]:
        """Id by number."""
        return lines_of(self.contents.ids)

    @cached_property
    def order(self) -> array[int]:
        """Rank by number."""
        return unpacked(self.contents.order)

    @cached_property
    def dead(self) -> frozenset[int]:
        """Numbers of records that no longer hold."""
        return frozenset(unpacked(self.contents.dead))

    @property
    def size(self) -> int:
        """How many numbers there are, dead ones too."""
        return sum(self.contents.parts)

    @property
    def living(self) -> int:
        """How many records can be found."""
        return self.size - len(self.dead)

    def members(self, group: Group, value: str) -> array[int]:
        """Numbers of the living records of a kind, for a place or a need."""
        return unpacked(self.contents.groups[group].get(value, b""))

    @cached_property
    def lengths(self) -> Mapping[str, array[int]]:
        """Field → length by number."""
        return {name: unpacked(data) for name, data in self.contents.lengths.items()}

    @cached_property
    def _terms(self) -> tuple[Sequence[str], array[int]]:
        return lines_of(self.contents.terms), unpacked(self.contents.fields_of_terms)

    def fields_of(self, term: str) -> int:
        """The fields that may hold a term, as bits: spares Whoosh looking in vain."""
        terms, fields = self._terms
        at = bisect_left(terms, term)
        return fields[at] if at < len(terms) and terms[at] == term else 0

    def average(self, field: str) -> float:
        """Mean length of a field over the living records; 1 where nothing is written in it."""
        return (self.contents.totals[field] / max(1, self.living)) or 1.0


def lines_of(text: str) -> list[str]:
    """The words of a list that has one a line."""
    return text.split("\n") if text else []
