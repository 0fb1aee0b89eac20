"""A CSV and its mapping file: what each column holds.

The mapping is YAML, one entry for each field; see `docs/open-referral.md`. Columns that it does not name are
kept in the document under `source_columns`.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from knowledge.loader import convert
from knowledge.openreferral.upgrade import Document
from knowledge.problems import KnowledgeError, Problem
from knowledge.yamlfile import read_entries

Target = Literal[
    "id", "name", "description", "url", "email", "phone", "status", "organization", "organization_url", "term",
    "area", "location", "address", "city", "postcode", "latitude", "longitude", "minimum_age", "maximum_age",
    "eligibility", "cost", "hours", "assured_date", "last_modified",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
]  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLAIN = ("id", "name", "description", "url", "email", "status", "minimum_age", "maximum_age", "assured_date",
          "last_modified")  # fmt: skip
_RANGE = re.compile(
    r"(\d{1,2}[:.]\d{2}|\d{1,2})\s*([ap]m)?\s*(?:-|–|to)\s*(\d{1,2}[:.]\d{2}|\d{1,2})\s*([ap]m)?",
    re.IGNORECASE,
)
DELIMITERS = ",;\t|¬"


class MapEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one field is filled with."""

    field: Target
    column: str | None = None
    columns: tuple[str, ...] = ()
    """Several columns: joined for a text, one number or term each for `phone` and `term`."""
    value: str | None = None
    """The same for every row."""
    split: str | None = None
    """What stands between several terms, numbers or areas in one cell."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file, read and checked in itself."""

    shown: str
    entries: tuple[tuple[MapEntry, int], ...]
    """Each entry with its line."""


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises:
        KnowledgeError: something in it is wrong; it lists every problem.
    """
    found, problems = read_entries(path, path.name)
    entries: list[tuple[MapEntry, int]] = []
    for entry in found:
        made, wrong = convert(entry, MapEntry)
        problems += wrong
        if made is not None:
            entries.append((made, entry.line))
            if sum((made.column is not None, bool(made.columns), made.value is not None)) != 1:
                problems.append(Problem(path.name, entry.line, "give one of: column, columns, value"))
    if not problems and "name" not in {entry.field for entry, _ in entries}:
        problems.append(Problem(path.name, 1, "maps no 'name'; a service needs one"))
    if problems:
        raise KnowledgeError(path, problems)
    return Mapping(path.name, tuple(entries))


def csv_records(data: bytes, mapping: Mapping) -> Iterator[tuple[int, Document]]:
    """The row number and record of each row of a table; its encoding and delimiter are found out.

    Raises:
        KnowledgeError: the mapping names a column that the table has not.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    header = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=header.count)
    csv.field_size_limit(4_000_000)
    rows = csv.DictReader(
        io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter, restkey="(rest)"
    )
    _expect_columns(mapping, [name for name in rows.fieldnames or [] if name is not None])
    used = {name for entry, _ in mapping.entries for name in _columns(entry)}
    try:
        for row in rows:
            if any(row.values()):
                yield rows.line_num, _record(row, mapping, used)
    except csv.Error as error:
        raise KnowledgeError(
            Path(mapping.shown),
            [Problem(mapping.shown, 1, f"the table cannot be read on at line {rows.line_num}: {error}")],
        ) from None


def _columns(entry: MapEntry) -> tuple[str, ...]:
    return (entry.column,) if entry.column is not None else entry.columns


def _expect_columns(mapping: Mapping, names: Iterable[str]) -> None:
    known = list(names)
    problems = []
    for entry, line in mapping.entries:
        for column in _columns(entry):
            if column not in known:
                near = difflib.get_close_matches(column, known, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"the table has: {', '.join(known)}"
                problems.append(Problem(mapping.shown, line, f"there is no column '{column}'; {hint}"))
    if problems:
        raise KnowledgeError(Path(mapping.shown), problems)


def _record(row: dict[str, str | None], mapping: Mapping, used: set[str]) -> Document:
    cells: dict[str, list[str]] = {}
    for entry, _ in mapping.entries:
        found = (
            [entry.value] if entry.value is not None else [row.get(name) or "" for name in _columns(entry)]
        )
        parts = [part for cell in found for part in (cell.split(entry.split) if entry.split else [cell])]
        cells.setdefault(entry.field, []).extend(part.strip() for part in parts if part.strip())
    record: Document = {name: "\n".join(cells[name]) for name in _PLAIN if cells.get(name)}
    record.setdefault("status", "active")
    _lists(cells, record)
    if place := _place(cells):
        record["service_at_locations"] = [{"location": place}]
    if schedules := _schedules(cells):
        record["schedules"] = schedules
    rest = {name: str(cell) for name, cell in row.items() if name and name not in used and cell}
    return record | ({"source_columns": rest} if rest else {})


def _lists(cells: dict[str, list[str]], record: Document) -> None:
    if cells.get("organization"):
        record["organization"] = {"id": cells["organization"][0], "name": cells["organization"][0]}
        if cells.get("organization_url"):
            record["organization"]["website"] = cells["organization_url"][0]
    if cells.get("phone"):
        record["contacts"] = [{"phones": [{"number": number} for number in cells["phone"]]}]
    if cells.get("term"):
        record["attributes"] = [
            {"link_type": "service", "taxonomy_term": {"id": term, "name": term}} for term in cells["term"]
        ]
    if cells.get("area"):
        record["service_areas"] = [{"name": area} for area in cells["area"]]
    if cells.get("cost"):
        record["cost_options"] = [{"option": cost} for cost in cells["cost"]]
    if cells.get("eligibility"):
        record["eligibility_description"] = "\n".join(cells["eligibility"])


def _place(cells: dict[str, list[str]]) -> Document:
    address = {
        key: ", ".join(cells[name])
        for name, key in (("address", "address_1"), ("city", "city"), ("postcode", "postal_code"))
        if cells.get(name)
    }
    place: Document = {name: cells[name][0] for name in ("latitude", "longitude") if cells.get(name)}
    if cells.get("location"):
        place["name"] = cells["location"][0]
    return place | ({"addresses": [address]} if address else {})


def _schedules(cells: dict[str, list[str]]) -> list[Document]:
    made: list[Document] = [{"description": text} for text in cells.get("hours", [])]
    for day in _DAYS:
        for cell in cells.get(day, []):
            ranges = list(_RANGE.finditer(cell))
            if not ranges and cell.lower() not in {"closed", "-"}:
                made.append({"freq": "WEEKLY", "byday": day[:2].upper(), "description": cell})
            for found in ranges:
                opens, closes = f"{found[1]}{found[2] or ''}", f"{found[3]}{found[4] or ''}"
                made.append(
                    {"freq": "WEEKLY", "byday": day[:2].upper(), "opens_at": opens, "closes_at": closes}
                )
    return made
