"""Where things are kept on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def index_root() -> Path:
    """The folder of the index: `FINGERPOST_INDEX`, or the user's own data folder."""
    chosen = os.environ.get("FINGERPOST_INDEX")
    return Path(chosen) if chosen else platformdirs.user_data_path("fingerpost", appauthor=False) / "index"


def shown_file(index: Path) -> Path:
    """The file that counts how often each service was shown: beside the folder of the index."""
    return index.absolute().parent / "shown.json"
