"""The only module that knows Whoosh: writing its files, and reading postings back.

Whoosh's table of contents is a pickle, so only open files that this user's own process wrote and whose
checksums were verified first: `index.generations` sees to that.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from index.analysis import terms_of
from index.bm25f import Catalogue
from index.documents import Document, Field

with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore", SyntaxWarning
    )  # Whoosh 2.7.4 has invalid escapes that Python 3.12 reports
    import whoosh.fields
    import whoosh.index
    from whoosh.analysis import SpaceSeparatedTokenizer
    from whoosh.util.numeric import byte_to_length, length_to_byte


def write(
    folder: Path, documents: Iterable[Document], fields: Sequence[Field], step: Callable[[], None]
) -> None:
    """Write an index of the documents into an empty folder, in one commit. `step` is called for each."""
    columns: dict[str, Any] = {
        field.name: whoosh.fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for field in fields
    }
    schema = whoosh.fields.Schema(record=whoosh.fields.STORED, **columns)
    writer = whoosh.index.create_in(str(folder), schema).writer(limitmb=64)
    try:
        for document in documents:
            texts = {name: " ".join(terms_of(text)) for name, text in document.texts.items()}
            writer.add_document(record=document.id, **texts)
            step()
    except BaseException:
        writer.cancel()
        raise
    writer.commit(optimize=True)


def kept_length(terms: int) -> int:
    """The length of a field as Whoosh keeps it: exact up to 10 terms, the next of 256 steps above that."""
    return int(byte_to_length(length_to_byte(terms)))


class WhooshReader:
    """Postings and lengths of one index folder."""

    def __init__(self, folder: Path, fields: Sequence[Field]) -> None:
        self._reader = whoosh.index.open_dir(str(folder), readonly=True).reader()
        self._fields = fields

    def catalogue(self) -> Catalogue:
        """Ids and field lengths by record number."""
        reader = self._reader
        count = reader.doc_count_all()
        return Catalogue(
            tuple(reader.stored_fields(number)["record"] for number in range(count)),
            {
                field.name: tuple(
                    float(reader.doc_field_length(number, field.name, 0) or 0) for number in range(count)
                )
                for field in self._fields
            },
            {field.name: float(reader.field_length(field.name)) for field in self._fields},
        )

    def postings(self, field: str, term: str) -> list[tuple[int, float]]:
        """Record numbers that hold a term in a field, with how often."""
        if (field, term) not in self._reader:
            return []
        matcher = self._reader.postings(field, term)
        found: list[tuple[int, float]] = []
        while matcher.is_active():
            found.append((matcher.id(), matcher.weight()))
            matcher.next()
        return found

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()
