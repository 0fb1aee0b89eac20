"""An index on disk, kept as generations.

A build goes into a fresh folder beside the serving one; a manifest lists every file with its SHA-256;
files and folders are flushed to disk; then one small pointer file, `CURRENT`, is replaced in one step. A
build that is killed leaves the old generation serving. Damage is noticed when a generation is opened.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import filelock
import msgspec

FORMAT = 3
"""Raised whenever the files of a generation change their meaning; others are rebuilt."""
POINTER = "CURRENT"
MANIFEST = "manifest.json"
KEPT = 2
"""The serving generation and the one before it, for readers that still hold it."""
LOCK_SECONDS = 120.0


class IndexProblem(Exception):
    """The index cannot be used or written; the message is one line for a person."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a generation holds."""

    format: int
    fingerprint: str
    built_at: str
    records: int
    files: dict[str, str]
    """Path inside the generation → SHA-256."""


def current(root: Path) -> Path | None:
    """The folder of the serving generation, or None where there is none."""
    try:
        name = (root / POINTER).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    folder = root / name
    return folder if name and Path(name).name == name and folder.is_dir() else None


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        IndexProblem: it is missing, damaged or of another format.
    """
    try:
        manifest = msgspec.json.decode((generation / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise IndexProblem(f"the index at {generation} has no readable manifest; build it again") from error
    if manifest.format != FORMAT:
        raise IndexProblem(f"the index at {generation} is of another version; build it again")
    return manifest


def verify(generation: Path) -> Manifest:
    """Check owner, completeness and checksum of every file.

    Raises:
        IndexProblem: anything is not as it was written.
    """
    _refuse_foreign(generation)
    manifest = read_manifest(generation)
    present = {path.relative_to(generation).as_posix() for path in generation.rglob("*") if path.is_file()}
    strange = present ^ (set(manifest.files) | {MANIFEST})
    if strange:
        raise IndexProblem(f"the index at {generation} lacks or has an extra file: {sorted(strange)[0]}")
    for name, expected in manifest.files.items():
        if _sha256(generation / name) != expected:
            raise IndexProblem(f"the index at {generation} is damaged: {name}")
    return manifest


def _refuse_foreign(generation: Path) -> None:
    """Whoosh's table of contents is a pickle: never open one that someone else may have written."""
    if os.name != "posix":
        return
    for folder in (generation, generation.parent):
        info = folder.stat()
        if info.st_uid not in (os.geteuid(), 0) or (
            info.st_mode & stat.S_IWOTH and not info.st_mode & stat.S_ISVTX
        ):
            raise IndexProblem(f"{folder} can be written by others; the index in it is not opened")


def publish(root: Path, fingerprint: str, now: datetime, records: int, fill: Callable[[Path], None]) -> Path:
    """Build a generation with `fill(folder)`, and make it the serving one.

    Raises:
        IndexProblem: the folder cannot be written, the disk is full, or another process is building.
    """
    with _explained(root):
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _lock(root):
            _sweep(root)
            name = _free_name(root, fingerprint)
            folder = root / name
            folder.mkdir(mode=0o700)
            try:
                fill(folder)
                _seal(folder, fingerprint, now, records)
                _point(root, name)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            return folder


def _free_name(root: Path, fingerprint: str) -> str:
    number = 1
    while (root / f"{fingerprint[:12]}-{number}").exists():
        number += 1
    return f"{fingerprint[:12]}-{number}"


def _seal(folder: Path, fingerprint: str, now: datetime, records: int) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("_LOCK"))
    for lock in folder.rglob("*_LOCK"):
        lock.unlink()
    sums = {path.relative_to(folder).as_posix(): _sha256(path) for path in files}
    manifest = Manifest(FORMAT, fingerprint, now.isoformat(timespec="seconds"), records, sums)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    for path in (*files, folder / MANIFEST, *(item for item in folder.rglob("*") if item.is_dir()), folder):
        _flush(path)


def _point(root: Path, name: str) -> None:
    pointer = root / f"{POINTER}.new"
    pointer.write_text(name + "\n", encoding="ascii")
    _flush(pointer)
    pointer.replace(root / POINTER)
    _flush(root)


def _sweep(root: Path) -> None:
    """Remove generations that nobody needs: all but the serving one and its forerunner."""
    serving = current(root)
    others = [path for path in root.iterdir() if path.is_dir() and path != serving]
    others.sort(key=lambda path: (path / MANIFEST).stat().st_mtime if (path / MANIFEST).exists() else 0.0)
    for path in others[: max(0, len(others) - (KEPT - 1))]:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _lock(root: Path) -> Iterator[None]:
    lock = filelock.FileLock(root / "build.lock", timeout=LOCK_SECONDS)
    try:
        with lock:
            yield
    except filelock.Timeout as error:
        raise IndexProblem(
            f"another process is building the index at {root}; try again in a while"
        ) from error


@contextmanager
def _explained(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexProblem(f"the index at {root} cannot be written: {error.strerror or error}") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Force a file or folder to the disk, where the system can (Windows cannot open folders)."""
    with suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)
