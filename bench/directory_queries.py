"""What people ask a large directory, drawn from its own records: always the same for a number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import STOP_WORDS, words_of
from knowledge.store import Knowledge

SEED = 20261125


@dataclass(frozen=True, slots=True)
class Queries:
    """Words of each query, by kind."""

    five: Sequence[list[str]]
    """Five words of one service: of its name, organisation, kind and town."""
    towns: Sequence[str]
    """Id of the town of the service that each of the five words are from."""
    typed: Sequence[str]
    """A query at each key press, from the first letter on: names of services."""
    misspelt: Sequence[list[str]]
    """Two words of a service, the longer one with a slip."""


def queries_for(knowledge: Knowledge, count: int) -> Queries:
    """`count` queries of each kind, as many names typed as make that many key presses."""
    rng = random.Random(SEED)
    five: list[list[str]] = []
    towns: list[str] = []
    typed: list[str] = []
    misspelt: list[list[str]] = []
    while min(len(five), len(typed), len(misspelt)) < count:
        service = rng.choice(knowledge.services)
        text = " ".join((service.name, service.organisation, *service.needs, *service.areas))
        words = [word for word in dict.fromkeys(words_of(text)) if word not in STOP_WORDS and len(word) > 2]
        if len(words) >= 5:
            five.append(rng.sample(words, 5))
            towns.append(service.areas[0])
        name = " ".join(words_of(service.name))[:16]
        typed += [name[: end + 1] for end in range(len(name))]
        long = [word for word in words if len(word) >= 5 and word.isalpha()]
        if len(long) >= 2:
            misspelt.append([_slip(long[0], rng), long[1]])
    return Queries(five[:count], towns[:count], typed[:count], misspelt[:count])


def _slip(word: str, rng: random.Random) -> str:
    """One letter left out, doubled, swapped with the next, or replaced; never the first."""
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + "x" + word[at + 1 :],
        )
    )
