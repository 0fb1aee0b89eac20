"""Learns which words speak for which need, from the phrases that the knowledge gives.

A linear model over `assistant.features`: one weight for each feature and need. It is learnt with the
passive-aggressive rule for several classes (Crammer et al., "Online Passive-Aggressive Algorithms", 2006, PA-I)
and averaged over all steps (Freund and Schapire, 1999). The order of the examples is fixed, so the same knowledge
always gives the same model, and an editor's new phrase counts at the next build.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from assistant.examples import calm_needs, examples, source_of
from assistant.features import features_of
from assistant.model import PAIR, SCALE, Model
from index.analysis import words_of
from knowledge.store import Knowledge

EPOCHS = 5
STEP = 0.3
"""The most that one example may move the weights (C of PA-I)."""
PAIR_SHARE = 0.6
"""How much a pair of words counts beside a word that is as rare."""
RARITY_POWER = 1.5
"""The rarer a feature is, the more it counts: its inverse document frequency to this power."""
SMALLEST = 0.05
"""Weights nearer to nought than this are left out."""

Progress = Callable[[int, int], None]
_Vector = list[tuple[str, float]]
_Rows = npt.NDArray[np.int64]
_Values = npt.NDArray[np.float32]


def learn(knowledge: Knowledge, progress: Progress = lambda done, total: None) -> Model:
    """Learn from every phrase of every need; some seconds for thirty thousand phrases."""
    told = list(examples(knowledge))
    keys = [[feature.key for feature in features_of(words_of(text))] for text, _, _ in told]
    idf = _rarity(keys)
    vectors = [_vector(found, idf) for found in keys]
    labels = [number for _, number, _ in told]
    shares = [share for _, _, share in told]
    calm = calm_needs(knowledge)
    weights = _train(vectors, labels, shares, len(knowledge.needs) + len(calm) + 2, progress)
    packed = {key: data for key, row in sorted(weights.items()) if (data := _pack(row))}
    used = {key: round(idf[key], 4) for key in packed}
    needs = tuple(need.id for need in knowledge.needs)
    return Model(needs, calm, source_of(knowledge), used, packed)


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
    vectors: list[_Vector], labels: list[int], shares: list[float], classes: int, progress: Progress
) -> dict[str, dict[int, float]]:
    """The averaged weights. `late` keeps, for each weight, the sum of its changes times when they came."""
    rows = {key: row for row, key in enumerate(sorted({key for vector in vectors for key, _ in vector}))}
    packed = [_arrays(vector, rows) for vector in vectors]
    now = np.zeros((len(rows), classes), dtype=np.float32)
    late = np.zeros_like(now)
    everything = list(range(len(vectors)))
    shuffle = random.Random(1).shuffle
    order, step = everything[:], 1
    for epoch in range(EPOCHS):
        shuffle(order)
        missed: list[int] = []
        for at in order:
            if _learn_one(*packed[at], labels[at], STEP * shares[at], step, now, late):
                missed.append(at)
            step += 1
            if not step % 1000:
                progress(epoch * len(everything) + step % len(everything), EPOCHS * len(everything))
        # Every other round looks only at what was not yet clear: the rest would change nothing.
        order = missed if epoch % 2 else everything[:]
    progress(1, 1)
    now -= late / np.float32(step)
    kept = {key: now[row] for key, row in rows.items()}
    return {key: {int(n): float(row[n]) for n in np.flatnonzero(row)} for key, row in kept.items()}


def _arrays(vector: _Vector, rows: Mapping[str, int]) -> tuple[_Rows, _Values]:
    return (
        np.array([rows[key] for key, _ in vector], dtype=np.int64),
        np.array([value for _, value in vector], dtype=np.float32),
    )


def _learn_one(
    at: _Rows, values: _Values, label: int, most: float, step: int, now: _Values, late: _Values
) -> bool:
    """Move the weights of one example; False where it is clear already.

    Rows are added up one after the other (`axis=0`), not by a matrix product, whose order of sums differs between
    machines: the same words must give the same model everywhere.
    """
    scores = (now[at] * values[:, None]).sum(axis=0)
    own = float(scores[label])
    scores[label] = -np.inf
    rival = int(scores.argmax())
    loss = 1.0 - own + float(scores[rival])
    if loss <= 0:
        return False
    change = np.float32(min(most, loss / 2)) * values
    now[at, label] += change
    now[at, rival] -= change
    late[at, label] += np.float32(step) * change
    late[at, rival] -= np.float32(step) * change
    return True


def _pack(row: Mapping[int, float]) -> bytes:
    kept = sorted((need, weight) for need, weight in row.items() if abs(weight) >= SMALLEST)
    return b"".join(PAIR.pack(need, max(-32768, min(32767, round(weight * SCALE)))) for need, weight in kept)
