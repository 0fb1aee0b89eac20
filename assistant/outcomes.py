"""What staff say of a search, as counts. No words of a caller are in it, so none can be kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that happened to a search."""

    kind: Literal["nothing-right"]
    """Staff saw the services found, and none was right."""
    place: str | None
    """Id of the area that was searched for: a district or wider, never a village or postcode."""
    need: str | None
    """Id of the need that was understood or filtered by."""
    day: date


class OutcomeSink(Protocol):
    """Where outcomes go."""

    def record(self, outcome: Outcome) -> int:
        """Take one. Returns how many of its kind there are so far."""
        ...


class CountsInMemory:
    """Counts that are gone when the program ends."""

    def __init__(self) -> None:
        self.counts: Counter[Outcome] = Counter()

    def record(self, outcome: Outcome) -> int:
        """Count one. Returns how many of its kind there are so far."""
        self.counts[outcome] += 1
        return sum(count for item, count in self.counts.items() if item.kind == outcome.kind)
