"""Fits the router's two confidence curves on the tuning half: `python -m bench.calibrate`.

A logistic regression by Newton's method (iteratively reweighted least squares). For needs: over each of the first needs
of each tuning question, right or wrong, and over messages that mean no need at all. For alarms: over the tuning half of
our crisis sentences, the real people's crisis sentences, and the tuning part of their everyday ones.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

from assistant.details import details_of
from assistant.library import Library, open_library
from assistant.tidy import tidy
from bench.questions import everyday_sentences, needs_questions, outside_questions, rows_of, shared_rows
from index.analysis import words_of

ROWS_EACH = 3
RIDGE = 0.05
OUTSIDE_SAMPLE = 40
"""One in so many of the real people's far-off messages is used."""
EVERYDAY_PARTS = 8
"""One part of so many of the real people's everyday sentences is used."""

Row = tuple[list[float], float]


def rows(library: Library) -> Iterator[Row]:
    """(features with a leading 1, 1 for right or 0 for wrong)."""
    for question in needs_questions("tune"):
        yield from _rows_of(library, question.text, question.needs)
    for question in outside_questions("tune"):
        yield from _rows_of(library, question.text, ())
    for row in shared_rows("oos"):
        code = int(hashlib.sha256(row["text"].encode()).hexdigest(), 16)
        if row["label"] == "oos-far" and code % OUTSIDE_SAMPLE == 0:
            yield from _rows_of(library, row["text"], ())


def _rows_of(library: Library, text: str, right: Sequence[str]) -> Iterator[Row]:
    spelt = library.speller.correct(tidy(text).routed).text
    details = details_of(spelt, library.places, library.cues, library.cues.seen_in(spelt))
    evidence = library.router.evidence(words_of(spelt), details.ignored)
    for place, (number, own) in enumerate(evidence.ranked[:ROWS_EACH]):
        if own > 0:
            label = float(library.router.need_id(number) in right)
            yield [1.0, *evidence.features(place)], label


def alarm_rows(library: Library) -> Iterator[Row]:
    """(features with a leading 1, 1 for a crisis or 0 for none)."""
    own = [(row["text"], row["expected"] == "alarm") for row in rows_of("crisis", "tune")]
    real = [
        (row["text"], row["expected"] == "alarm")
        for row in shared_rows("crisis_real")
        if row["expected"] != "soft"
    ]
    everyday = [(text, False) for text in everyday_sentences(0, EVERYDAY_PARTS)]
    for text, alarm in (*own, *real, *everyday):
        spelt = library.speller.correct(tidy(text).routed).text
        evidence = library.router.evidence(words_of(spelt), frozenset())
        if evidence.danger:
            yield [1.0, *evidence.danger_features(0)], float(alarm)


def fit(data: Sequence[Row], rounds: int = 30) -> list[float]:
    """Weights of the logistic curve."""
    size = len(data[0][0])
    weights = [0.0] * size
    for _ in range(rounds):
        gradient = [-RIDGE * weight for weight in weights]
        hessian = [[RIDGE if row == column else 0.0 for column in range(size)] for row in range(size)]
        for features, label in data:
            value = sum(weight * feature for weight, feature in zip(weights, features, strict=True))
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
            for row in range(size):
                gradient[row] += (label - chance) * features[row]
                for column in range(size):
                    hessian[row][column] += chance * (1 - chance) * features[row] * features[column]
        weights = [weight + step for weight, step in zip(weights, _solve(hessian, gradient), strict=True)]
    return weights


def _solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Gauss elimination with pivots."""
    size = len(vector)
    rows_ = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows_[row][column]))
        rows_[column], rows_[pivot] = rows_[pivot], rows_[column]
        for row in range(size):
            if row != column:
                share = rows_[row][column] / rows_[column][column]
                rows_[row] = [a - share * b for a, b in zip(rows_[row], rows_[column], strict=True)]
    return [rows_[at][size] / rows_[at][at] for at in range(size)]


if __name__ == "__main__":
    opened = open_library(Path(gettempdir()) / "fingerpost-bench" / "index", datetime.now(UTC))
    names = ("start", "score", "lead", "known", "support", "inside")
    for before, data in (("", rows(opened)), ("alarm_", alarm_rows(opened))):
        for name, weight in zip(names, fit(list(data)), strict=True):
            print(f"{before}{name}: {weight:.3f}")
