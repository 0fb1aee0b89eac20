"""Thirty-six ways to damage an index on disk. Each must be noticed when it is opened."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from index.generations import current

Damage = Callable[[Path], None]
"""Damages a serving generation, given its folder."""


def serving(root: Path) -> Path:
    """The folder of the serving generation."""
    folder = current(root)
    assert folder is not None
    return folder


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda path: _write(path, change(path.read_bytes()))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _keep_times(path: Path) -> None:
    """One bit turned, with size and time of change as before."""
    info = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))


def _swapped(path: Path) -> None:
    """Another file moved into its place."""
    other = path.with_name("other")
    other.write_bytes(path.read_bytes()[::-1])
    other.replace(path)


def _linked(path: Path) -> None:
    outside = path.parents[2] / "outside"
    shutil.move(path, outside)
    path.symlink_to(outside)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


FILE_DAMAGES: dict[str, Callable[[Path], None]] = {
    "emptied": _bytes(lambda data: b""),
    "last byte gone": _bytes(lambda data: data[:-1]),
    "half gone": _bytes(lambda data: data[: len(data) // 2]),
    "one byte added": _bytes(lambda data: data + b"\0"),
    "one bit turned": _bytes(lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]),
    "one bit turned, times as before": _keep_times,
    "block of zeros": _bytes(lambda data: data[:40] + bytes(min(4096, len(data) - 40)) + data[4136:]),
    "all zeros": _bytes(lambda data: bytes(len(data))),
    "removed": Path.unlink,
    "another file in its place": _swapped,
    "a link in its place": _linked,
    "a folder in its place": _folder,
    "a pipe in its place": _pipe,
    "written by others": lambda path: path.chmod(0o666),
}
MANIFEST_DAMAGES: dict[str, Callable[[Path], None]] = {
    "another date": _bytes(lambda data: data.replace(b'"built_at": "2026', b'"built_at": "2027')),
    "another number of records": _bytes(lambda data: data.replace(b'"records": ', b'"records": 1')),
    "another format": _bytes(lambda data: data.replace(b'"format": ', b'"format": 9')),
    "no JSON": _bytes(lambda data: b"{" + data),
    "a key too many": _bytes(lambda data: data.replace(b"{", b'{"extra": 1,', 1)),
    "huge": _bytes(lambda data: data + b" " * 2_000_000),
}
POINTER_DAMAGES: dict[str, bytes] = {
    "empty": b"",
    "to nothing": b"abcdef012345-1 " + b"0" * 64,
    "out of the folder": b"../../etc " + b"0" * 64,
    "no text": b"\xff\xfe\x00",
    "one word": b"nowhere",
    "zeros": bytes(80),
}


def _extra(folder: Path) -> None:
    (folder / "extra").write_bytes(b"x")


def _foreign(folder: Path) -> None:
    folder.chmod(0o777)


def _without_part(folder: Path) -> None:
    shutil.rmtree(folder / "whoosh")


def _gone(folder: Path) -> None:
    shutil.rmtree(folder)


def damages() -> Iterator[tuple[str, Damage]]:
    """Each way, with its name: files of both kinds in turn, the manifest, the pointer, the folder."""
    for at, (name, damage) in enumerate(FILE_DAMAGES.items()):
        pattern = ("whoosh/*.seg", "contents.msgpack", "knowledge.json", "whoosh/*.toc")[at % 4]
        yield f"{pattern}: {name}", lambda folder, p=pattern, d=damage: d(next(folder.glob(p)))  # type: ignore[misc]
    for name, damage in MANIFEST_DAMAGES.items():
        yield f"manifest: {name}", lambda folder, d=damage: d(folder / "manifest.json")  # type: ignore[misc]
    for name in ("emptied", "half gone", "removed", "a folder in its place"):
        yield f"manifest: {name}", lambda folder, d=FILE_DAMAGES[name]: d(folder / "manifest.json")  # type: ignore[misc]
    for name, data in POINTER_DAMAGES.items():
        yield f"pointer: {name}", lambda folder, b=data: _write(folder.parent / "CURRENT", b)  # type: ignore[misc]
    yield "pointer: removed", lambda folder: (folder.parent / "CURRENT").unlink()
    yield "folder: a file too many", _extra
    yield "folder: written by others", _foreign
    yield "folder: a part removed", _without_part
    yield "folder: removed", _gone
