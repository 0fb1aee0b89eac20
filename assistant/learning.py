"""Learns which words speak for which need, from the phrases that the knowledge gives.

A linear model over `assistant.features`: one weight for each feature and need. It is learnt with the
passive-aggressive rule for several classes (Crammer et al., "Online Passive-Aggressive Algorithms", 2006, PA-I)
and averaged over all steps (Freund and Schapire, 1999). The order of the examples is fixed, so the same knowledge
always gives the same model. No library is needed, and an editor's new phrase counts at the next build.
"""

from __future__ import annotations

import hashlib
import math
import random
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import msgspec

from assistant.features import features_of
from index.analysis import words_of
from knowledge.records import Need
from knowledge.store import Knowledge

EPOCHS = 5
STEP = 0.3
"""The most that one example may move the weights (C of PA-I)."""
WEAK_SHARE = 0.5
"""How much of that a `weak` word may."""
PAIR_SHARE = 0.6
"""How much a pair of words counts beside a word that is as rare."""
RARITY_POWER = 1.5
"""The rarer a feature is, the more it counts: its inverse document frequency to this power."""
SMALLEST = 0.05
"""Weights nearer to nought than this are left out."""
SCALE = 4096
"""Weights are kept as whole numbers of this many parts."""
_PAIR = struct.Struct("<Hh")
_VERSION = 2

Progress = Callable[[int, int], None]
_Vector = list[tuple[str, float]]


class Model(msgspec.Struct, frozen=True):
    """What was learnt."""

    needs: tuple[str, ...]
    """By number; the number after the last stands for "none of our business"."""
    calm: tuple[str, ...]
    """By number, from there on: needs that are a crisis, spoken of where nobody is in danger."""
    source: str
    """Fingerprint of the words that it was learnt from."""
    idf: dict[str, float]
    """Feature → how much it counts in a message: rare ones more."""
    weights: dict[str, bytes]
    """Feature → packed (need number, weight) pairs; see `unpack`."""

    def unpack(self, key: str) -> list[tuple[int, float]]:
        """(need number, weight) pairs of a feature; empty where it is unknown."""
        packed = self.weights.get(key)
        return [(need, value / SCALE) for need, value in _PAIR.iter_unpack(packed)] if packed else []


def source_of(knowledge: Knowledge) -> str:
    """Fingerprint of all that a model is learnt from."""
    digest = hashlib.sha256(f"{_VERSION} {EPOCHS} {STEP} {PAIR_SHARE} {RARITY_POWER}".encode())
    for text, number, share in _examples(knowledge):
        digest.update(f"{number} {share} {text}\n".encode())
    return digest.hexdigest()


def learn(knowledge: Knowledge, progress: Progress = lambda done, total: None) -> Model:
    """Learn from every phrase of every need; some seconds for thirty thousand phrases."""
    examples = list(_examples(knowledge))
    keys = [[feature.key for feature in features_of(words_of(text))] for text, _, _ in examples]
    idf = _rarity(keys)
    vectors = [_vector(found, idf) for found in keys]
    labels = [number for _, number, _ in examples]
    shares = [share for _, _, share in examples]
    calm = _calm(knowledge)
    weights = _train(vectors, labels, shares, len(knowledge.needs) + 1 + len(calm), progress)
    packed = {key: data for key, row in sorted(weights.items()) if (data := _pack(row))}
    used = {key: round(idf[key], 4) for key in packed}
    needs = tuple(need.id for need in knowledge.needs)
    return Model(needs, calm, source_of(knowledge), used, packed)


def _calm(knowledge: Knowledge) -> tuple[str, ...]:
    """The needs that are a crisis: each has a second class of sentences, in which nobody is in danger."""
    return tuple(category.id for category in knowledge.safety_categories)


def _examples(knowledge: Knowledge) -> Iterator[tuple[str, int, float]]:
    for number, need in enumerate(knowledge.needs):
        for text, share in _texts(need):
            yield text, number, share
    outside = len(knowledge.needs)
    numbers: dict[str | None, int] = {need.id: number for number, need in enumerate(knowledge.needs)}
    numbers[None] = outside
    calm = numbers | {need: outside + 1 + place for place, need in enumerate(_calm(knowledge))}
    told = [(numbers[rule.category], rule.positive) for rule in knowledge.safety_rules]
    told += [(numbers[item.need], item.texts) for item in (*knowledge.signs, *knowledge.stories)]
    told += [(calm[item.need], item.texts) for item in knowledge.calm]
    told += [(outside, kind.texts) for kind in knowledge.outside]
    for number, texts in told:
        for text in texts:
            yield text, number, 1.0


def _texts(need: Need) -> Iterator[tuple[str, float]]:
    yield need.label, 1.0
    for text in (*need.strong, *need.phrases):
        yield text, 1.0
    for text in need.weak:
        yield text, WEAK_SHARE


def _rarity(keys: list[list[str]]) -> dict[str, float]:
    """What every feature counts for."""
    counts = Counter(key for found in keys for key in found)
    return {
        key: (PAIR_SHARE if " " in key else 1.0)
        * (math.log((1 + len(keys)) / (1 + count)) + 1) ** RARITY_POWER
        for key, count in counts.items()
    }


def _vector(keys: list[str], idf: Mapping[str, float]) -> _Vector:
    known = [(key, idf[key]) for key in keys if key in idf]
    length = math.sqrt(math.fsum(value * value for _, value in known)) or 1.0
    return [(key, value / length) for key, value in known]


def _train(
    vectors: list[_Vector], labels: list[int], shares: list[float], needs: int, progress: Progress
) -> dict[str, dict[int, float]]:
    """The averaged weights. `late` keeps, for each weight, the sum of its changes times when they came."""
    now: dict[str, dict[int, float]] = {key: {} for vector in vectors for key, _ in vector}
    late: dict[str, dict[int, float]] = {key: {} for key in now}
    everything = list(range(len(vectors)))
    shuffle = random.Random(1).shuffle
    order, step, nought = everything[:], 1, [0.0] * needs
    for epoch in range(EPOCHS):
        shuffle(order)
        missed: list[int] = []
        for at in order:
            vector, label = vectors[at], labels[at]
            scores = nought[:]
            for key, value in vector:
                for need, weight in now[key].items():
                    scores[need] += weight * value
            own = scores[label]
            scores[label] = -math.inf
            best = max(scores)
            loss = 1.0 - own + best
            if loss > 0:
                missed.append(at)
                _move(vector, label, scores.index(best), min(STEP * shares[at], loss / 2), step, now, late)
            step += 1
            if not step % 1000:
                progress(epoch * len(everything) + step % len(everything), EPOCHS * len(everything))
        # Every other round looks only at what was not yet clear: the rest would change nothing.
        order = missed if epoch % 2 else everything[:]
    progress(1, 1)
    return {
        key: {need: weight - late[key].get(need, 0.0) / step for need, weight in row.items()}
        for key, row in now.items()
    }


def _move(
    vector: _Vector,
    label: int,
    rival: int,
    size: float,
    step: int,
    now: dict[str, dict[int, float]],
    late: dict[str, dict[int, float]],
) -> None:
    for key, value in vector:
        change = size * value
        row, old = now[key], late[key]
        row[label] = row.get(label, 0.0) + change
        row[rival] = row.get(rival, 0.0) - change
        old[label] = old.get(label, 0.0) + step * change
        old[rival] = old.get(rival, 0.0) - step * change


def _pack(row: Mapping[int, float]) -> bytes:
    kept = sorted((need, weight) for need, weight in row.items() if abs(weight) >= SMALLEST)
    return b"".join(_PAIR.pack(need, max(-32768, min(32767, round(weight * SCALE)))) for need, weight in kept)
