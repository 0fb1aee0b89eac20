"""How records become postings, as one checksum: an index made by another recipe is built again, never mixed."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_FILES = ("analysis.py", "build.py", "catalogue.py", "documents.py", "fields.yaml", "whoosh_files.py")
_PACKAGES = ("snowballstemmer", "whoosh")


@cache
def recipe() -> str:
    """SHA-256 over the code that makes the files of a generation, and the versions of what it works with."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update(hashlib.sha256(Path(__file__).with_name(name).read_bytes()).digest())
    for name in _PACKAGES:
        digest.update(f"{name} {version(name)}\n".encode())
    return digest.hexdigest()
