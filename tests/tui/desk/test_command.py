"""The command that opens the desk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bench.terminal import Terminal
from tests.tui.test_cli import run


def test_without_a_terminal_it_is_the_plain_chat(index_root: Path) -> None:
    done = run(index_root, "desk")
    assert done.returncode == 0
    assert done.stdout.startswith("Fingerpost: Hello.")


def test_an_unknown_area_is_wrong_usage(index_root: Path) -> None:
    done = run(index_root, "desk", "--area", "atlantis")
    assert done.returncode == 2
    assert "there is no area" in done.stderr


def test_on_a_terminal_it_is_the_desk(index_root: Path) -> None:
    env = {**os.environ, "FINGERPOST_INDEX": str(index_root), "TERM": "xterm-256color"}
    screen = Terminal([sys.executable, "-m", "tui.cli", "desk", "--area", "dacorum"], env)
    screen.until(b"Helpline desk")
    screen.until(b"Dacorum")
    screen.close()
