"""From a folder of YAML to typed records, with every problem listed.

The folder's shape decides the kind of record: see `KINDS`. Files are read in sorted order, so the same
folder always gives the same knowledge.
"""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from knowledge.checks import check_all
from knowledge.problems import KnowledgeError, Problem
from knowledge.records import (
    Abbreviation,
    Closure,
    Confusion,
    Cue,
    Examples,
    Need,
    NeedGroup,
    Outside,
    Place,
    PlanItem,
    Record,
    ReplyText,
    Respelling,
    SafetyCategory,
    SafetyRule,
    Service,
    WordClass,
)
from knowledge.store import GAZETTEER_FILES, NAME_LIST, WORD_LIST, Knowledge
from knowledge.trust.fold import with_log
from knowledge.trust.log import read_log
from knowledge.yamlfile import Entry, read_entries

CONTENT = Path(__file__).parent / "content"
"""The knowledge that ships with Fingerpost."""

KINDS: dict[str, tuple[str, type[Record]]] = {
    "services": ("services", Service),
    "closures": ("closures", Closure),
    "plans": ("plans", PlanItem),
    "needs": ("needs", Need),
    "need_groups.yaml": ("groups", NeedGroup),
    "places": ("places", Place),
    "safety/rules": ("safety_rules", SafetyRule),
    "safety/categories.yaml": ("safety_categories", SafetyCategory),
    "safety/word_classes.yaml": ("word_classes", WordClass),
    "safety/signs": ("signs", Examples),
    "safety/calm": ("calm", Examples),
    "stories": ("stories", Examples),
    "language/cues.yaml": ("cues", Cue),
    "language/replies.yaml": ("replies", ReplyText),
    "language/abbreviations.yaml": ("abbreviations", Abbreviation),
    "language/confusions.yaml": ("confusions", Confusion),
    "language/respellings.yaml": ("respellings", Respelling),
    "language/outside.yaml": ("outside", Outside),
}
"""Path under the content folder (a folder of YAML files, or one file) → field of `Knowledge`, record type."""

_MESSAGES = {
    "str": "text",
    "int": "a whole number",
    "array": "a list",
    "object": "keys and values",
    "null": "empty",
}


@dataclass(slots=True)
class _Loaded:
    records: dict[str, list[Record]] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    """`id(record)` → where it was written."""
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Ids of records that are wrong in themselves."""


EXCHANGE = "openreferral"
"""Folder of what imports keep: documents, and lists that editors decide on. It holds no records of knowledge."""


def load_knowledge(folder: Path = CONTENT, without: str | None = None) -> Knowledge:
    """Read, check and return the knowledge of a folder, with what its trust log says.

    A line of the log that cannot be read is left out: `read_log` names it.

    `without` names a part of it to leave out; links between records are not checked then, as some may lead there.

    Raises:
        KnowledgeError: something is wrong; it lists every problem.
    """
    loaded = _Loaded()
    if not folder.is_dir():
        raise KnowledgeError(
            folder, [Problem(str(folder), 1, "is not a folder; name one that holds knowledge")]
        )
    claimed: set[Path] = set()
    for part, (name, kind) in KINDS.items():
        loaded.records[name] = []
        for path in _files(folder / part):
            claimed.add(path)
            if without is None or not path.is_relative_to(folder / without):
                _load_file(path, path.relative_to(folder).as_posix(), name, kind, loaded)
    for path in sorted(set(folder.rglob("*.y*ml")) - claimed):
        shown = path.relative_to(folder).as_posix()
        if shown.startswith(f"{EXCHANGE}/"):
            continue
        loaded.problems.append(
            Problem(shown, 1, f"belongs to no kind of record; put it in one of: {', '.join(KINDS)}")
        )
    knowledge = Knowledge.of(
        {name: tuple(records) for name, records in loaded.records.items()},
        folder,
        fingerprint(folder),
    )
    found = [] if without else check_all(knowledge, partial(_place_of, loaded.entries))
    problems = loaded.problems + [problem for problem in found if not _follows(problem, loaded.refused)]
    if problems:
        raise KnowledgeError(folder, problems)
    return with_log(knowledge, read_log(folder))


def load_records(folder: Path, part: str) -> list[Record]:
    """The records of one kind, by its path in `KINDS`, each right in itself but not checked against others.

    Raises:
        KnowledgeError: a record cannot be read; it lists every problem.
    """
    name, kind = KINDS[part]
    loaded = _Loaded({name: []})
    for path in _files(folder / part):
        _load_file(path, path.relative_to(folder).as_posix(), name, kind, loaded)
    if loaded.problems:
        raise KnowledgeError(folder, loaded.problems)
    return loaded.records[name]


def fingerprint(folder: Path = CONTENT) -> str:
    """SHA-256 over the names and bytes of every knowledge file: changes when, and only when, they do."""
    digest = hashlib.sha256()
    exchange = folder / EXCHANGE
    paths = [
        path
        for path in folder.rglob("*")
        if path.suffix in {".yaml", ".yml"} and not path.is_relative_to(exchange)
    ]
    paths += [folder / name for name in (*GAZETTEER_FILES, WORD_LIST, NAME_LIST)]
    for path in sorted(paths):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.suffix:
        return [path] if path.exists() else []
    return sorted(item for item in path.rglob("*.y*ml") if item.is_file())


def _load_file(path: Path, shown: str, name: str, kind: type[Record], loaded: _Loaded) -> None:
    entries, problems = read_entries(path, shown)
    loaded.problems.extend(problems)
    for entry in entries:
        record, found = convert(entry, kind)
        loaded.problems.extend(found)
        if record is not None:
            loaded.records[name].append(record)
            loaded.entries[id(record)] = entry
        else:
            loaded.refused.add(str(entry.values.get("id")))


def _follows(problem: Problem, refused: set[str]) -> bool:
    """True where a problem is only that it points to a record which has a problem of its own."""
    return any(f"'{item}'" in problem.message for item in refused)


R = TypeVar("R", bound=msgspec.Struct)


def convert(entry: Entry, kind: type[R]) -> tuple[R | None, list[Problem]]:
    """Turn one entry into a record, naming every key that is wrong and not only the first."""
    fields = _fields(kind)
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for key, raw in entry.values.items():
        spec = fields.get(key)
        if spec is None:
            near = difflib.get_close_matches(key, fields, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(sorted(fields))}"
            problems.append(Problem(entry.file, entry.line_of(key), f"unknown key '{key}'; {hint}"))
            continue
        try:
            values[spec.name] = msgspec.convert(raw, spec.type, strict=False)
        except msgspec.ValidationError as error:
            problems.append(Problem(entry.file, entry.line_of(key), f"{key}: {_plain(str(error))}"))
    missing = [key for key, spec in fields.items() if spec.required and key not in entry.values]
    if missing:
        who = entry.values.get("id") or "this record"
        problems.append(Problem(entry.file, entry.line, f"{who} lacks {', '.join(missing)}; add it"))
    if problems:
        return None, problems
    return kind(**values), []


@cache
def _fields(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {spec.encode_name: spec for spec in msgspec.structs.fields(kind)}


def _plain(message: str) -> str:
    """msgspec's message without its JSON path syntax."""
    text, _, path = message.partition(" - at `$")
    for word, plain in _MESSAGES.items():
        text = text.replace(f"`{word}`", plain)
    where = path.rstrip("`").replace("[...]", " item").lstrip(".")
    return f"{text}{f' ({where.strip()})' if where.strip() else ''}"


def _place_of(entries: dict[int, Entry], record: Record, key: str) -> tuple[str, int]:
    entry = entries[id(record)]
    return entry.file, entry.line_of(key)
