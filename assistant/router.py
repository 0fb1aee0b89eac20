"""Step 5: which of the needs is meant, how surely, one or several, or none.

Evidence is added up per need; each word of the message counts once, for the strongest thing it is part
of. The best need then takes its words with it, and what is left is looked at again: so a message can
bring several needs, and a need found twice by the same words is named once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence, Feature, features_of
from index.analysis import stem, words_of
from knowledge.store import Knowledge

STRONG_BONUS = 2.2
"""Added for a `strong` word or phrase of a need, and again for each further word of a phrase."""
WEAK_BONUS = 0.4
PAIR_SHARE = 0.55
"""What a word pair adds beside its two words."""
LEFT_OVER = 0.35
"""What a word still counts for other needs once the best need has used it."""
MAX_NEEDS = 3
ACCEPT = 3.4
"""Evidence below this is no need at all."""
ACCEPT_NEXT = 4.4
"""A further need has to show more than the first."""
_SLOPE, _MIDDLE, _MARGIN = 0.42, 5.0, 0.30


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence, for `fingerpost explain`."""

    need: str
    what: str
    weight: float


@dataclass(frozen=True, slots=True)
class Meant:
    """A need that is meant."""

    id: str
    confidence: float
    """From 0 to 1."""
    score: float


@dataclass(frozen=True, slots=True)
class Routed:
    """What the router made of a message."""

    needs: tuple[Meant, ...]
    """Best first; empty where none is meant."""
    runner_up: Meant | None
    """The next best need, whether or not it was accepted."""
    pieces: tuple[Piece, ...]


class Router:
    """From words to needs."""

    def __init__(self, knowledge: Knowledge, evidence: Evidence) -> None:
        self._evidence = evidence
        self._number = {need: number for number, need in enumerate(evidence.needs)}
        self._terms: dict[tuple[str, ...], list[tuple[int, float]]] = {}
        self._rules_out: dict[tuple[str, ...], list[int]] = {}
        self._longest = 1
        for need in knowledge.needs:
            number = self._number[need.id]
            for text in (need.label, *need.strong):
                self._add_term(text, number, STRONG_BONUS)
            for text in need.weak:
                self._add_term(text, number, WEAK_BONUS)
            for text in need.rules_out:
                key = self._key(words_of(text))
                self._rules_out.setdefault(key, []).append(number)
                self._longest = max(self._longest, len(key))

    @staticmethod
    def _key(words: Iterable[str]) -> tuple[str, ...]:
        return tuple(stem(word) for word in words)

    def _add_term(self, text: str, number: int, bonus: float) -> None:
        key = self._key(words_of(text))
        if key:
            self._terms.setdefault(key, []).append((number, bonus * (1 + 0.45 * (len(key) - 1))))
            self._longest = max(self._longest, len(key))

    def route(
        self, text: str, ignore: frozenset[int] = frozenset(), context: frozenset[str] = frozenset()
    ) -> Routed:
        """Find the needs in a message.

        `ignore` holds positions of words that do not count (a place, something ruled out by the person);
        `context` the needs that the conversation is about, which win a close call.
        """
        words = words_of(text)
        evidence = self._gather(words, ignore)
        spent: frozenset[int] = frozenset()
        found: list[Meant] = []
        runner_up: Meant | None = None
        taken: set[int] = set()
        while len(found) < MAX_NEEDS:
            ranked = self._rank(evidence, spent, taken, context)
            if not ranked:
                break
            (number, score), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
            meant = Meant(self._evidence.needs[number], self._confidence(score, second), round(score, 3))
            if score < (ACCEPT_NEXT if found else ACCEPT):
                runner_up = runner_up or meant
                break
            if not found and len(ranked) > 1:
                runner_up = Meant(
                    self._evidence.needs[ranked[1][0]], self._confidence(second, score), round(second, 3)
                )
            found.append(meant)
            taken.add(number)
            spent |= {
                at
                for need, _, at_words, weight in evidence
                if need == number and weight > 0.8
                for at in at_words
            }
        pieces = tuple(
            Piece(self._evidence.needs[number], what, round(weight, 2))
            for number, what, _, weight in sorted(evidence, key=lambda item: (-item[3], item[1], item[0]))
        )
        return Routed(tuple(found), runner_up, pieces)

    def _gather(
        self, words: Sequence[str], ignore: frozenset[int]
    ) -> list[tuple[int, str, tuple[int, ...], float]]:
        """(need number, what was seen, positions, weight) of every piece of evidence."""
        out = self._ruled_out(words)
        found: list[tuple[int, str, tuple[int, ...], float]] = []
        for feature in features_of(words):
            if ignore.isdisjoint(feature.words):
                found += self._weigh(feature, out)
        stems = [stem(word) for word in words]
        for start in range(len(words)):
            for length in range(1, min(self._longest, len(words) - start) + 1):
                at = tuple(range(start, start + length))
                key = tuple(stems[start : start + length])
                for number, bonus in self._terms.get(key, ()):
                    if ignore.isdisjoint(at) and not self._touched(number, at, out):
                        found.append((number, f"“{' '.join(words[start : start + length])}”", at, bonus))
        return found

    def _weigh(
        self, feature: Feature, out: dict[int, set[int]]
    ) -> Iterable[tuple[int, str, tuple[int, ...], float]]:
        pair = len(feature.words) == 2
        for number, weight in self._evidence.weights.get(feature.key, ()):
            if not self._touched(number, feature.words, out):
                yield number, feature.key, feature.words, weight * (PAIR_SHARE if pair else 1.0)

    @staticmethod
    def _touched(number: int, at: Sequence[int], out: dict[int, set[int]]) -> bool:
        return number in out and not out[number].isdisjoint(at)

    def _ruled_out(self, words: Sequence[str]) -> dict[int, set[int]]:
        """Need number → positions of words that its rule-outs cover."""
        stems = [stem(word) for word in words]
        out: dict[int, set[int]] = {}
        for start in range(len(stems)):
            for length in range(1, min(self._longest, len(stems) - start) + 1):
                for number in self._rules_out.get(tuple(stems[start : start + length]), ()):
                    out.setdefault(number, set()).update(range(start, start + length))
        return out

    def _rank(
        self,
        evidence: Sequence[tuple[int, str, tuple[int, ...], float]],
        spent: frozenset[int],
        taken: set[int],
        context: frozenset[str],
    ) -> list[tuple[int, float]]:
        totals: dict[int, float] = {}
        for number, _, at, weight in evidence:
            if number not in taken:
                share = LEFT_OVER if spent.intersection(at) else 1.0
                totals[number] = totals.get(number, 0.0) + weight * share
        for need in context:
            if (number := self._number.get(need, -1)) in totals:
                totals[number] += 0.8
        return sorted(totals.items(), key=lambda item: (-item[1], self._evidence.needs[item[0]]))

    @staticmethod
    def _confidence(score: float, other: float) -> float:
        """How surely a need with this score is right when the next best has `other`."""
        value = _SLOPE * (score - _MIDDLE) + _MARGIN * (score - other)
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, value)))), 3)
