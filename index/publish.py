"""Making a generation the serving one, so that a kill, a full disk or a second builder never breaks the old one.

A build goes into a fresh folder beside the serving one; its manifest is written last; files and folders are flushed
to disk; then the pointer is replaced in one step. What a killed build left is swept away by the next.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path

import filelock
import msgspec

from index.generations import (
    FORMAT,
    MANIFEST,
    NAME,
    POINTER,
    IndexProblem,
    Manifest,
    current,
    sha256_of,
)
from index.recipe import recipe
from index.stamps import SUFFIX, note_of

LOCK = "build.lock"
LOCK_SECONDS = 120.0
INCOMING = "incoming-"
"""What the name of a bundle's working copy begins with."""
_LEFT_OVER = re.compile(rf"{INCOMING}.*|{POINTER}\.new|{NAME.pattern}{re.escape(SUFFIX)}.*")


def publish(root: Path, fingerprint: str, now: datetime, records: int, fill: Callable[[Path], None]) -> Path:
    """Build a generation with `fill(folder)`, and make it the serving one. Returns its folder.

    Raises:
        IndexProblem: the folder cannot be written, the disk is full, or another process is building.
    """

    def filled(folder: Path) -> Manifest:
        fill(folder)
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        sums = {name: sha256_of(folder / name) for name in names}
        return Manifest(FORMAT, recipe(), fingerprint, now.isoformat(timespec="seconds"), records, sums)

    return install(root, fingerprint, filled)


def install(root: Path, fingerprint: str, fill: Callable[[Path], Manifest]) -> Path:
    """Make the files that `fill(folder)` puts into a fresh folder, and the manifest it returns, the serving generation.

    Raises:
        IndexProblem: the folder cannot be written, the disk is full, or another process is building.
    """
    with building(root):
        folder = root / _free_name(root, fingerprint)
        folder.mkdir(mode=0o700)
        try:
            manifest = msgspec.json.format(msgspec.json.encode(fill(folder)))
            (folder / MANIFEST).write_bytes(manifest)
            for path in (*folder.rglob("*"), folder):
                _flush(path)
            _point(root, f"{folder.name} {hashlib.sha256(manifest).hexdigest()}\n")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return folder


@contextmanager
def building(root: Path) -> Iterator[None]:
    """Be the only process that builds here; waits for another. May be entered again by the same thread.

    Raises:
        IndexProblem: the folder cannot be written, or another process goes on building for too long.
    """
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with filelock.FileLock(root / LOCK, timeout=LOCK_SECONDS, is_singleton=True) as lock:
            if lock.lock_counter == 1:
                _sweep(root)
            yield
    except filelock.Timeout as error:
        raise IndexProblem(
            f"another process is building the index at {root}; try again in a while"
        ) from error
    except OSError as error:
        raise IndexProblem(f"the index at {root} cannot be written: {error.strerror or error}") from error


def _free_name(root: Path, fingerprint: str) -> str:
    number = 1
    while (root / f"{fingerprint[:12]}-{number}").exists():
        number += 1
    return f"{fingerprint[:12]}-{number}"


def _point(root: Path, text: str) -> None:
    pointer = root / f"{POINTER}.new"
    pointer.write_text(text, encoding="ascii")
    _flush(pointer)
    pointer.replace(root / POINTER)
    _flush(root)


def _sweep(root: Path) -> None:
    """Remove what nobody needs: all generations but the serving one, and what a killed build left.

    Readers that hold an older one open keep its files until they let go. Only what is called as we call things is
    removed: the folder may hold somebody's own files.
    """
    serving = current(root)
    note = note_of(serving) if serving else None
    for path in root.iterdir():
        if NAME.fullmatch(path.name) and path != serving:
            shutil.rmtree(path, ignore_errors=True)
        elif _LEFT_OVER.fullmatch(path.name) and path != note:
            with suppress(OSError):
                path.unlink()


def _flush(path: Path) -> None:
    """Force a file or folder to the disk. Not every system can do so for folders, nor needs to.

    Raises:
        OSError: the disk did not take a file, such as one that turns out to be full.
    """
    folder = path.is_dir()
    with suppress(OSError) if folder else nullcontext():
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
