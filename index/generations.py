"""An index on disk, kept as generations: which one serves, and whether it is whole.

A generation is a folder with a manifest that lists every file with its SHA-256. One small pointer file, `CURRENT`,
names the serving generation and the SHA-256 of its manifest. Damage is noticed when a generation is opened.
`index.publish` writes them.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

import msgspec

from index import stamps
from index.recipe import recipe

FORMAT = 3
"""Raised whenever the files of a generation change their meaning; others are rebuilt."""
POINTER = "CURRENT"
MANIFEST = "manifest.json"
MAX_MANIFEST = 1_000_000
"""Bytes; a real one has about a thousand."""
NAME = re.compile(r"[0-9a-f]{1,12}-[1-9][0-9]{0,8}")
"""What a generation's folder is called: the beginning of its fingerprint, and a number."""


class IndexProblem(Exception):
    """The index cannot be used or written; the message is one line for a person."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a generation holds."""

    format: int
    recipe: str
    """See `index.recipe`."""
    fingerprint: str
    """Of the knowledge that it was built from."""
    built_at: str
    records: int
    files: dict[str, str]
    """Path inside the generation → SHA-256."""
    instead_of: str | None = None
    """For a generation that came in a bundle: the fingerprint of this machine's own knowledge when it came."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """What `CURRENT` says."""

    name: str
    manifest: str
    """SHA-256 of the manifest."""


def pointer_in(root: Path) -> Pointer | None:
    """What the pointer says, or None where there is none that makes sense."""
    try:
        with (root / POINTER).open("rb") as file:
            name, manifest = file.read(200).decode("ascii").split()
    except (OSError, ValueError):
        return None
    return Pointer(name, manifest) if NAME.fullmatch(name) else None


def current(root: Path) -> Path | None:
    """The folder of the serving generation, or None where there is none."""
    pointer = pointer_in(root)
    if pointer is None:
        return None
    folder = root / pointer.name
    return folder if folder.is_dir() and not folder.is_symlink() else None


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        IndexProblem: it is missing, damaged or of another version.
    """
    unreadable = f"the index at {generation} has no readable manifest; build it again"
    path = generation / MANIFEST
    try:
        with path.open("rb") as file:
            data = file.read(MAX_MANIFEST + 1)
        manifest = msgspec.json.decode(data, type=Manifest)
    except (OSError, ValueError) as error:
        raise IndexProblem(unreadable) from error
    pointer = pointer_in(generation.parent)
    if pointer is not None and pointer.name == generation.name and not _is_sum(data, pointer.manifest):
        raise IndexProblem(f"the index at {generation} is damaged: {MANIFEST}")
    if manifest.format != FORMAT or manifest.recipe != recipe():
        raise IndexProblem(f"the index at {generation} was made by another version; build it again")
    return manifest


def verify(generation: Path, *, trust_stamp: bool = True) -> Manifest:
    """Check owner, completeness and checksum of every file.

    With `trust_stamp`, files that were verified since the machine started, and are the very same, are not hashed.

    Raises:
        IndexProblem: anything is not as it was written.
    """
    try:
        return _verified(generation, trust_stamp)
    except OSError as error:
        raise IndexProblem(f"the index at {generation} cannot be read: {error.strerror or error}") from error


def _verified(generation: Path, trust_stamp: bool) -> Manifest:
    files = _files_in(generation)
    manifest = read_manifest(generation)
    strange = set(files) ^ {*manifest.files, MANIFEST}
    if strange:
        raise IndexProblem(f"the index at {generation} lacks or has an extra file: {sorted(strange)[0]}")
    signed = stamps.signature(files.values()) if trust_stamp else None
    if signed is not None and stamps.is_noted(generation, signed):
        return manifest
    for name, expected in manifest.files.items():
        if sha256_of(files[name]) != expected:
            raise IndexProblem(f"the index at {generation} is damaged: {name}")
    if signed is not None:
        stamps.take_note(generation, signed)
    return manifest


def _files_in(generation: Path) -> dict[str, Path]:
    """Every file by its path inside. Refuses what is no plain file, and what someone else may have written."""
    found: dict[str, Path] = {}
    _refuse_foreign(generation.parent, generation.parent.stat())
    for path in (generation, *generation.rglob("*")):
        info = path.lstat()
        _refuse_foreign(path, info)
        if stat.S_ISREG(info.st_mode):
            found[path.relative_to(generation).as_posix()] = path
        elif not stat.S_ISDIR(info.st_mode):
            raise IndexProblem(f"the index at {generation} holds what is no file: {path.name}")
    return found


def _refuse_foreign(path: Path, info: os.stat_result) -> None:
    """Whoosh's files hold pickles: never open one that someone else may have written."""
    if os.name != "posix":
        return
    if info.st_uid not in (os.geteuid(), 0) or (
        info.st_mode & stat.S_IWOTH and not info.st_mode & stat.S_ISVTX and not stat.S_ISLNK(info.st_mode)
    ):
        raise IndexProblem(f"{path} can be written by others; the index in it is not opened")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_sum(data: bytes, expected: str) -> bool:
    return hashlib.sha256(data).hexdigest() == expected
