"""Where things are kept on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

HARMLESS = frozenset({"TEXTUAL_DRIVER", "TEXTUAL_FPS", "TEXTUAL_COLOR_SYSTEM"})
"""Settings of Textual that a browser's visit needs."""


def forget_textual_settings() -> None:
    """Drop Textual's settings from the environment, before it reads them: they can log every key to a file."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL") and name not in HARMLESS]:
        del os.environ[name]


def index_root() -> Path:
    """The folder of the index: `FINGERPOST_INDEX`, or the user's own data folder."""
    chosen = os.environ.get("FINGERPOST_INDEX")
    return Path(chosen) if chosen else platformdirs.user_data_path("fingerpost", appauthor=False) / "index"


def shown_file(index: Path) -> Path:
    """The file that counts how often each service was shown: beside the folder of the index."""
    return index.absolute().parent / "shown.json"


def engine_address(chosen: str | None, folder: Path | None) -> str | None:
    """The address of the PostgreSQL server that holds the index, or None where a folder does: `--engine`, or
    `FINGERPOST_ENGINE` where no folder is named."""
    if chosen is not None or folder is not None:
        return chosen
    return os.environ.get("FINGERPOST_ENGINE") or None
