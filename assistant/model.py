"""What the router has learnt: one weight for each feature and class."""

from __future__ import annotations

import struct

import msgspec

SCALE = 4096
"""Weights are kept as whole numbers of this many parts."""
PAIR = struct.Struct("<Hh")
"""(class, weight) as kept."""


class Model(msgspec.Struct, frozen=True):
    """What was learnt."""

    needs: tuple[str, ...]
    """By number; the number after the last stands for "none of our business"."""
    calm: tuple[str, ...]
    """By number, from there on: needs that are a crisis, spoken of where nobody is in danger. The number after the last
    stands for everyday talk in which nobody is."""

    @property
    def outside(self) -> int:
        """The number of "none of our business"."""
        return len(self.needs)

    @property
    def everyday(self) -> int:
        """The number of everyday talk."""
        return len(self.needs) + len(self.calm) + 1

    source: str
    """Fingerprint of the words that it was learnt from."""
    idf: dict[str, float]
    """Feature → how much it counts in a message: rare ones more."""
    weights: dict[str, bytes]
    """Feature → packed (need number, weight) pairs; see `unpack`."""

    def unpack(self, key: str) -> list[tuple[int, float]]:
        """(need number, weight) pairs of a feature; empty where it is unknown."""
        packed = self.weights.get(key)
        return [(need, value / SCALE) for need, value in PAIR.iter_unpack(packed)] if packed else []
