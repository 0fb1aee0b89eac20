"""A closed terminal ends the app."""

from __future__ import annotations

import subprocess
import sys

import pytest

_STUCK = """
import asyncio, os, queue, signal
from tui import hangup
hangup.GRACE_SECONDS = 0.1
hangup.end_when_hung_up(lambda: None, asyncio.new_event_loop())
full = queue.Queue(1)
full.put(1)
os.kill(os.getpid(), signal.SIGHUP)
full.put(2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGHUP")
def test_a_hang_up_ends_an_app_that_waits_for_its_terminal() -> None:
    done = subprocess.run([sys.executable, "-c", _STUCK], timeout=60, check=False)
    assert done.returncode == 0
