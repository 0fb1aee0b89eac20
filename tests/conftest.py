"""What every test shares: a home of its own, a fixed clock, and the real knowledge indexed once."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import filelock
import pytest

from assistant.engine import Assistant
from assistant.library import Library, build_index, open_library
from knowledge.loader import load_knowledge
from knowledge.store import Knowledge
from tests.tiny import write_tiny

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("TZ", "Europe/London")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        monkeypatch.setenv(name, os.environ[name])  # the command line drops them: each test gets them back
    for name in ("NO_COLOR", "FINGERPOST_ENGINE", "FINGERPOST_INDEX", "FINGERPOST_PLAIN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def index_root(pytestconfig: pytest.Config) -> Path:
    """The index of the real knowledge: built once for all workers, and kept for the next run on the same knowledge."""
    cache = pytestconfig.cache
    assert cache is not None
    folder = cache.mkdir("real-index")
    with filelock.FileLock(folder / "lock"):
        open_library(folder / "index", NOW)
    return folder / "index"


@pytest.fixture(scope="session")
def library(index_root: Path) -> Library:
    """Everything the assistant works with, on the real knowledge."""
    return open_library(index_root, NOW)


@pytest.fixture(scope="session")
def knowledge(library: Library) -> Knowledge:
    """The real knowledge."""
    return library.knowledge


@pytest.fixture(scope="session")
def assistant(library: Library) -> Assistant:
    """The assistant on the real knowledge."""
    return Assistant(library)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A small, right knowledge folder to break."""
    return write_tiny(tmp_path / "tiny")


@pytest.fixture
def tiny_index(tiny: Path, tmp_path: Path) -> Path:
    """An index of the small knowledge."""
    root = tmp_path / "index"
    build_index(load_knowledge(tiny), root, NOW)
    return root


def need_shared(*parts: str) -> Path:
    """A file or folder of the shared desk; skips, saying so, where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {path}, which is not on this machine")
    return path
