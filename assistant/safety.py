"""The crisis screen. It runs on every message, before everything else.

It looks for patterns of words, written and reviewed as data in `knowledge/content/safety`. A pattern
that touches a guard of its own rule ("dying for a cup of tea") raises nothing. Missing a crisis is
worse than a false alarm, so the raw words and the corrected words are both looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.patterns import compile_pattern, tidy_for_patterns
from knowledge.records import Level
from knowledge.store import Knowledge

_LEVELS: dict[Level, int] = {"emergency": 0, "urgent": 1}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Someone may be at risk."""

    level: Level
    category: str
    """Id of a need."""
    rule: str
    """Id of the rule that raised it."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    alarm: Alarm
    patterns: tuple[re.Pattern[str], ...]
    guards: tuple[re.Pattern[str], ...]

    def raised_by(self, text: str) -> bool:
        guarded: list[tuple[int, int]] | None = None
        for pattern in self.patterns:
            for match in pattern.finditer(text):
                if guarded is None:
                    guarded = [found.span() for guard in self.guards for found in guard.finditer(text)]
                if not any(start < match.end() and match.start() < end for start, end in guarded):
                    return True
        return False


class SafetyScreen:
    """Every safety rule, compiled once."""

    def __init__(self, knowledge: Knowledge) -> None:
        classes = knowledge.word_class
        order = {category.id: place for place, category in enumerate(knowledge.safety_categories)}
        rules = sorted(
            knowledge.safety_rules, key=lambda rule: (_LEVELS[rule.level], order[rule.category], rule.id)
        )
        self._rules = tuple(
            _Compiled(
                Alarm(rule.level, rule.category, rule.id),
                tuple(compile_pattern(pattern, classes) for pattern in rule.patterns),
                tuple(compile_pattern(guard, classes) for guard in rule.guards),
            )
            for rule in rules
        )

    def alarms(self, texts: Sequence[str]) -> list[Alarm]:
        """Every rule raised by any of the texts, worst first, then in the order of the categories."""
        tidied = list(dict.fromkeys(tidy_for_patterns(text) for text in texts))
        return [rule.alarm for rule in self._rules if any(rule.raised_by(text) for text in tidied)]
