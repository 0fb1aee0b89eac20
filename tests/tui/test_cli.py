"""The command line as scripts use it: exit codes, clean output, one-line errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (
    (), ("kiosk",), ("desk",), ("chat",), ("ask",), ("search",), ("show",), ("explain",), ("knowledge",),
    ("knowledge", "check"), ("knowledge", "confirm"), ("knowledge", "report"), ("knowledge", "stale"),
    ("knowledge", "diff"), ("knowledge", "import"), ("knowledge", "export"), ("serve",), ("serve-api",),
    ("index",), ("index", "build"), ("index", "status"), ("index", "verify"), ("doctor",),
)  # fmt: skip


def run(root: Path, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "FINGERPOST_INDEX": str(root)}
    return subprocess.run(
        [sys.executable, "-m", "tui.cli", *args],
        input=stdin,
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )


def test_ask_gives_one_reply_object(index_root: Path) -> None:
    done = run(index_root, "ask", "my husbnd has demensha, we're in tilbury", "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    reply = json.loads(done.stdout)
    assert reply["needs"][0]["id"] == "dementia"


def test_ask_that_finds_nothing_ends_with_1(index_root: Path) -> None:
    assert run(index_root, "ask", "order me a pepperoni pizza").returncode == 1


def test_batch_answers_each_line_in_order(index_root: Path) -> None:
    lines = [
        json.dumps({"text": "i am lonely", "area": "dacorum"}),
        "not json",
        json.dumps({"text": "food bank", "postcode": "HX1 2TU"}),
        json.dumps({"text": "help", "area": "atlantis"}),
    ]
    done = run(index_root, "ask", "--batch", "--json", stdin="\n".join(lines))
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply.get("place", {}).get("id") if "place" in reply else "error" for reply in replies] == [
        "dacorum", "error", "calderdale", "error",
    ]  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_chat_reads_lines_and_ends_with_the_input(index_root: Path) -> None:
    done = run(
        index_root, "chat", "--plain", "--area", "thurrock", stdin="i need a food bank\n1\nstart again\n"
    )
    assert done.returncode == 0
    assert "Phone:" in done.stdout
    assert done.stdout.rstrip().endswith("Goodbye.")


def test_json_chat_remembers_what_was_said(index_root: Path) -> None:
    done = run(index_root, "chat", "--json", stdin="my mum has dementia\nwe live in Halifax\n")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["place"] is None
    assert second["place"]["id"] == "calderdale"
    assert second["needs"][0]["id"] == "dementia"


def test_without_a_terminal_it_is_the_plain_chat(index_root: Path) -> None:
    done = run(index_root)
    assert done.returncode == 0
    assert done.stdout.startswith("Fingerpost: Hello.")


@pytest.mark.parametrize(
    ("query", "area", "expected"),
    [
        ("samar", None, "samaritans"),
        ("CAB hemel", "dacorum", "citizens-advice-dacorum"),
        ("116 123", None, "samaritans"),
    ],
)
def test_search_finds_shorthand(index_root: Path, query: str, area: str | None, expected: str) -> None:
    extra = ("--area", area) if area else ()
    done = run(index_root, "search", query, "--json", *extra)
    assert done.returncode == 0
    assert expected in [service["id"] for service in json.loads(done.stdout)["services"][:5]]


def test_show_gives_the_whole_record(index_root: Path) -> None:
    done = run(index_root, "show", "samaritans", "--json")
    assert json.loads(done.stdout)["phones"][0]["number"] == "116 123"
    assert "Source:" in run(index_root, "show", "samaritans").stdout
    assert run(index_root, "show", "no-such-record").returncode == 1


def test_explain_names_each_piece_of_evidence(index_root: Path) -> None:
    done = run(index_root, "explain", "my husbnd has demensha")
    assert done.returncode == 0
    assert "husbnd → husband" in done.stdout
    assert "dementia" in done.stdout


def test_knowledge_check_prints_a_summary(index_root: Path) -> None:
    done = run(index_root, "knowledge", "check")
    assert done.returncode == 0
    for words in (
        "services per place",
        "with a phone",
        "with a source",
        "needs without a local",
        "plan records",
    ):
        assert words in done.stdout


def test_knowledge_check_names_every_fault(index_root: Path, tiny: Path) -> None:
    path = tiny / "services/all.yaml"
    path.write_text(
        path.read_text().replace("0808 802 0300", "12").replace("- dacorum", "- docorum"), encoding="utf-8"
    )
    done = run(index_root, "knowledge", "check", str(tiny))
    assert done.returncode == 1
    assert "services/all.yaml:14: " in done.stderr
    assert "services/all.yaml:23: " in done.stderr
    assert done.stdout == ""


def test_index_commands(tiny: Path, tmp_path: Path) -> None:
    root = tmp_path / "own"
    assert run(root, "index", "status").returncode == 1
    assert run(root, "index", "build", "--from", str(tiny), "--to", str(root)).returncode == 0
    assert run(root, "index", "status", "--from", str(tiny)).returncode == 0
    assert run(root, "index", "verify").returncode == 0


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words) or "fingerpost")
def test_every_command_has_help(index_root: Path, command: tuple[str, ...]) -> None:
    done = run(index_root, *command, "--help")
    assert done.returncode == 0
    assert "usage:" in done.stdout


@pytest.mark.parametrize(
    "args",
    [
        ("nonsense",), ("ask",), ("ask", "x", "--limit", "0"), ("ask", "x", "--area", "atlantis"),
        ("ask", "x", "--postcode", "nope"), ("search", "x", "--need", "gold"), ("index", "build", "--from", "/nowhere"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line_and_2(index_root: Path, args: tuple[str, ...]) -> None:
    done = run(index_root, *args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert 1 <= len(done.stderr.strip().splitlines()) <= 2


def test_an_index_that_cannot_be_written_is_one_line(tmp_path: Path, tiny: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    done = run(blocked / "index", "index", "build", "--from", str(tiny), "--to", str(blocked / "index"))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_setting_that_would_log_every_key_is_dropped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TEXTUAL_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("TEXTUAL_FPS", "60")
    from tui.cli import main

    assert main(["knowledge", "check", str(tmp_path / "none")]) == 1
    assert "TEXTUAL_LOG" not in os.environ
    assert os.environ["TEXTUAL_FPS"] == "60"
