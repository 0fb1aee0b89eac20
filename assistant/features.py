"""What of a sentence the router looks at: stems of its words, and pairs of stems that stand together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from index.analysis import stem

FILLERS = frozenset(
    """a an the my our his her your their please really very just so is are am was were be been being to of and in
    on at for it its this that with i im ive id ill me him them us do does we were you he hes she shes they theyre
    did have has had will would can could should there here as if or but then than too also get got""".split()
)
"""Words that say nothing of a need on their own; in a pair they do ("my own", "do without")."""


class Feature(msgspec.Struct, frozen=True):
    """One thing seen in a message."""

    key: str
    words: tuple[int, ...]
    """Positions in the message's words that it covers."""


def features_of(words: Sequence[str]) -> list[Feature]:
    """Each feature once, where it stands first."""
    stems = [stem(word) for word in words]
    found: dict[str, Feature] = {}
    for at, (word, stemmed) in enumerate(zip(words, stems, strict=True)):
        if word not in FILLERS:
            found.setdefault(stemmed, Feature(stemmed, (at,)))
    for at, (first, second) in enumerate(pairwise(stems)):
        key = f"{first} {second}"
        found.setdefault(key, Feature(key, (at, at + 1)))
    return list(found.values())
