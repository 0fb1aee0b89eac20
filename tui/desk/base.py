"""What every part of the desk's screen works with: the call, the view, and searching."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from textual import work
from textual.screen import Screen

from assistant.answers import Clock
from assistant.desk import DeskSearch, Found
from assistant.engine import Assistant
from assistant.filters import Filters
from assistant.outcomes import OutcomeSink
from tui.desk.call import Call
from tui.desk.trail import Step
from tui.desk.view import DeskView

DIRECT_UP_TO = 2_000
"""Services up to which a search is done between two keys; above, it is done beside the screen."""
PAUSE_SECONDS = 0.03
"""How long a search beside the screen waits for the next key."""


class DeskBase(Screen[None], inherit_bindings=False):
    """Holds the call, and searches for what it is at."""

    def __init__(self, assistant: Assistant, start: Filters, clock: Clock, sink: OutcomeSink) -> None:
        """`start` are the filters that every call begins with."""
        super().__init__()
        self.assistant = assistant
        self.say = assistant.text
        self._desk = DeskSearch(assistant)
        self.clock = clock
        self.sink = sink
        self._start = start
        self.call = Call(start)
        self.notice = ""
        """Said in place of the next status."""
        self._direct = len(assistant.library.knowledge.services) <= DIRECT_UP_TO
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-search")

    def on_unmount(self) -> None:
        """Let a search that is running end by itself."""
        self._aside.shutdown(wait=False, cancel_futures=True)

    @property
    def view(self) -> DeskView:
        """What is on the screen."""
        return self.query_one(DeskView)

    @property
    def filters(self) -> Filters:
        """The filters of the search on the screen."""
        return self.call.trail.here.filters

    @property
    def chosen(self) -> str | None:
        """Id of the marked service; says so where there is none."""
        if self.view.chosen is None:
            self.view.note(self.say("desk-no-record"))
        return self.view.chosen

    def search(self) -> None:
        """Search for what the call is at now."""
        step = self.call.trail.here
        if self._direct:
            self._found(step, self._desk.find(step.text, step.filters, self.clock()))
        else:
            self._search_aside(step)

    @work(exclusive=True, group="search")
    async def _search_aside(self, step: Step) -> None:
        """Search in another thread, one search at a time; the next key gives this one up."""
        await asyncio.sleep(PAUSE_SECONDS)
        loop = asyncio.get_running_loop()
        now = self.clock()
        self._found(
            step, await loop.run_in_executor(self._aside, self._desk.find, step.text, step.filters, now)
        )

    def _found(self, step: Step, found: Found) -> None:
        if step == self.call.trail.here:
            self.call.found = found
            self.view.show(self.call)
            if self.notice:
                self.view.note(self.notice)
                self.notice = ""
