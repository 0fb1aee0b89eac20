"""What a result says: a number to ring first, and whose it is."""

from __future__ import annotations

from assistant.places import Places
from assistant.say import Say
from knowledge.records import Service
from tui.desk.results import Row

MAX_ROWS = 50
"""Rows shown; nobody reads further while a caller waits."""
FITS, PACKED = "◆", "+"
_PHONE_WIDTH = 14


class RowWriter:
    """Writes the row of a service."""

    def __init__(self, places: Places, say: Say) -> None:
        self._places = places
        self._say = say

    def row(self, service: Service, *, fits: bool, packed: bool, narrow: bool) -> Row:
        """Two lines, or one where the screen is narrow. The number always stands whole."""
        marks = f"{FITS if fits else ' '}{PACKED if packed else ' '} "
        number = f"{self._number(service):<{_PHONE_WIDTH}} "
        place = self._places.name((*service.located, *service.areas)[0])
        by = "" if service.organisation in service.name else f" · {service.organisation}"
        if narrow:
            words = f"{service.name} · {place}{by}"
            return Row(service.id, (((marks, False), (number, True), (words, False)),))
        first: tuple[tuple[str, bool], ...] = ((marks, False), (service.name, True))
        return Row(service.id, (first, (("   ", False), (number, True), (f"{place}{by}", False))))

    def _number(self, service: Service) -> str:
        """The number to ring, else the one to text, else that there is none."""
        if service.phones:
            return service.phones[0].number
        if service.text:
            return self._say("desk-by-text", number=service.text.to)
        return self._say("desk-no-phone")
