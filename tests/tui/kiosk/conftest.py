"""What the tests of the kiosk share: the small knowledge indexed once, a clock to turn, and an app of one visit."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from assistant.engine import Assistant
from assistant.library import Library, build_index, open_library
from knowledge.loader import load_knowledge
from tests.conftest import NOW
from tests.tiny import write_tiny
from tests.tui.kiosk.ptys import Terminal
from tui.hub import Hub
from tui.kiosk.app import KioskApp
from tui.kiosk.endings import Ending
from tui.kiosk.pin import PinLock, hashed
from tui.kiosk.visit import Done, Shop, Visit

PIN = "4071"
BEGIN = "press any key to begin"
Open = Callable[..., Terminal]


@dataclass(frozen=True)
class Small:
    """The small knowledge and its index."""

    content: Path
    index: Path
    library: Library


@dataclass
class Stage:
    """An app of one visit, and all that it tells to the outside."""

    app: KioskApp = field(init=False)
    endings: list[Ending] = field(default_factory=list)
    commands: list[tuple[str, ...]] = field(default_factory=list)
    answers: dict[tuple[str, ...], Done] = field(default_factory=dict)
    beats: int = 0
    now: float = 1000.0


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    folder = tmp_path_factory.mktemp("kiosk")
    content = write_tiny(folder / "content")
    build_index(load_knowledge(content), folder / "index", NOW)
    return Small(content, folder / "index", open_library(folder / "index", NOW, content))


@pytest.fixture(scope="session")
def pin_hash() -> str:
    return hashed(PIN)


@pytest.fixture
def stage(small: Small, pin_hash: str) -> Callable[..., Stage]:
    """Makes an app: `stage(begin="chat", with_pin=True, keyboard=True, note="…")`."""

    def make(
        begin: str = "attract", *, with_pin: bool = False, keyboard: bool = False, note: str = ""
    ) -> Stage:
        hub = Hub(
            name="Tiny Hub",
            place="dacorum",
            idle_warning=60,
            idle_wipe=20,
            staff_pin=pin_hash if with_pin else None,
            on_screen_keyboard=keyboard,
            read_aloud=False,
        )
        assistant = Assistant(small.library, house=hub.house)

        made = Stage()

        async def run_command(*args: str) -> Done:
            made.commands.append(args)
            return made.answers.get(args, Done(0, ("fine",)))

        def beat() -> None:
            made.beats += 1

        shop = Shop(hub, assistant, assistant.start(hub.place), run_command)
        lock = PinLock(pin_hash) if with_pin else None
        visit = Visit(made.endings.append, "chat" if begin == "chat" else "attract", note, lock, beat)
        made.app = KioskApp(shop, visit, lambda: made.now)
        return made

    return make


UNWISE = {"TEXTUAL_ALLOW_SIGNALS": "1", "TEXTUAL_LOG": "textual.log", "TEXTUAL": "debug,devtools"}
"""Settings of Textual that would open a way out or write keys down."""


@pytest.fixture
def kiosk(small: Small, tmp_path: Path) -> Iterator[Open]:
    """Starts a kiosk in a pseudo-terminal; its home and temporary folder are the test's own."""
    if not Path("/proc/self/mem").exists():
        pytest.skip("needs Linux's /proc, to look into a process")
    opened: list[Terminal] = []
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir(exist_ok=True)
    own = {"TERM": "xterm-256color", "TMPDIR": str(tmp_path / "tmp"), "PYTHONPATH": str(Path.cwd())}

    def start(see: str = BEGIN, **wishes: float | str | None) -> Terminal:
        setup = msgspec.json.encode({"index": str(small.index), "content": str(small.content), **wishes})
        command = [sys.executable, "-m", "tests.tui.kiosk.main", setup.decode()]
        unwise = {} if "fault" in wishes else UNWISE
        terminal = Terminal(command, {**os.environ, **unwise, **own})
        opened.append(terminal)
        if "slow_seconds" in wishes:
            terminal.until(lambda: b"\x1b[?1049h" in terminal.output, "it did not take the screen")
        else:
            terminal.see(see)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()
