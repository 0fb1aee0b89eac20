"""The kiosk in a real pseudo-terminal: no way out, a terminal put right, and nothing left of what was typed."""

from __future__ import annotations

import os
import re
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.tui.kiosk.conftest import BEGIN, PIN, Open
from tests.tui.kiosk.ptys import F12, FUNCTION_KEYS, Terminal, in_memory, leave

GREETING = "Tell me what you need help with"
MARKER = "zanzibarmarkerword"
SENTENCE = f"my {MARKER} owes rent and is lonely"


def type_words(terminal: Terminal, words: str) -> None:
    """Begin a conversation and ask something."""
    mark = len(terminal.output)
    terminal.send(b"x")
    terminal.see(GREETING, mark)
    terminal.send(words.encode())
    terminal.see(words.split()[-1], mark)
    terminal.send(b"\r")


def ends_clean(terminal: Terminal, before: list[object]) -> None:
    """It ends with code 0, the terminal's settings as they were, on the first screen, with a cursor and no mouse."""
    terminal.until(terminal.ended, "it did not end")
    terminal.read()
    assert terminal.code == 0
    assert terminal.attributes == before
    rest = terminal.output[terminal.output.rindex(b"\x1b[?1049h") :]
    for sequence in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[3J"):
        assert sequence in rest
    assert "Traceback" not in terminal.text()


def test_no_key_leads_out_and_a_stop_puts_the_terminal_right(kiosk: Open) -> None:
    terminal, before = kiosk(), Terminal.fresh_attributes()
    type_words(terminal, "i am lonely")
    for key in [*b"\x03\x11\x1a\x1c\x04\x10\x13", *FUNCTION_KEYS, *[b"\x1b"] * 20, *b"\x03\x11\x1a\x1c\x04"]:
        terminal.send(key if isinstance(key, bytes) else bytes([key]))
        terminal.read(0.02)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        os.kill(terminal.pid, number)
        os.kill(terminal.child(), number)
    leave(terminal)
    state = Path(f"/proc/{terminal.child()}/stat").read_text().rpartition(")")[2].split()[0]
    assert state in "SR", "it was stopped"
    assert not terminal.ended()
    os.kill(terminal.pid, signal.SIGTERM)
    ends_clean(terminal, before)


def test_a_huge_paste_and_a_tiny_screen_do_no_harm_and_a_hang_up_ends_it(kiosk: Open) -> None:
    terminal, before = kiosk(), Terminal.fresh_attributes()
    type_words(terminal, "i am lonely")
    child, mark = terminal.child(), len(terminal.output)
    terminal.send(b"\x1b[200~" + b"lonely [/b] \x07 " * 4096 + b"\x1b[201~")
    terminal.see("That was very long", mark)
    for size in [(1, 1), (2, 1), (1, 200), (80, 24)]:
        terminal.resize(*size)
        terminal.read(0.2)
    mark = len(terminal.output)
    terminal.send(b"\r")
    terminal.see("You:", mark)
    assert terminal.child() == child
    os.kill(child, signal.SIGHUP)
    ends_clean(terminal, before)


def test_after_an_idle_wipe_nothing_of_the_words_is_left(kiosk: Open, tmp_path: Path) -> None:
    began = time.time()
    terminal = kiosk(idle_warning=2, idle_wipe=1)
    type_words(terminal, SENTENCE)
    terminal.see(f"You: {SENTENCE}")
    visit = terminal.child()
    assert in_memory(visit, MARKER), "the search of memory does not work"
    terminal.see("Are you still there?")
    mark = terminal.output.index(b"Are you still there?")
    terminal.see(BEGIN, mark)
    terminal.until(lambda: terminal.child() != visit, "no new process")
    wiped = terminal.output.index(b"\x1b[3J", mark)
    assert not Path(f"/proc/{visit}").exists()
    for pid in (terminal.pid, terminal.child()):
        assert not in_memory(pid, MARKER)
    terminal.resize(100, 30)  # a full new painting
    terminal.read(0.5)
    assert MARKER.encode() not in terminal.output[wiped:]
    folders = [tmp_path, Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), Path("/var/log")]
    assert not files_with(MARKER.encode(), folders, began)


def files_with(words: bytes, folders: list[Path], began: float) -> list[Path]:
    """The files under some folders that were written since a moment and hold some bytes."""
    found = []
    for path in {path for folder in folders for path in folder.rglob("*")}:
        with suppress(OSError):
            if path.is_file() and path.stat().st_mtime >= began and words in path.read_bytes():
                found.append(path)
    return [path for path in found if path.suffix not in {".py", ".pyc"}]


@pytest.mark.parametrize("fault", ["handler", "worker"])
def test_a_fault_says_sorry_and_starts_clean_without_a_word(kiosk: Open, fault: str) -> None:
    terminal = kiosk(fault=fault)
    type_words(terminal, SENTENCE)
    terminal.see("Sorry, something went wrong")
    sorry = terminal.output.index(b"Sorry, something")
    wiped = terminal.output.rindex(b"\x1b[3J", 0, sorry)
    terminal.see(BEGIN, sorry)
    assert MARKER.encode() not in terminal.output[wiped:]
    for word in ("Traceback", "RuntimeError", "Error"):
        assert word not in terminal.text()
    assert not in_memory(terminal.pid, MARKER)


def test_a_fault_at_every_start_waits_longer_each_time_and_can_be_stopped(kiosk: Open) -> None:
    terminal = kiosk(see="Sorry, something went wrong", fault="mount")
    terminal.until(lambda: terminal.text().count("Sorry, something") == 2, "no second start")
    before = Terminal.fresh_attributes()
    os.kill(terminal.pid, signal.SIGTERM)
    ends_clean(terminal, before)


def test_a_visit_that_is_killed_or_hangs_is_followed_by_a_new_one(kiosk: Open) -> None:
    terminal = kiosk(hung_seconds=4)
    for number in (signal.SIGKILL, signal.SIGSTOP):
        child, mark = terminal.child(), len(terminal.output)
        os.kill(child, number)
        terminal.see("Sorry, something went wrong", mark)
        terminal.see(BEGIN, mark)
        assert terminal.child() != child


def test_without_its_supervisor_a_visit_ends_and_puts_the_terminal_right(kiosk: Open) -> None:
    terminal = kiosk()
    child, before = terminal.child(), Terminal.fresh_attributes()
    os.kill(terminal.pid, signal.SIGKILL)
    terminal.until(lambda: not Path(f"/proc/{child}").exists() or gone(child), "the visit lives on")
    terminal.read()
    assert terminal.attributes == before
    assert terminal.output.endswith(b"\x1b[3J")


def gone(pid: int) -> bool:
    """True for a process that has ended and waits to be collected."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_wrong_tries_of_the_pin_outlive_the_visit(kiosk: Open, pin_hash: str) -> None:
    terminal = kiosk(staff_pin=pin_hash)
    for _ in range(2):
        mark = len(terminal.output)
        terminal.send(F12)
        terminal.see("Type the staff PIN", mark)
        terminal.send(b"9999\r")
        terminal.see("That is not the PIN", mark)
        mark = len(terminal.output)
        os.kill(terminal.child(), signal.SIGKILL)
        terminal.see(BEGIN, mark)
    mark = len(terminal.output)
    terminal.send(F12)
    terminal.see("Type the staff PIN", mark)

    def long_wait() -> bool:
        terminal.send(b"9999\r")
        terminal.read(0.5)
        return re.search(r"Seconds to wait: [3-8]", terminal.text(mark)) is not None

    terminal.until(long_wait, "the tries before were forgotten")


def test_staff_use_new_knowledge_and_shut_down(kiosk: Open, pin_hash: str) -> None:
    terminal = kiosk(staff_pin=pin_hash)
    before, first = Terminal.fresh_attributes(), terminal.child()
    for choice, see in ((b"r", "in use now"), (b"xx", "")):
        mark = len(terminal.output)
        terminal.send(F12)
        terminal.see("Type the staff PIN", mark)
        terminal.send(PIN.encode() + b"\r")
        terminal.see("Staff menu", mark)
        terminal.send(choice)
        if see:
            terminal.see(see, mark)
            assert terminal.child() != first
            terminal.send(b" ")
            terminal.read(0.3)
    ends_clean(terminal, before)
    assert PIN not in terminal.text()


def test_while_the_knowledge_is_opened_no_key_shows_or_ends_it(kiosk: Open) -> None:
    terminal = kiosk(slow_seconds=1.5)
    terminal.send(b"early words\r\x03\x1a\x1c")
    terminal.see(BEGIN)
    assert "early words" not in terminal.text()
    assert not in_memory(terminal.child(), "early words")


def test_a_stop_while_the_knowledge_is_opened_puts_the_terminal_right(kiosk: Open) -> None:
    terminal = kiosk(slow_seconds=600)
    before = Terminal.fresh_attributes()
    os.kill(terminal.pid, signal.SIGTERM)
    ends_clean(terminal, before)
