"""Open Referral on the command line: import, export, serve."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.loader import load_knowledge
from tests.feeds import Feed, make_service, serving_feed
from tui import exchange
from tui.cli import main


def documents_in(export: Path) -> list[object]:
    return [json.loads(line) for line in (export / "services.jsonl").read_text().splitlines()]


@pytest.fixture(autouse=True)
def _no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guesses of a router are none of these tests' business, and learning one takes half a minute."""

    def lonely(text: str) -> Sequence[tuple[str, float]]:
        return [("loneliness", 0.95)]

    monkeypatch.setattr(exchange, "guess_with", lambda router: lonely)
    monkeypatch.setattr(exchange, "open_library", lambda *given, **named: type("L", (), {"router": None}))


def test_a_feed_is_imported_and_a_second_run_finds_nothing_new(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = Feed([make_service(number, minimum_age=-1) for number in range(25)])
    with serving_feed(feed) as address:
        assert main(["knowledge", "import", address, "--to", str(tiny)]) == 0
        first = capsys.readouterr().out
        assert main(["knowledge", "import", address, "--to", str(tiny)]) == 0
    second = capsys.readouterr().out
    assert "    new                                           25" in first
    assert "age-unset" in first
    assert "    unchanged                                     25" in second
    reports = list((tiny / "openreferral" / "reports").glob("*.jsonl"))
    assert len(reports) == 1
    assert json.loads(reports[0].read_text().splitlines()[0])["rule"] == "age-unset"
    assert len(load_knowledge(tiny).services) == 27
    assert not list(tiny.parent.glob("*.fetch.jsonl"))


def test_a_feed_that_fails_changes_nothing_and_says_so_in_one_line(
    tiny: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.openreferral.fetch.ATTEMPTS", 1)
    before = sorted(path for path in tiny.rglob("*") if path.is_file())
    with serving_feed(Feed([])) as address:
        assert main(["knowledge", "import", f"{address}/nowhere", "--to", str(tiny)]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1 and "answers 404" in captured.err
    assert sorted(path for path in tiny.rglob("*") if path.is_file()) == before


def test_what_was_exported_imports_as_the_same_documents(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "feed.jsonl"
    source.write_text(
        "".join(json.dumps(make_service(number) | {"x_own": [number]}) + "\n" for number in range(9))
    )
    out, again = tmp_path / "out", tmp_path / "again"
    assert main(["knowledge", "import", str(source), "--to", str(tiny)]) == 0
    assert main(["knowledge", "export", "--from", str(tiny), "--to", str(out)]) == 0
    assert "11 services written" in capsys.readouterr().out
    assert main(["knowledge", "import", str(out), "--to", str(tiny)]) == 0
    assert "refused                                          0" in capsys.readouterr().out
    assert main(["knowledge", "export", "--from", str(tiny), "--to", str(again)]) == 0
    assert documents_in(again) == documents_in(out)
    names = [service.name for service in load_knowledge(tiny).services]
    assert names.count("Helping Hand") == 1, "our own services are not listed a second time"


def test_an_editors_decisions_are_applied_from_what_was_kept(tiny: Path, tmp_path: Path) -> None:
    source = tmp_path / "feed.jsonl"
    source.write_text(json.dumps(make_service(1)) + "\n")
    assert main(["knowledge", "import", str(source), "--to", str(tiny)]) == 0
    review = tiny / "openreferral" / "review.yaml"
    text = review.read_text()
    assert "needs: [loneliness]" in text
    review.write_text(text.replace("needs: [loneliness]", "needs: []"))
    assert main(["knowledge", "import", str(tiny / "openreferral" / "feed.jsonl"), "--to", str(tiny)]) == 0
    assert len(load_knowledge(tiny).services) == 2
    assert (tiny / "openreferral" / "feed.jsonl").read_text().count("\n") == 1


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["import", "nowhere.json", "--to", "x"], "'nowhere.json' is not there"),
        (["import", "ftp://a.b", "--to", "x"], "'ftp://a.b' is not there"),
        (["export", "--to", "."], "problem"),
    ],
)
def test_wrong_use_is_one_line_and_2(
    command: list[str], words: str, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    extra = ["--from", str(tiny)] if command[0] == "export" else []
    assert main(["knowledge", *command, *extra]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and words in captured.err and "Traceback" not in captured.err


def test_serve_api_says_where_it_is_and_answers(tiny: Path) -> None:
    import urllib.request

    process = subprocess.Popen(
        [sys.executable, "-m", "tui.cli", "serve-api", "--from", str(tiny), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = line.split(" at ")[1].split(" ")[0]
        with urllib.request.urlopen(f"{address}services", timeout=10) as answer:
            assert json.load(answer)["total_items"] == 2
    finally:
        process.terminate()
        process.wait(10)
