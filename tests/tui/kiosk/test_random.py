"""Random keys, mouse and pastes in a real terminal. `FINGERPOST_RANDOM_EVENTS=5000` for the long run."""

from __future__ import annotations

import os
import random
import signal
from contextlib import suppress

from tests.tui.kiosk.conftest import Open
from tests.tui.kiosk.ptys import FUNCTION_KEYS, LEAVE_QUICKLY, Terminal, in_memory, leave
from tui.kiosk.pin import hashed

EVENTS = int(os.environ.get("FINGERPOST_RANDOM_EVENTS", "120"))
SEED = 20261125
LEAVING = (b"\x1bOQ", LEAVE_QUICKLY, b"\x1b[21~")
"""F2, F9 and F10."""
WORDS = [
    "lonely",
    "goodbye",
    "start again",
    "2",
    "[/b]",
    "[@click=app.quit]x[/]",
    "café ☕",
    "\x00\x07\x9b",
    "HP1 1DN",
]


def one_event(chance: random.Random) -> bytes:
    """A key, a mouse event or a paste, as a terminal sends it."""
    x, y = chance.randint(1, 82), chance.randint(1, 26)
    kinds = (
        lambda: bytes([chance.randrange(0x20, 0x7F)]),
        lambda: bytes([chance.randrange(0x00, 0x20)]),
        lambda: b"\x1b[" + bytes([chance.choice(b"ABCDHFZ")]),
        lambda: chance.choice(FUNCTION_KEYS),
        lambda: b"\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % (x, y, x, y),
        lambda: b"\x1b[<%d;%d;%dM" % (chance.choice((2, 32, 35, 64, 65, 99)), x, y),
        lambda: f"{chance.choice(WORDS)}\r".encode(),
        lambda: b"\x1b[200~" + chance.choice(WORDS).encode() * chance.randint(1, 40) + b"\x1b[201~",
        lambda: chance.choice(LEAVING) if chance.random() < 0.3 else b"\t",
    )
    return chance.choice(kinds)()


def test_random_input_never_ends_it_nor_carries_words_over(kiosk: Open) -> None:
    terminal = kiosk(staff_pin=hashed("739102846510"))
    chance = random.Random(SEED)
    visits, marks_before, marks = [terminal.child()], [0], 0
    for number in range(EVENTS):
        terminal.send(one_event(chance))
        if number % 10 == 0:
            marks += 1
            terminal.send(b"\x1b[200~" + mark(marks).encode() + b"\x1b[201~\r")
        if number % 50 == 49:
            leave(terminal)
        visit = terminal.visit()
        if visit is not None and visit != visits[-1]:
            visits.append(visit)
            marks_before.append(marks)
            # all that was typed before the last visit was first seen can have gone to no later one
            check(terminal, {mark(old) for old in range(1, marks_before[-2] + 1)})
    assert len(visits) >= EVENTS // 50, "too few visits to prove anything"
    assert b"Sorry, something" not in terminal.output
    assert b"Traceback" not in terminal.output
    os.kill(terminal.pid, signal.SIGTERM)
    terminal.until(terminal.ended, "it did not end")
    assert terminal.code == 0


def mark(number: int) -> str:
    return f"markedword{number:06}"


def check(terminal: Terminal, old: set[str]) -> None:
    """None of the old words is in the memory of the supervisor or of the visit that runs now."""
    for pid in filter(None, (terminal.pid, terminal.visit())):
        with suppress(FileNotFoundError, ProcessLookupError):  # the visit may end while it is looked at
            assert not in_memory(pid, "markedword######", "rw") & old, "words of an earlier visit"
