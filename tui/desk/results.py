"""The results: a number to ring first, then whose it is. One widget, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.places import Places
from knowledge.records import Service
from tui.lines import Say

MAX_ROWS = 50
"""Rows shown; nobody reads further while a caller waits."""
_PHONE_WIDTH = 14
FITS, PACKED = "◆", "+"


class ResultList(OptionList, can_focus=False):
    """Services, best first. It never takes the keyboard from the search line."""

    def __init__(self) -> None:
        super().__init__(id="results", markup=False)

    def show(self, rows: Sequence[tuple[str, Content]], at: int = 0) -> None:
        """Show these rows, and mark one of them."""
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options([Option(text, id=row) for row, text in rows])
            self.highlighted = min(at, len(rows) - 1) if rows else None

    @property
    def chosen(self) -> str | None:
        """Id of the marked row; None where there is none."""
        option = self.highlighted_option
        return option.id if option else None


class RowWriter:
    """Writes the row of a service."""

    def __init__(self, places: Places, say: Say) -> None:
        self._places = places
        self._say = say

    def row(self, service: Service, *, fits: bool, packed: bool, narrow: bool) -> Content:
        """Two lines, or one where the screen is narrow. The number always stands first, and whole."""
        marks = f"{FITS if fits else ' '}{PACKED if packed else ' '} "
        number = f"{self.number(service):<{_PHONE_WIDTH}} "
        place = self._places.name((*service.located, *service.areas)[0])
        by = "" if service.organisation in service.name else f" · {service.organisation}"
        if narrow:
            return Content.assemble(marks, (number, "bold"), service.name, f" · {place}")
        return Content.assemble(marks, (service.name, "bold"), f"\n   {number}", place, by)

    def number(self, service: Service) -> str:
        """The number to ring, else the one to text, else that there is none."""
        if service.phones:
            return service.phones[0].number
        if service.text:
            return self._say("desk-by-text", number=service.text.to)
        return self._say("desk-no-phone")
