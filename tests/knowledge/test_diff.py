"""What changed between two states of the knowledge."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.trust.events import Confirmation, Report
from knowledge.trust.log import append
from tests.knowledge.test_trust import git
from tests.tiny import write_tiny
from tui.cli import main

TODAY = date(2026, 11, 25)


def edit(folder: Path, *, at: int = 0, **changes: Any) -> None:
    path = folder / "services/all.yaml"
    records = yaml.safe_load(path.read_text())
    records[at] |= changes
    path.write_text(yaml.safe_dump(records, sort_keys=False), encoding="utf-8")


def said(capsys: pytest.CaptureFixture[str], *args: object) -> list[str]:
    assert main(["knowledge", "diff", *map(str, args)]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "other")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"phones": [{"number": "116 123"}]}, "Phone changed from 0808 802 0300 to 116 123."),
        ({"phones": []}, "Phone taken out: 0808 802 0300."),
        ({"name": "Open Hand"}, "Renamed from 'Helping Hand' to 'Open Hand'."),
        ({"status": "closed"}, "Closed."),
        ({"became": "hemel-lunch-club"}, "'hemel-lunch-club' took over."),
        ({"cost": "free"}, "Cost added: free."),
        ({"hours": "Mondays"}, "Opening hours added: Mondays."),
        (
            {"phones": [{"number": "0808 802 0300", "hours": "9 to 5"}]},
            "Times of 0808 802 0300 added: 9 to 5.",
        ),
        ({"areas": ["uk", "dacorum"]}, "Areas changed from uk to uk, dacorum."),
    ],
)
def test_diff_of_one_change_says_it_in_a_sentence(
    tiny: Path, other: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], sentence: str
) -> None:
    edit(other, **changes)
    lines = said(capsys, tiny, other)
    assert lines[0].endswith("(helping-hand)")
    assert lines[1:] == [f"  {sentence}"]


def test_diff_of_the_same_number_written_otherwise_is_no_change(tiny: Path, other: Path) -> None:
    edit(other, phones=[{"number": "08088 020300"}])
    assert main(["knowledge", "diff", str(tiny), str(other)]) == 1


def test_diff_of_added_and_removed_services_groups_by_service(
    tiny: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = other / "services/all.yaml"
    records = yaml.safe_load(path.read_text())
    records[0] |= {"id": "new-hand", "name": "New Hand"}
    path.write_text(yaml.safe_dump(records), encoding="utf-8")
    assert said(capsys, tiny, other) == [
        "Helping Hand (helping-hand)", "  Taken out.", "", "New Hand (new-hand)", "  Added.",
    ]  # fmt: skip


def test_diff_of_the_log_tells_checks_and_reports(
    tiny: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(
        tiny, Report(id="helping-hand", on="2026-11-20", kind="closed", by="resident", ref="00000001"), TODAY
    )
    check = Confirmation(
        id="helping-hand", on="2026-11-21", by="AB", how="phoned", said_by="receptionist", details="00000000"
    )
    append(other, check, TODAY)
    append(other, Report(id="helping-hand", on="2026-11-22", kind="moved", by="staff", ref="00000002"), TODAY)
    assert said(capsys, tiny, other) == [
        "Helping Hand (helping-hand)",
        "  Confirmed by AB on 21 November 2026, by phone (receptionist).",
        "  Reported: it has moved (said by staff on 22 November 2026).",
        "  No longer an open report: it has closed (said by a resident on 20 November 2026).",
    ]


def test_diff_as_json_gives_each_change(tiny: Path, other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(other, phones=[{"number": "116 123"}])
    found = json.loads("\n".join(said(capsys, tiny, other, "--json")))
    change = {"kind": "changed", "field": "phone", "before": "0808 802 0300", "after": "116 123"}
    assert found == [{"id": "helping-hand", "name": "Helping Hand", "changes": [change]}]


def test_diff_of_git_revisions_and_the_folder_as_it_is(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tiny.parent, "init")
    for name in ("First Hand", "Second Hand", "Third Hand"):
        edit(tiny, name=name)
        git(tiny.parent, "add", ".")
        git(tiny.parent, "commit", "-m", name)
    edit(tiny, name="Fourth Hand")
    both = said(capsys, "HEAD~2", "HEAD~1", "--dir", tiny)
    assert both[1] == "  Renamed from 'First Hand' to 'Second Hand'."
    assert said(capsys, "HEAD", "--dir", tiny)[1] == "  Renamed from 'Third Hand' to 'Fourth Hand'."


@pytest.mark.parametrize("name", ["no-such-thing", "--upload-pack=x", "HEAD:services", "\x1b[31m"])
def test_diff_of_what_is_neither_folder_nor_revision_is_one_line(
    tiny: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["knowledge", "diff", "--dir", str(tiny), "--", name]) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert "neither a folder nor a git revision" in err
    assert err.strip().isprintable()


def test_diff_of_a_broken_folder_names_the_fault(
    tiny: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(other, confidence="sure")
    assert main(["knowledge", "diff", str(tiny), str(other)]) == 2
    assert "services/all.yaml:13: confidence" in capsys.readouterr().err
