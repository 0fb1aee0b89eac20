"""Every change to what a feed said is written down: nothing is put right in silence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import msgspec

PRIVATE = frozenset({"personal-name", "refuge-address"})
"""Rules whose report does not repeat what was taken out."""
MAX_SHOWN = 500
"""Characters of a value that the report shows."""


class Repair(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change."""

    record: str
    """Id of the document, or where an unreadable one stands."""
    field: str
    rule: str
    before: Any = None
    after: Any = None


class RepairLog:
    """Counts repairs by rule, and writes each one as a JSON line where a file is given."""

    def __init__(self, path: Path | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self.records: dict[str, set[str]] = {}
        """Rule → ids of the records it touched."""
        self._path = path
        self._file: IO[bytes] | None = None

    def note(self, record: str, field: str, rule: str, before: object = None, after: object = None) -> None:
        """Write one change down."""
        self.counts[rule] += 1
        self.records.setdefault(rule, set()).add(record)
        if self._file is None:
            return
        if rule in PRIVATE:
            before = None
        repair = Repair(record, field, rule, _shown(before), _shown(after))
        self._file.write(msgspec.json.encode(repair) + b"\n")

    def __enter__(self) -> Self:
        if self._path is not None:
            self._file = self._path.open("wb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _shown(value: object) -> object:
    if isinstance(value, str):
        return value[:MAX_SHOWN].encode("utf-8", "replace").decode()
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)[:MAX_SHOWN].encode("utf-8", "replace").decode()
