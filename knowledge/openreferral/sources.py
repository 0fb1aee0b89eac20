"""Records out of files: pages of JSON, JSON Lines, packed or not, a folder of them, or a CSV with its mapping."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from knowledge.openreferral.mapping import Mapping, csv_records
from knowledge.openreferral.shapes import NotServices, read_json, read_page

MAX_FILE = 512 * 1024 * 1024
"""Bytes of one JSON file, unpacked; a bigger one should be JSON Lines."""
MAX_LINE = 16 * 1024 * 1024
LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
PAGES = (".json", ".json.gz")
TABLES = (".csv", ".tsv", ".csv.gz")


@dataclass(frozen=True, slots=True)
class Item:
    """One record as it came."""

    where: str
    """File and line or place, for the report."""
    record: Any


@dataclass(slots=True)
class Reading:
    """What was found out while reading."""

    refused: list[tuple[str, str]] = field(default_factory=list)
    """(file, why nothing in it could be used)."""
    versions: set[str] = field(default_factory=set)
    claimed: int | None = None
    """How many records the pages say there are in all."""
    seen: int = 0
    """How many records were read."""


def read_files(source: Path, reading: Reading, mapping: Mapping | None = None) -> Iterator[Item]:
    """Every record of a file or folder, in the order of the file names.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    paths = sorted(item for item in source.rglob("*") if item.is_file()) if source.is_dir() else [source]
    for path in paths:
        shown = path.relative_to(source).as_posix() if source.is_dir() else path.name
        if path == source or path.name.lower().endswith((*LINES, *PAGES, *TABLES)):
            for item in _file(path, shown, reading, mapping):
                reading.seen += 1
                yield item


def _file(path: Path, shown: str, reading: Reading, mapping: Mapping | None) -> Iterator[Item]:
    name = path.name.lower()
    try:
        with _opened(path) as file:
            if name.endswith(TABLES):
                yield from _table(file, shown, reading, mapping)
            elif name.endswith(LINES):
                yield from _lines(file, shown, reading)
            else:
                yield from _page(file, shown, reading)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        reading.refused.append((shown, "is not a whole gzip file"))


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def _table(file: IO[bytes], shown: str, reading: Reading, mapping: Mapping | None) -> Iterator[Item]:
    if mapping is None:
        reading.refused.append((shown, "is a table; say with --mapping what each column holds"))
        return
    reading.versions.add("CSV")
    for line, record in csv_records(file.read(MAX_FILE), mapping):
        yield Item(f"{shown}:{line}", record)


def _lines(file: IO[bytes], shown: str, reading: Reading) -> Iterator[Item]:
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if not line.strip():
            continue
        try:
            if len(line) > MAX_LINE:
                raise NotServices("is longer than 16 MB; a record is never so long")
            page = read_page(read_json(line))
        except NotServices as error:
            reading.refused.append((f"{shown}:{number}", str(error)))
            continue
        if page.version:
            reading.versions.add(page.version)
        for record in page.records:
            yield Item(f"{shown}:{number}", record)


def _page(file: IO[bytes], shown: str, reading: Reading) -> Iterator[Item]:
    data = file.read(MAX_FILE + 1)
    try:
        if len(data) > MAX_FILE:
            raise NotServices("is bigger than 512 MB; save it as JSON Lines")
        page = read_page(read_json(data))
    except NotServices as error:
        reading.refused.append((shown, str(error)))
        return
    if page.version:
        reading.versions.add(page.version)
    if page.total is not None:
        reading.claimed = max(reading.claimed or 0, page.total)
    for place, record in enumerate(page.records):
        yield Item(f"{shown}[{place}]", record)
