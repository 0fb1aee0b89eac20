"""Something that is open and moves on by itself when a newer one is there, without a pause for whoever uses it.

The newer one is opened beside the old, in a thread of its own, while the old goes on answering; then they are
swapped. One that cannot be opened changes nothing. The old one closes when its last user lets go of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")
Start = Callable[[Callable[[], None]], None]
"""Runs some work, now or beside."""


def beside(work: Callable[[], None]) -> None:
    """Run some work in a thread that nobody has to wait for."""
    Thread(target=work, daemon=True).start()


class Live(Generic[T]):
    """The newest that could be opened."""

    def __init__(
        self,
        first: T,
        seen: object,
        opened: Callable[[], T],
        mark: Callable[[], object],
        start: Start = beside,
    ) -> None:
        """`mark` gives a value that changes when there is a newer one: cheap, it is asked for at each use.

        `seen` is the value that belongs to `first`; `opened` opens the newest, and may raise anything.
        """
        self._now = first
        self._opened = opened
        self._mark = mark
        self._start = start
        self._seen = seen
        self._next: list[T] = []
        self._opening = False

    def now(self) -> T:
        """What to use for the next query. Hold it no longer than that."""
        if self._next:
            self._now = self._next.pop()
        if not self._opening and (mark := self._mark()) != self._seen:
            self._seen, self._opening = mark, True
            self._start(self._open)
        return self._now

    def _open(self) -> None:
        with suppress(Exception):  # whatever is wrong with the newer one, the old one goes on
            self._next.append(self._opened())
        self._opening = False
