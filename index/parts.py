"""The parts of a generation read as one: the base and, after an update, the changes beside it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import compress
from pathlib import Path

from index.catalogue import Catalogue
from index.documents import Field
from index.whoosh_files import Posted, WhooshReader

BASE, CHANGES = "whoosh", "changes"
"""Folders of a generation that hold the parts."""


class Parts:
    """Postings over all parts, without the records that no longer hold."""

    def __init__(self, folder: Path, catalogue: Catalogue, fields: Sequence[Field]) -> None:
        self._readers = [
            WhooshReader(folder / name, fields) for name in (BASE, CHANGES) if (folder / name).is_dir()
        ]
        self._base = catalogue.contents.parts[0]
        self._holds = bytearray(b"\1") * self._base
        for number in catalogue.dead:
            self._holds[number] = 0
        self._all_hold = not catalogue.dead

    def postings(self, field: str, term: str) -> Posted:
        """The living records that hold a term in a field, and how often each does."""
        numbers, times = self._readers[0].postings(field, term)
        if not self._all_hold:
            living = list(map(self._holds.__getitem__, numbers))
            numbers = array(numbers.typecode, compress(numbers, living))
            times = array(times.typecode, compress(times, living))
        for reader in self._readers[1:]:
            more, more_times = reader.postings(field, term)
            numbers.extend(number + self._base for number in more)
            times.extend(more_times)
        return numbers, times

    def close(self) -> None:
        """Let go of the files."""
        for reader in self._readers:
            reader.close()
