"""Saving a text so that it is whole or not there at all."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def save_text(text: str, folder: Path, stem: str) -> Path:
    """Write `stem.txt` into a folder, or `stem-2.txt` where that is taken. Only the owner may read it.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    path = folder / f"{stem}.txt"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.txt"
    with NamedTemporaryFile("w", encoding="utf-8", dir=folder, prefix=".fingerpost-", delete=False) as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return path
