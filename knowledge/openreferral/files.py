"""Writing files so that nothing is ever half there, and editors' lists as YAML that people can read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from knowledge.loader import convert
from knowledge.problems import KnowledgeError, Problem
from knowledge.yamlfile import read_entries

MAX_LIST = 128 * 1024 * 1024
"""Bytes of a list for editors: a big feed brings many questions."""
_NEW = ".new"
T = TypeVar("T", bound=msgspec.Struct)


def write_all(files: Mapping[Path, bytes], removed: Iterable[Path] = ()) -> None:
    """Write every file beside its place first, then put all of them in place; then remove what is no longer needed.

    A full disk is met before anything is changed. A file that holds the same already is left untouched.

    Raises:
        OSError: a file cannot be written.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, data in files.items():
            if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(path.name + _NEW)
            staged.append((new, path))
            with new.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for new, path in staged:
            new.replace(path)
    finally:
        for new, _ in staged:
            new.unlink(missing_ok=True)
    for path in removed:
        path.unlink(missing_ok=True)


def copy_knowledge(origin: Path, folder: Path) -> None:
    """Make `folder` a copy of a knowledge folder, in one step.

    Raises:
        OSError: it cannot be written, or the folder holds something already.
    """
    staging = folder.with_name(f"{folder.name}{_NEW}")
    with suppress(FileNotFoundError):
        shutil.rmtree(staging)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copytree(origin, staging, ignore=shutil.ignore_patterns("__pycache__"))
        if folder.is_dir():
            folder.rmdir()
        staging.rename(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def read_list(path: Path, kind: type[T], wrong_with: Callable[[T], Iterable[str]]) -> list[T]:
    """An editors' list; empty where there is none yet. `wrong_with` says what is wrong with an entry's content.

    Raises:
        KnowledgeError: something in it is wrong; it lists every problem.
    """
    if not path.is_file():
        return []
    entries, problems = read_entries(path, path.name, MAX_LIST)
    found: list[T] = []
    for entry in entries:
        record, wrong = convert(entry, kind)
        problems += wrong
        if record is not None:
            problems += [Problem(path.name, entry.line, message) for message in wrong_with(record)]
            found.append(record)
    if problems:
        raise KnowledgeError(path, problems)
    return found


def list_bytes(records: Iterable[msgspec.Struct], heading: str) -> bytes:
    """A list as YAML, with a heading that says what to do with it."""
    rows = [msgspec.to_builtins(record) for record in records]
    top = "".join(f"# {line}\n" for line in heading.splitlines())
    return (top + to_yaml(rows)).encode()


def to_yaml(rows: list[dict[str, object]]) -> str:
    """YAML in the hand of our own records: lists of words on one line."""
    if not rows:
        return "[]\n"
    text: str = yaml.dump(
        rows, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=130
    )
    return text


def refuse(path: Path, message: str) -> KnowledgeError:
    """The error that says what is wrong with a folder."""
    return KnowledgeError(path, [Problem(str(path), 1, message)])
