"""A generation in one file, to take to a machine by a share or a stick, and to refuse where it was altered.

The file is a zip of the generation: first its manifest, then, with a key, a seal (HMAC-SHA256 of the manifest), then
the files that the manifest lists. Whoosh's files hold pickles, which can run code when they are opened. So nothing
is opened before it is known that the file comes from who it should (by the key, or by its own SHA-256, told by
another way), and that every part is as the manifest says.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from index.build import SNAPSHOT, read_contents
from index.documents import fields
from index.generations import (
    MANIFEST,
    MAX_MANIFEST,
    IndexProblem,
    Manifest,
    current,
    read_manifest,
    sha256_of,
    verify,
)
from index.parts import Parts
from index.publish import INCOMING, building, install
from index.recipe import recipe
from knowledge.store import GAZETTEER_FILES, NAME_LIST, WORD_LIST, Knowledge

SEAL = "seal"
CONTENT = "content"
"""Folder of the files that the knowledge reads as it goes: postcodes and lists of words."""
MIN_KEY = 32
"""Characters of a key."""
MAX_FILES = 100
MAX_BYTES = 4_000_000_000
"""Of the file, and of all that is in it."""
_CHUNK = 1 << 20
_NAME = re.compile(r"(?!\.)[A-Za-z0-9_.-]{1,100}(?:/(?!\.)[A-Za-z0-9_.-]{1,100}){0,3}")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every part, so that the same index always makes the same file."""
Check = Callable[[Path], None]
"""Raises IndexProblem where the files of a generation will not do."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How a bundle shows where it comes from: at least one of the two."""

    key: bytes | None = None
    """The secret that it was sealed with."""
    expect: str | None = None
    """Its SHA-256, as the maker read it out."""


def read_key(path: Path) -> bytes:
    """The secret in a key file, without white space around it.

    Raises:
        IndexProblem: it cannot be read, or it is too short to be a secret.
    """
    try:
        with path.open("rb") as file:
            key = file.read(_CHUNK).strip()
    except OSError as error:
        raise IndexProblem(f"the key {path} cannot be read: {error.strerror or error}") from error
    if len(key) < MIN_KEY:
        raise IndexProblem(f"the key {path} is too short: put {MIN_KEY} random characters or more into it")
    return key


def pack(root: Path, to: Path, key: bytes | None = None) -> str:
    """Write the serving generation into one file, whole or not at all. Returns the SHA-256 of the file.

    Raises:
        IndexProblem: there is no index, it is damaged, or the file cannot be written.
    """
    folder = current(root)
    if folder is None:
        raise IndexProblem(f"there is no index at {root}; run 'fingerpost index build'")
    manifest = verify(folder, trust_stamp=False)
    files = {name: folder / name for name in manifest.files} | _content_of(folder)
    sums = {name: sha256_of(path) for name, path in files.items()}
    sealed = msgspec.json.encode(msgspec.structs.replace(manifest, files=sums, instead_of=None))
    new = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        with new.open("wb") as file:
            _write(file, sealed, key, files)
            file.flush()
            os.fsync(file.fileno())
        digest = sha256_of(new)
        new.replace(to)
    except OSError as error:
        raise IndexProblem(f"the bundle {to} cannot be written: {error.strerror or error}") from error
    finally:
        new.unlink(missing_ok=True)
    return digest


def _content_of(folder: Path) -> dict[str, Path]:
    """What the knowledge of a generation reads from its folder, by the name it gets in the bundle."""
    knowledge = Knowledge.from_snapshot((folder / SNAPSHOT).read_bytes())
    found = {
        f"{CONTENT}/{name}": Path(knowledge.folder) / name
        for name in (*GAZETTEER_FILES, NAME_LIST, WORD_LIST)
    }
    return {name: path for name, path in found.items() if path.is_file()}


def _write(file: IO[bytes], sealed: bytes, key: bytes | None, files: dict[str, Path]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_info(MANIFEST), sealed)
        if key is not None:
            archive.writestr(_info(SEAL), seal_of(sealed, key))
        for name, path in sorted(files.items()):
            with path.open("rb") as source, archive.open(_info(name), "w", force_zip64=True) as part:
                while chunk := source.read(_CHUNK):
                    part.write(chunk)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def seal_of(manifest: bytes, key: bytes) -> str:
    """The seal of a manifest: it shows that whoever made the bundle holds the key."""
    return hmac.new(key, b"fingerpost bundle\n" + manifest, "sha256").hexdigest()


def take(
    root: Path,
    bundle: Path,
    trust: Trust,
    own: str,
    check: Check = lambda folder: None,
    *,
    older: bool = False,
) -> Manifest:
    """Make what is in a bundle the serving generation. Refused, it changes nothing.

    `own` is the fingerprint of this machine's own knowledge, which the bundle stands for until that changes. With
    `older` it may be older than the index that serves.

    Raises:
        IndexProblem: it was altered, comes from somebody else, was made by another version, or cannot be stored.
    """
    if trust == Trust():
        raise IndexProblem("how is the bundle to be trusted? give the key it was sealed with, or its SHA-256")
    with building(root):
        copy = root / f"{INCOMING}{os.getpid()}"
        try:
            digest = _copied(bundle, copy)
            if trust.expect is not None and not hmac.compare_digest(digest, trust.expect.strip().lower()):
                raise IndexProblem(f"{bundle} is not the bundle that was expected: its SHA-256 is {digest}")
            with _understood(bundle), zipfile.ZipFile(copy) as archive:
                manifest = _manifest_in(archive, bundle, trust.key)
                if not older:
                    _refuse_older(root, bundle, manifest)

                def fill(folder: Path) -> Manifest:
                    _extract(archive, folder, bundle, manifest)
                    _try_out(folder)
                    check(folder)
                    return msgspec.structs.replace(manifest, instead_of=own)

                install(root, manifest.fingerprint, fill)
        finally:
            copy.unlink(missing_ok=True)
    return manifest


def _copied(bundle: Path, copy: Path) -> str:
    """Copy the file, so that nobody can change it while it is read. Returns its SHA-256."""
    digest = hashlib.sha256()
    with copy.open("wb") as target:
        for chunk in _chunks(bundle):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _chunks(bundle: Path) -> Iterator[bytes]:
    held = 0
    try:
        with bundle.open("rb") as source:
            while chunk := source.read(_CHUNK):
                held += len(chunk)
                if held > MAX_BYTES:
                    raise IndexProblem(f"{bundle} is larger than any bundle")
                yield chunk
    except OSError as error:
        raise IndexProblem(f"{bundle} cannot be read: {error.strerror or error}") from error


@contextmanager
def _understood(bundle: Path) -> Iterator[None]:
    """Whatever a broken zip makes Python say becomes one line."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise IndexProblem(f"{bundle} is damaged, or no bundle; the index stays as it is") from error


def _manifest_in(archive: zipfile.ZipFile, bundle: Path, key: bytes | None) -> Manifest:
    """The manifest, once its seal is right and it lists just what is there."""
    data = _small(archive, MANIFEST)
    if key is not None:
        seal = _small(archive, SEAL).decode("ascii") if SEAL in archive.namelist() else ""
        if not hmac.compare_digest(seal, seal_of(data, key)):
            raise IndexProblem(f"{bundle} was not sealed with this key; the index stays as it is")
    manifest = msgspec.json.decode(data, type=Manifest)
    if manifest.recipe != recipe():
        raise IndexProblem(
            f"{bundle} was made by another version of Fingerpost; use the same on both machines"
        )
    parts = archive.infolist()
    names = [part.filename for part in parts if part.filename not in (MANIFEST, SEAL)]
    if (
        sorted(names) != sorted(manifest.files)
        or len(parts) > MAX_FILES
        or not all(_NAME.fullmatch(name) for name in names)
        or sum(part.file_size for part in parts) > MAX_BYTES
    ):
        raise ValueError("parts that do not belong there")
    return manifest


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.file_size > MAX_MANIFEST:
        raise ValueError("too large")
    return archive.read(info)


def _refuse_older(root: Path, bundle: Path, manifest: Manifest) -> None:
    folder = current(root)
    try:
        serving = read_manifest(folder).built_at if folder else ""
    except IndexProblem:
        return
    if manifest.built_at < serving:
        raise IndexProblem(
            f"{bundle} was built {manifest.built_at}, before the index that serves ({serving}); "
            "give --older to go back"
        )


def _extract(archive: zipfile.ZipFile, folder: Path, bundle: Path, manifest: Manifest) -> None:
    for name, expected in manifest.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = hashlib.sha256()
        with archive.open(name) as part, path.open("xb") as target:
            while chunk := part.read(_CHUNK):
                digest.update(chunk)
                target.write(chunk)
        if digest.hexdigest() != expected:
            raise IndexProblem(f"{bundle} was altered: {name}; the index stays as it is")


def _try_out(folder: Path) -> None:
    """Open it once before it serves."""
    try:
        Parts(folder, read_contents(folder), fields()).close()
        Knowledge.from_snapshot((folder / SNAPSHOT).read_bytes())
    except IndexProblem:
        raise
    except Exception as error:  # whatever Whoosh raises on files that it does not understand
        raise IndexProblem("what is in the bundle cannot be opened; the index stays as it is") from error
