"""What a fetch has brought so far, on disk: a run that was stopped goes on where it was.

Lines of JSON are only ever added. A last line that was written half is left out at reading.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal

import msgspec

STALE = timedelta(hours=24)
"""An older state is not gone on with: the feed has moved on."""


class _Line(msgspec.Struct, frozen=True, omit_defaults=True):
    kind: Literal["start", "page", "walked", "detail"]
    url: str = ""
    at: str = ""
    walk: int = 0
    page: int = 0
    items: list[msgspec.Raw] = []
    id: str = ""
    doc: msgspec.Raw = msgspec.Raw(b"null")


class FetchState:
    """Pages and details of one feed."""

    def __init__(self, path: Path, url: str, now: datetime) -> None:
        """Open the state of a feed; another feed's state, or a stale one, is begun anew."""
        self._path = path
        self.items: dict[str, bytes] = {}
        """Id as the feed gives it → the latest list entry."""
        self.details: dict[str, bytes | None] = {}
        """Id → the detail, or None where the feed has none."""
        self.walks: list[set[str]] = [set()]
        """The ids that each walk through the list saw; the last may be unfinished."""
        self.page = 0
        """The last page that the unfinished walk read."""
        self.resumed = self._read(url, now)
        self._file: IO[bytes] = path.open("ab" if self.resumed else "wb")
        if not self.resumed:
            self._add(_Line("start", url=url, at=now.isoformat()))
        elif not self._ends_whole():
            self._file.write(b"\n")

    def _ends_whole(self) -> bool:
        return self._path.read_bytes()[-1:] in {b"\n", b""}

    def _read(self, url: str, now: datetime) -> bool:
        if not self._path.is_file():
            return False
        with self._path.open("rb") as file:
            lines = file.read().split(b"\n")
        for number, raw in enumerate(lines):
            try:
                line = msgspec.json.decode(raw, type=_Line)
            except msgspec.MsgspecError:
                if number == 0:
                    return False
                continue
            if number == 0 and not (line.kind == "start" and line.url == url and _fresh(line.at, now)):
                return False
            self._apply(line)
        return True

    def _apply(self, line: _Line) -> None:
        if line.kind == "page":
            self._take([bytes(item) for item in line.items])
            self.page = line.page
        elif line.kind == "walked":
            self.walks.append(set())
            self.page = 0
        elif line.kind == "detail":
            doc = bytes(line.doc)
            self.details[line.id] = None if doc == b"null" else doc

    def _take(self, items: list[bytes]) -> int:
        """Add list entries; how many this walk had not seen."""
        new = 0
        for item in items:
            key = key_of(item)
            new += key not in self.walks[-1]
            self.walks[-1].add(key)
            self.items[key] = item
        return new

    def add_page(self, page: int, items: list[Any]) -> int:
        """Keep a page; how many of its records this walk had not seen."""
        encoded = [msgspec.json.encode(item) for item in items]
        new = self._take(encoded)
        self.page = page
        self._add(
            _Line("page", walk=len(self.walks), page=page, items=[msgspec.Raw(item) for item in encoded])
        )
        return new

    def end_walk(self) -> bool:
        """Close a walk through the list; True where it brought an id that no earlier walk did."""
        earlier: set[str] = set().union(*self.walks[:-1])
        brought = not self.walks[-1] <= earlier
        self.walks.append(set())
        self.page = 0
        self._add(_Line("walked"))
        return brought

    def add_detail(self, key: str, detail: Any) -> None:
        """Keep a detail, or that there is none."""
        self.details[key] = None if detail is None else msgspec.json.encode(detail)
        self._add(_Line("detail", id=key, doc=msgspec.Raw(self.details[key] or b"null")))

    def _add(self, line: _Line) -> None:
        self._file.write(msgspec.json.encode(line) + b"\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def key_of(item: bytes) -> str:
    """The id of a list entry as the feed gives it; the entry itself where it has none."""
    value = msgspec.json.decode(item)
    given = value.get("id") if isinstance(value, dict) else None
    return str(given) if given not in (None, "") else item.decode()


def _fresh(at: str, now: datetime) -> bool:
    try:
        return abs(now - datetime.fromisoformat(at)) < STALE
    except (ValueError, TypeError):
        return False
