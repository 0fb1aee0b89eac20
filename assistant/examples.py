"""The sentences that the router learns from, each with the number of its class.

Needs come first, by number; then "none of our business"; then, for each need that is a crisis, the same subject
spoken of where nobody is in danger; last, everyday talk of anything, in which nobody is in danger either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from knowledge.records import Need
from knowledge.store import Knowledge

WEAK_SHARE = 0.5
"""How much a `weak` word counts beside a phrase."""
VERSION = 4
"""Raised whenever the way of learning changes: what was learnt before is learnt again."""


def source_of(knowledge: Knowledge) -> str:
    """Fingerprint of all that a model is learnt from."""
    digest = hashlib.sha256(f"{VERSION}".encode())
    for text, number, share in examples(knowledge):
        digest.update(f"{number} {share} {text}\n".encode())
    return digest.hexdigest()


def examples(knowledge: Knowledge) -> Iterator[tuple[str, int, float]]:
    """(text, class, how much it counts, from 0 to 1) of every sentence, in a fixed order."""
    for number, need in enumerate(knowledge.needs):
        for text, share in _texts(need):
            yield text, number, share
    outside = len(knowledge.needs)
    numbers: dict[str | None, int] = {need.id: number for number, need in enumerate(knowledge.needs)}
    numbers[None] = outside
    crises = calm_needs(knowledge)
    calm = numbers | {need: outside + 1 + place for place, need in enumerate(crises)}
    calm[None] = outside + 1 + len(crises)
    told = [(numbers[rule.category], rule.positive) for rule in knowledge.safety_rules]
    told += [(numbers[item.need], item.texts) for item in (*knowledge.signs, *knowledge.stories)]
    told += [(calm[item.need], item.texts) for item in knowledge.calm]
    told += [(outside, kind.texts) for kind in knowledge.outside]
    for number, texts in told:
        for text in texts:
            yield text, number, 1.0


def calm_needs(knowledge: Knowledge) -> tuple[str, ...]:
    """The needs that are a crisis: each has a second class of sentences, in which nobody is in danger."""
    return tuple(category.id for category in knowledge.safety_categories)


def _texts(need: Need) -> Iterator[tuple[str, float]]:
    yield need.label, 1.0
    for text in (*need.strong, *need.phrases):
        yield text, 1.0
    for text in need.weak:
        yield text, WEAK_SHARE
