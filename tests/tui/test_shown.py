"""Counts of what was shown: a number for each service and month, and no answer ever waits or fails for them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.engine import Assistant
from assistant.house import NO_HOUSE
from assistant.library import Library
from assistant.reply import ServiceShown
from tests.conftest import NOW
from tui.cli import main
from tui.home import shown_file
from tui.plain import PlainChat
from tui.shown import WRITE_AFTER, CountingAssistant, Shown, read_shown, shown_in_a_year


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept/shown.json"


@pytest.fixture(scope="session")
def services(assistant: Assistant) -> tuple[ServiceShown, ...]:
    _, reply = assistant.step(assistant.start("dacorum"), "i am lonely")
    return reply.services


def counted(path: Path, *answers: Iterable[ServiceShown], now: datetime = NOW) -> None:
    shown = Shown(path, lambda: now)
    for answer in answers:
        shown.count(answer)
    shown.close()


def test_counts_add_up_by_service_and_month(path: Path, services: tuple[ServiceShown, ...]) -> None:
    first, second = services[:2]
    counted(path, [first, second], [first])
    counted(path, [first], now=datetime(2026, 12, 1, tzinfo=UTC))
    assert read_shown(path) == {"2026-11": {first.id: 2, second.id: 1}, "2026-12": {first.id: 1}}


def test_file_holds_ids_and_numbers_only(path: Path, library: Library) -> None:
    shown = Shown(path, lambda: NOW)
    assistant = CountingAssistant(library, 5, NO_HOUSE, lambda: NOW, shown)
    words = "i need a food bank in tilbury, my name is marker\n"
    PlainChat(assistant, assistant.start(), io.StringIO(words), io.StringIO(), prompt=False).run()
    shown.close()
    months = json.loads(path.read_text())
    assert list(months) == ["2026-11"]
    assert set(months["2026-11"]) <= set(library.knowledge.service_by_id)
    assert all(isinstance(number, int) for number in months["2026-11"].values())
    assert "marker" not in path.read_text()
    assert {item.name for item in path.parent.iterdir()} <= {"shown.json", "shown.json.lock"}


def test_counts_are_written_now_and_then_and_when_a_conversation_begins(
    path: Path, library: Library, services: tuple[ServiceShown, ...]
) -> None:
    shown = Shown(path, lambda: NOW)
    assistant = CountingAssistant(library, 5, NO_HOUSE, lambda: NOW, shown)
    for _ in range(WRITE_AFTER - 1):
        shown.count(services[:1])
    assert not path.exists()
    shown.count(services[:1])
    assert shown._writer is not None
    shown._writer.join()
    assert read_shown(path)["2026-11"][services[0].id] == WRITE_AFTER
    shown.count(services[:1])
    assistant.greet(assistant.start())
    shown._writer.join()
    assert read_shown(path)["2026-11"][services[0].id] == WRITE_AFTER + 1


def test_counting_changes_no_answer(path: Path, library: Library) -> None:
    counting = CountingAssistant(library, 5, NO_HOUSE, lambda: NOW, Shown(path, lambda: NOW))
    plain = Assistant(library, 5, NO_HOUSE, lambda: NOW)
    for text in ("i am lonely", "help with debt in halifax", "asdf"):
        assert counting.step(counting.start(), text) == plain.step(plain.start(), text)
    counting.shown.close()


def test_counts_that_cannot_be_written_break_nothing_and_are_kept(
    path: Path, services: tuple[ServiceShown, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(path, services[:1])
    before = path.read_bytes()
    shown = Shown(path, lambda: NOW)
    shown.count(services[:1])
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "full")))
        shown.close()
    assert path.read_bytes() == before
    assert {item.name for item in path.parent.iterdir()} <= {"shown.json", "shown.json.lock"}
    shown.close()
    assert read_shown(path)["2026-11"][services[0].id] == 2


def test_folder_in_the_way_breaks_nothing(tmp_path: Path, services: tuple[ServiceShown, ...]) -> None:
    (tmp_path / "file").write_text("in the way")
    counted(tmp_path / "file/shown.json", services)
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.parametrize("junk", ["", "{", "[]", '{"2026-11": {"a": -1}}', '{"soon": {"a": 1}}', "\x00\xff"])
def test_damaged_file_is_put_aside_and_counting_goes_on(
    path: Path, services: tuple[ServiceShown, ...], junk: str
) -> None:
    path.parent.mkdir()
    path.write_text(junk, encoding="latin-1")
    assert read_shown(path) == {}
    counted(path, services[:1])
    assert read_shown(path) == {"2026-11": {services[0].id: 1}}
    assert path.with_name("shown.json.damaged").read_text(encoding="latin-1") == junk


def test_only_the_last_thirteen_months_are_kept(path: Path, services: tuple[ServiceShown, ...]) -> None:
    for month in range(1, 13):
        counted(path, services[:1], now=datetime(2025, month, 15, tzinfo=UTC))
    counted(path, services[:1], now=datetime(2026, 1, 15, tzinfo=UTC))
    counted(path, services[:1], now=datetime(2026, 2, 15, tzinfo=UTC))
    assert list(read_shown(path))[::12] == ["2025-02", "2026-02"]
    assert shown_in_a_year(read_shown(path), date(2026, 2, 20))[services[0].id] == 13
    assert shown_in_a_year(read_shown(path), date(2025, 3, 1))[services[0].id] == 2


_COUNTER = """
import sys
from collections import Counter
from pathlib import Path
from tui.shown import _add
for _ in range(20):
    _add(Path(sys.argv[1]), Counter({("2026-11", "helping-hand"): 1}))
"""


def test_two_processes_at_once_lose_no_count(path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", _COUNTER, str(path)]) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert read_shown(path) == {"2026-11": {"helping-hand": 40}}


@pytest.fixture
def own_index(index_root: Path, tmp_path: Path) -> Path:
    """The real index under a name of its own, so that the counts beside it are this test's."""
    link = tmp_path / "index"
    link.symlink_to(index_root)
    return link


def test_each_command_that_answers_counts(
    own_index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["search", "samaritans", "--index", str(own_index)]) == 0
    file = shown_file(own_index)
    assert read_shown(file).popitem()[1]["samaritans"] == 1
    assert main(["ask", "samaritans", "--index", str(own_index)]) == 0
    assert read_shown(file).popitem()[1]["samaritans"] == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO("samaritans\n"))
    assert main(["chat", "--json", "--index", str(own_index)]) == 0
    assert read_shown(file).popitem()[1]["samaritans"] == 3
    capsys.readouterr()
    assert main(["knowledge", "stale", "--json", "--limit", "600", "--index", str(own_index)]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["samaritans"]["shown"] == 3


@pytest.mark.parametrize("setting", ["count_shown: false\n"])
def test_setting_turns_the_counting_off(own_index: Path, tmp_path: Path, setting: str) -> None:
    hub = tmp_path / "hub.yaml"
    hub.write_text(setting)
    assert main(["search", "samaritans", "--index", str(own_index), "--hub", str(hub)]) == 0
    assert not shown_file(own_index).exists()
