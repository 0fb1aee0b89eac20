"""Which queries the PostgreSQL engine asks, so that few records need ranking."""

from __future__ import annotations

import pytest

from index.postgres.candidates import Words, attempts


def words(counts: dict[str, int], weights: dict[str, float] | None = None) -> Words:
    return Words(weights or dict.fromkeys(counts, 1.0), counts, 1_000_000)


@pytest.mark.parametrize(
    ("part", "asked", "expected"),
    [
        (1.0, words({"a": 1000, "b": 2000}), ["'a'|'b'"]),
        (1.0, words({"a": 100_000, "b": 9, "c": 50_000}), ["('a'&'b'&'c')|'b'", "'a'|'b'|'c'"]),
        (0.01, words({"a": 100_000, "b": 9, "c": 50_000}), ["'a'|'b'|'c'"]),
        (
            1.0,
            words({"food": 90_000, "bank": 80_000, "bath": 300}, {"food": 1.0, "bank": 0.5, "bath": 0.5}),
            ["('food')|'bath'", "'food'|'bank'|'bath'"],
        ),
    ],
)
def test_common_words_are_asked_for_together_first(part: float, asked: Words, expected: list[str]) -> None:
    assert attempts(asked, part) == expected
