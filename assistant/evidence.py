"""What a need's own words teach: weights of words and word pairs, learnt from the knowledge.

Each phrase of a need is a small document. A feature (a stem, or two stems in a row) weighs as much as it is
more frequent with a need than at large: the log of the ratio of its smoothed rate there to its rate in
all needs (pointwise mutual information), shrunk while it has been seen seldom. `strong` words count as
several phrases, `weak` words as one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from index.analysis import stem, words_of
from knowledge.records import Need
from knowledge.store import Knowledge

FILLERS = frozenset(
    """a an the my our his her your their please really very just so is are am was were be been being to of and in on
    at for it its this that with i im ive id ill we were you youre he hes she shes they theyre me him them us do does
    did have has had will would can could should there here as if or but then than too also get got""".split()
)
"""Words that say nothing of a need on their own."""
_PAIR_FILLERS = frozenset("a an the my our his her your their please really very just so".split())
SMOOTHING = 0.6
SHRINK = 0.7
STRONG_COUNT, WEAK_COUNT = 4, 1
MAX_NEEDS_PER_WORD = 14
"""A word that more needs than this use says little of any."""


class Evidence(msgspec.Struct, frozen=True):
    """Feature → (need number, weight) pairs. `needs` gives the ids by number."""

    needs: tuple[str, ...]
    weights: dict[str, tuple[tuple[int, float], ...]]


class Feature(msgspec.Struct, frozen=True):
    """One thing seen in a message."""

    key: str
    words: tuple[int, ...]
    """Positions in the message's words that it covers."""


def features_of(words: Sequence[str]) -> list[Feature]:
    """Stems of telling words, and pairs of stems that stand together (fillers between them left out)."""
    found = [Feature(stem(word), (at,)) for at, word in enumerate(words) if word not in FILLERS]
    kept = [(at, stem(word)) for at, word in enumerate(words) if word not in _PAIR_FILLERS]
    for (at, first), (next_at, second) in pairwise(kept):
        if words[at] in FILLERS and words[next_at] in FILLERS:
            continue
        found.append(Feature(f"{first} {second}", (at, next_at)))
    return found


def learn(knowledge: Knowledge) -> Evidence:
    """Learn the weights from every need's words."""
    counts: dict[str, Counter[int]] = {}
    totals: Counter[int] = Counter()
    for number, need in enumerate(knowledge.needs):
        for text, times in _documents(need):
            totals[number] += times
            for key in {feature.key for feature in features_of(words_of(text))}:
                counts.setdefault(key, Counter())[number] += times
    all_documents = sum(totals.values())
    weights = {
        key: _weigh(by_need, totals, all_documents)
        for key, by_need in counts.items()
        if len(by_need) <= MAX_NEEDS_PER_WORD or " " not in key
    }
    return Evidence(tuple(need.id for need in knowledge.needs), {k: w for k, w in weights.items() if w})


def _documents(need: Need) -> Iterable[tuple[str, int]]:
    yield need.label, STRONG_COUNT
    for text in need.strong:
        yield text, STRONG_COUNT
    for text in need.weak:
        yield text, WEAK_COUNT
    for text in need.phrases:
        yield text, 1


def _weigh(by_need: Counter[int], totals: Counter[int], everything: int) -> tuple[tuple[int, float], ...]:
    seen = sum(by_need.values())
    rate = seen / everything
    found = []
    for number, count in by_need.items():
        here = (count + SMOOTHING * rate * 10) / (totals[number] + SMOOTHING * 10)
        gain = math.log(here / rate)
        share = count / seen
        weight = gain * count / (count + SHRINK) * (0.4 + 0.6 * share)
        if weight > 0.15:
            found.append((number, round(weight, 3)))
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(found[:12])
