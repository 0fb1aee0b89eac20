"""The only module that knows Whoosh: writing its files, and reading postings back.

Whoosh's table of contents is a pickle, and so is every block of its postings: only open files that this user's
own process wrote, or that came in a bundle whose maker was checked, and whose checksums were verified first.
`index.generations` and `index.bundle` see to that.
"""

from __future__ import annotations

import warnings
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any

from index.documents import Field
from index.numbers import CODE

with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore", SyntaxWarning
    )  # Whoosh 2.7.4 has invalid escapes that Python 3.12 reports
    import whoosh.fields
    import whoosh.index
    from whoosh.analysis import SpaceSeparatedTokenizer
    from whoosh.reading import TermNotFound
    from whoosh.util.numeric import byte_to_length, length_to_byte

Posted = tuple["array[int]", "array[float]"]
"""Numbers of the records that hold a term, rising, and how often each holds it."""
MEMORY_MB = 256
"""What the writer may hold before it sorts on disk: 50,000 short records fit."""


def write(
    folder: Path,
    rows: Iterable[tuple[str, Mapping[str, Sequence[str]]]],
    fields: Sequence[Field],
    step: Callable[[], None],
) -> None:
    """Write an index of (id, terms of each field) into an empty folder, in one commit. `step` is called for each."""
    columns: dict[str, Any] = {
        field.name: whoosh.fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for field in fields
    }
    schema = whoosh.fields.Schema(record=whoosh.fields.STORED, **columns)
    writer = whoosh.index.create_in(str(folder), schema).writer(limitmb=MEMORY_MB)
    try:
        for record, terms in rows:
            writer.add_document(
                record=record, **{name: " ".join(found) for name, found in terms.items() if found}
            )
            step()
    except BaseException:
        writer.cancel()
        raise
    writer.commit(optimize=True)
    for lock in folder.glob("*LOCK"):
        lock.unlink()


def kept_length(terms: int) -> int:
    """The length of a field as Whoosh keeps it: exact up to 10 terms, the next of 256 steps above that."""
    return int(byte_to_length(length_to_byte(terms)))


class WhooshReader:
    """Postings and lengths of one index folder. For one thread at a time."""

    def __init__(self, folder: Path, fields: Sequence[Field]) -> None:
        self._reader = whoosh.index.open_dir(str(folder), readonly=True).reader()
        self._fields = fields

    def count(self) -> int:
        """How many records there are."""
        return int(self._reader.doc_count_all())

    def lengths(self) -> dict[str, list[int]]:
        """Field → its length in each record, in terms, as Whoosh keeps it (long ones are rounded)."""
        reader = self._reader
        return {
            field.name: [
                int(reader.doc_field_length(number, field.name, 0) or 0) for number in range(self.count())
            ]
            for field in self._fields
        }

    def fields_of_terms(self) -> dict[str, int]:
        """Every term, with the fields that hold it as bits in the order of the fields."""
        bit = {field.name: 1 << at for at, field in enumerate(self._fields)}
        found: dict[str, int] = {}
        for name, term in self._reader.all_terms():
            text = term.decode()
            found[text] = found.get(text, 0) | bit[name]
        return found

    def postings(self, field: str, term: str) -> Posted:
        """The records that hold a term in a field; both lists are empty where none does.

        Whole blocks are taken from the matcher's inside: one Python call for each posting is what makes Whoosh slow.
        """
        numbers: array[int] = array(CODE)
        weights: array[float] = array("f")
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return numbers, weights
        while True:
            matcher._read_data()
            steps, times, _ = matcher._data
            numbers.extend(accumulate(steps))
            weights.extend(times if isinstance(times, tuple) else repeat(times or 1.0, len(steps)))
            if matcher._lastblock:
                return numbers, weights
            matcher._next_block()

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()
