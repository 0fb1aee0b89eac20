"""The arrows between the rooms hold at run time too."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("knowledge.loader", ("index", "assistant", "tui", "whoosh", "textual")),
        ("index.engine", ("assistant", "tui", "textual", "rich")),
        ("assistant.engine", ("tui", "textual", "rich")),
        ("assistant.shared", ("tui", "textual", "rich", "psycopg")),
        ("tui.cli", ("textual", "psycopg")),
        ("tui.plain", ("textual",)),
    ],
)
def test_a_room_loads_nothing_from_above(module: str, absent: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert loaded.isdisjoint(absent)
