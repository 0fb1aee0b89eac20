"""`knowledge confirm`, `report`, `stale`, `check` and the lines of `doctor`, as an editor uses them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.opening import UK
from knowledge.loader import load_knowledge
from knowledge.trust.events import Confirmation, Report
from knowledge.trust.fold import digest
from knowledge.trust.log import append, read_log
from tests.conftest import NOW
from tui.cli import main
from tui.health import health_lines, trust_lines

CONFIRM = ("confirm", "helping-hand", "--by", "ab", "--how", "phoned")


def run(folder: Path, *args: str) -> int:
    return main(["knowledge", *args, "--dir", str(folder)])


def test_confirm_records_the_check_and_says_what_was_checked(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tiny, *CONFIRM, "--on", "2026-11-20", "--said-by", "receptionist") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Helping Hand: checked by AB on 20 November 2026, by phone.",
        "What was checked: 0808 802 0300.",
    ]
    confirmed = load_knowledge(tiny).service_by_id["helping-hand"].confirmed
    assert confirmed is not None
    assert (confirmed.date, confirmed.said_by) == ("2026-11-20", "receptionist")


def test_confirm_without_a_date_is_of_today_and_answers_reports(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tiny, "report", "helping-hand", "--kind", "wrong-number", "--by", "resident") == 0
    assert run(tiny, *CONFIRM) == 0
    assert "This answers 1 open report." in capsys.readouterr().out
    service = load_knowledge(tiny).service_by_id["helping-hand"]
    assert service.reports == ()
    assert service.confirmed is not None
    assert service.confirmed.date == datetime.now(UTC).astimezone(UK).date().isoformat()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("confirm", "helpin-hand", "--by", "AB", "--how", "phoned"), "did you mean 'helping-hand'"),
        (("report", "zzz", "--kind", "closed"), "'fingerpost search' finds ids"),
        ((*CONFIRM, "--on", "2999-01-01"), "in the future"),
        ((*CONFIRM, "--said-by", "me@example.org"), "e-mail"),
        (("confirm", "helping-hand", "--how", "phoned"), "--by"),
        (("confirm", "helping-hand", "--by", "AB", "--how", "guessed"), "phoned"),
        (("report", "helping-hand", "--kind", "it is rubbish"), "wrong-number"),
        (("stale", "--limit", "0"), "whole number"),
    ],
)
def test_wrong_usage_writes_nothing_and_is_one_line(
    tiny: Path, capsys: pytest.CaptureFixture[str], args: tuple[str, ...], words: str
) -> None:
    try:
        code = run(tiny, *args)
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capsys.readouterr()
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert words in err
    assert not (tiny / "trust").exists()


def test_folder_that_cannot_hold_a_log_is_one_line_and_2(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tiny / "trust").write_text("in the way")
    assert run(tiny, *CONFIRM) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert "nothing was recorded" in err


def test_stale_lists_reports_first_with_how_to_check(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append(
        tiny,
        Report(id="hemel-lunch-club", on="2026-11-20", kind="closed", by="resident", ref="0" * 8),
        NOW.date(),
    )
    assert run(tiny, "stale", "--limit", "1") == 0
    assert capsys.readouterr().out.splitlines() == [
        "1. Hemel Lunch Club (hemel-lunch-club)",
        "   Reported: it has closed (said by a resident on 20 November 2026).",
        "   Never checked by a person. Its page was read on 22 November 2026. Shown 0 times in a year.",
        "   To check it: ring 01442 228000.",
    ]
    assert run(tiny, "stale", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == ["hemel-lunch-club", "helping-hand"]
    assert rows[0]["reports"] == [{"kind": "closed", "date": "2026-11-20", "by": "resident"}]


def test_knowledge_check_names_damaged_lines_and_strange_ids(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(tiny, Report(id="gone", on="2026-11-20", kind="closed", by="staff", ref="0" * 8), NOW.date())
    path = tiny / "trust/2026.jsonl"
    path.write_text(path.read_text() + "oops\n")
    assert main(["knowledge", "check", str(tiny)]) == 1
    err = capsys.readouterr().err.splitlines()
    assert err[0].startswith("trust/2026.jsonl:2: is not an event of the trust log")
    assert err[1] == "trust/2026.jsonl:1: there is no service 'gone'; put the id right"


def test_doctor_lines_count_checks_old_ones_and_reports(tiny: Path) -> None:
    services = load_knowledge(tiny).service_by_id
    for item, day in (("helping-hand", "2026-11-20"), ("hemel-lunch-club", "2025-01-10")):
        details = digest(services[item])
        append(tiny, Confirmation(id=item, on=day, by="AB", how="phoned", details=details), NOW.date())
    append(
        tiny, Report(id="helping-hand", on="2026-11-21", kind="closed", by="staff", ref="0" * 8), NOW.date()
    )
    assert list(health_lines(load_knowledge(tiny), NOW)) == [
        "confirmed   2 of 2 by a person, 1 of them more than a year ago",
        "changed     0 since they were confirmed",
        "old pages   0 from a page that is more than a year old, and not confirmed",
        "reports     1 open: 1 closed",
    ]


def test_show_tells_reading_check_and_reports(tiny: Path) -> None:
    assert run(tiny, *CONFIRM, "--on", "2026-11-20", "--said-by", "manager") == 0
    append(
        tiny, Report(id="helping-hand", on="2026-11-21", kind="moved", by="resident", ref="0" * 8), NOW.date()
    )
    assert list(trust_lines(load_knowledge(tiny).service_by_id["helping-hand"])) == [
        "Read: 22 November 2026",
        "Confirmed: by AB on 20 November 2026, by phone (manager)",
        "Reported: it has moved (said by a resident on 21 November 2026)",
    ]


def test_log_is_readable_json_lines_with_what_git_needs(tiny: Path) -> None:
    assert run(tiny, *CONFIRM, "--on", "2026-11-20") == 0
    folder = tiny / "trust"
    (path,) = folder.glob("*.jsonl")
    line = json.loads(path.read_text())
    assert {key: line[key] for key in ("event", "id", "on", "by", "how")} == {
        "event": "confirmed", "id": "helping-hand", "on": "2026-11-20", "by": "AB", "how": "phoned",
    }  # fmt: skip
    assert "*.jsonl merge=union" in (folder / ".gitattributes").read_text()
    assert read_log(tiny).problems == ()
