"""The crisis screen. It runs on every message, before everything else.

It looks for patterns of words, written and reviewed as data in `knowledge/content/safety`. A pattern
that touches a guard of its own rule ("dying for a cup of tea") raises nothing, nor does one in a sentence
that holds a sentence guard ("an essay on"). Missing a crisis is worse than a false alarm, so the raw words
and the corrected words are both looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.patterns import Pattern, PatternReader, tidy_for_patterns
from knowledge.records import Level, SafetyRule
from knowledge.store import Knowledge

_LEVELS: dict[Level, int] = {"emergency": 0, "urgent": 1}
LEARNT = "learnt"
"""Stands for the id of a rule where the router alone has raised an alarm."""
_LENGTH = 60
_OVERLAP = 30
"""Words in a stretch, and words that two neighbouring stretches share: more than any pattern spans."""
_SENTENCE = re.compile(r"(?: [^ .]+)+(?: \.)*(?: $)?")
_SPACE = re.compile(r" ")
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Someone may be at risk."""

    level: Level
    category: str
    """Id of a need."""
    rule: str
    """Id of the rule that raised it."""


class _Text:
    """A tidy text, cut into stretches, so that a pattern is only tried where one of its words stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._stretches = [(start, end, _beginnings(text[start:end])) for start, end in _stretches(text)]
        self._words = frozenset().union(*(words for _, _, words in self._stretches))

    def spans(self, patterns: Iterable[Pattern]) -> Iterator[_Span]:
        """Where the patterns match; a match may be named twice."""
        for pattern in patterns:
            if pattern.keys is not None and self._words.isdisjoint(pattern.keys):
                continue  # most patterns stop here
            for start, end, words in self._stretches:
                if pattern.keys is None or not words.isdisjoint(pattern.keys):
                    for found in pattern.regex.finditer(self.text, start, end):
                        yield found.span()


def _stretches(text: str) -> Iterator[_Span]:
    """Sentences with the full stop that ends them; long ones in overlapping pieces."""
    for sentence in _SENTENCE.finditer(text):
        words = [found.start() for found in _SPACE.finditer(text, *sentence.span())]
        for first in range(0, max(len(words) - _OVERLAP, 1), _LENGTH - _OVERLAP):
            last = first + _LENGTH
            yield words[first], words[last] if last < len(words) else sentence.end()


def _beginnings(stretch: str) -> set[str]:
    """Its words, and `s*`, `st*`, `str*` … for every word."""
    words = set(stretch.split())
    return words | {f"{word[:end]}*" for word in words for end in range(1, len(word) + 1)}


@dataclass(frozen=True, slots=True)
class _Compiled:
    alarm: Alarm
    patterns: tuple[Pattern, ...]
    also: tuple[Pattern, ...]
    guards: tuple[Pattern, ...]
    sentence_guards: tuple[Pattern, ...]

    def raised_by(self, text: _Text) -> bool:
        matches = text.spans(self.patterns)
        first = next(matches, None)
        if first is None or (self.also and next(text.spans(self.also), None) is None):
            return False
        guarded = list(text.spans(self.guards))
        guarded += [_sentence(text.text, span) for span in text.spans(self.sentence_guards)]
        return _free(first, guarded) or any(_free(span, guarded) for span in matches)


class SafetyScreen:
    """Every safety rule, read once."""

    def __init__(self, knowledge: Knowledge) -> None:
        order = {category.id: place for place, category in enumerate(knowledge.safety_categories)}
        rules = sorted(
            knowledge.safety_rules, key=lambda rule: (_LEVELS[rule.level], order[rule.category], rule.id)
        )
        reader = PatternReader(knowledge.word_class)
        self._learnt: dict[str, Level] = {
            item.id: item.learnt_level for item in knowledge.safety_categories if item.learnt_level
        }
        self._rules = tuple(_compile(rule, reader) for rule in rules)

    def learnt(self, danger: Iterable[tuple[str, float]], sure: float) -> list[Alarm]:
        """Crises that the router is sure of although no rule has seen them.

        `danger` are (id of a need, confidence) pairs. Rules read words in a row; the router also knows stories that
        never name what is wrong.
        """
        return [
            Alarm(self._learnt[need], need, LEARNT)
            for need, confidence in danger
            if need in self._learnt and confidence >= sure
        ]

    def alarms(self, texts: Sequence[str]) -> list[Alarm]:
        """Every rule raised by any of the texts, worst first, then in the order of the categories."""
        tidied = [_Text(text) for text in dict.fromkeys(tidy_for_patterns(text) for text in texts)]
        return [rule.alarm for rule in self._rules if any(rule.raised_by(text) for text in tidied)]


def _compile(rule: SafetyRule, reader: PatternReader) -> _Compiled:
    def compiled(patterns: Iterable[str]) -> tuple[Pattern, ...]:
        return tuple(reader.read(pattern) for pattern in patterns)

    return _Compiled(
        Alarm(rule.level, rule.category, rule.id),
        compiled(rule.patterns),
        compiled(rule.also),
        compiled(rule.guards),
        compiled(rule.sentence_guards),
    )


def _sentence(text: str, span: _Span) -> _Span:
    """The sentence that the span stands in."""
    end = text.find(" . ", span[1] - 1)
    return text.rfind(" . ", 0, span[0] + 1) + 1, len(text) if end < 0 else end


def _free(span: _Span, guarded: Iterable[_Span]) -> bool:
    """True where no guard touches the match."""
    return not any(start < span[1] and span[0] < end for start, end in guarded)
