"""A note that the files of a generation were verified, so that a large index need not be hashed at every open.

The note holds what the system says of each file: device, inode, size, owner, mode, times of change. It holds for this
start of the machine only, and only where no file was changed within two seconds of the note. Why that is safe:
whatever writes to a file, moves another in its place or sets its times back also sets the time of its last status
change (ctime), which no program can choose; so a changed file no longer fits the note, and everything is hashed.
What it leaves open is a disk that goes bad under unchanged files, between two starts of the machine:
`fingerpost index verify` and each update hash everything. Where a system cannot name its start (not Linux), or
the index is small, no note is used.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

SUFFIX = ".verified"
FROM_BYTES = 16_000_000
"""Smaller indexes are hashed at every open: it takes some milliseconds."""
_SETTLED_NS = 2_000_000_000
"""Times of change may be as coarse as this."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def note_of(generation: Path) -> Path:
    """Where the note of a generation lies: beside it."""
    return generation.with_name(generation.name + SUFFIX)


def signature(files: Iterable[Path]) -> tuple[str, int] | None:
    """What the system says of the files, as a checksum, and when the last of them was changed (nanoseconds).

    None where the files are small, or the system cannot name its start.

    Raises:
        OSError: a file is not there.
    """
    boot = _boot()
    found = [(path, path.lstat()) for path in sorted(files)]
    if boot is None or sum(info.st_size for _, info in found) < FROM_BYTES:
        return None
    digest = hashlib.sha256(boot)
    for path, info in found:
        facts = (
            info.st_dev,
            info.st_ino,
            info.st_mode,
            info.st_uid,
            info.st_size,
            info.st_mtime_ns,
            info.st_ctime_ns,
        )
        digest.update(f"{path.as_posix()}\0{facts}\n".encode())
    return digest.hexdigest(), max(info.st_ctime_ns for _, info in found)


def is_noted(generation: Path, signed: tuple[str, int]) -> bool:
    """True where the files were verified as they are, and had been left alone before."""
    note = note_of(generation)
    try:
        text, written = note.read_text(encoding="ascii"), note.lstat().st_mtime_ns
    except (OSError, UnicodeDecodeError):
        return False
    return text == signed[0] and written - signed[1] > _SETTLED_NS


def take_note(generation: Path, signed: tuple[str, int]) -> None:
    """Note that the files are as they were written. Where nothing can be written, they are hashed each time."""
    note = note_of(generation)
    new = note.with_name(f"{note.name}.{os.getpid()}")
    with suppress(OSError):
        new.write_text(signed[0], encoding="ascii")
        new.replace(note)


def _boot() -> bytes | None:
    try:
        return _BOOT.read_bytes()
    except OSError:
        return None
