"""The searches of one call, to go back and forward through. They live only in memory, and only for this call."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.filters import NO_FILTERS, Filters

MAX_STEPS = 50
"""Searches remembered; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Step:
    """One search."""

    text: str = ""
    filters: Filters = NO_FILTERS


class Trail:
    """Where a call has been. A search counts once its words give way to others, or when it is left by a key."""

    def __init__(self, start: Step) -> None:
        self._steps: list[Step] = [start]
        self._at = 0
        self._longest = start.text

    @property
    def here(self) -> Step:
        """The search on the screen."""
        return self._steps[self._at]

    @property
    def position(self) -> tuple[int, int]:
        """Which search this is, from 1, of how many."""
        return self._at + 1, len(self._steps)

    def typed(self, text: str) -> None:
        """The words are now these. Words that are no part of the longest so far begin another search."""
        before = self.here
        if not text and self._longest:
            self._steps[self._at] = Step(self._longest, before.filters)
            self._begin(Step("", before.filters))
        elif self._longest and not (text.startswith(self._longest) or self._longest.startswith(text)):
            self._steps[self._at] = Step(self._longest, before.filters)
            self._begin(Step(text, before.filters))
        else:
            self._steps[self._at] = Step(text, before.filters)
            self._longest = max(self._longest, text, key=len)

    def filtered(self, filters: Filters) -> None:
        """The filters are now these. That is another search where there are words already."""
        step = Step(self.here.text, filters)
        if self.here.text and step != self.here:
            self._begin(step)
        else:
            self._steps[self._at] = step

    def back(self) -> Step | None:
        """Go to the search before; None where there is none."""
        return self._go(self._at - 1)

    def forward(self) -> Step | None:
        """Go to the search after; None where there is none."""
        return self._go(self._at + 1)

    def _go(self, at: int) -> Step | None:
        if not 0 <= at < len(self._steps):
            return None
        self._at = at
        self._longest = self.here.text
        return self.here

    def _begin(self, step: Step) -> None:
        """A new search follows this one; what lay ahead is dropped. An empty one is not worth keeping."""
        kept = self._steps[: self._at + 1]
        if not kept[-1].text:
            kept.pop()
        self._steps = [*kept[-(MAX_STEPS - 1) :], step]
        self._at = len(self._steps) - 1
        self._longest = step.text
