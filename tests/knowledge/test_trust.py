"""The trust log: written only at its end, read in any order, folded into the records."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.loader import load_knowledge
from knowledge.problems import KnowledgeError
from knowledge.records import Phone, Service
from knowledge.trust.events import Confirmation, Event, Report, decode, encode
from knowledge.trust.facts import Confirmed, How, Reported, ReportKind
from knowledge.trust.fold import digest, fold, with_log
from knowledge.trust.log import TrustLogError, append, read_log
from knowledge.trust.record import confirmation, report

TODAY = date(2026, 11, 25)
REPORT = (sys.executable, "-m", "tui.cli", "knowledge", "report", "helping-hand", "--kind", "closed", "--dir")
EVENT = b'{"event": "reported", "id": "helping-hand", "on": "2026-11-20", "kind": "moved", "by": "staff"'
HAND = Service(
    id="helping-hand",
    name="Helping Hand",
    organisation="Helping Hand",
    summary="Someone to talk to.",
    contact="Ring them.",
    needs=("loneliness",),
    areas=("uk",),
    read_on="2026-11-22",
    confidence="high",
    sources=("https://www.example.org.uk/help",),
    phones=(Phone(number="0808 802 0300"),),
)


def check(on: str, *, by: str = "AB", how: How = "phoned", answers: Sequence[str] = ()) -> Confirmation:
    return Confirmation(
        id="helping-hand", on=on, by=by, how=how, details=digest(HAND), answers=tuple(answers)
    )


def told(on: str, ref: str, kind: ReportKind = "wrong-number") -> Report:
    return Report(id="helping-hand", on=on, kind=kind, by="resident", ref=ref)


def folded(*events: Event, service: Service = HAND) -> Service:
    return fold([service], events)[0]


def service_in(folder: Path) -> Service:
    return load_knowledge(folder).service_by_id["helping-hand"]


def write_phone(folder: Path, number: str) -> None:
    path = folder / "services/all.yaml"
    records = yaml.safe_load(path.read_text())
    records[0]["phones"][0]["number"] = number
    records[0]["summary"] = "Rewritten by an import."
    path.write_text(yaml.safe_dump(records), encoding="utf-8")


def test_latest_confirmation_of_several_wins() -> None:
    seen = folded(
        check("2026-03-01", by="AB"), check("2026-09-01", by="CD", how="visited"), check("2025-01-01")
    )
    assert seen.confirmed == Confirmed(date="2026-09-01", by="CD", how="visited")


def test_confirmation_after_the_phone_was_edited_says_that_it_lapsed() -> None:
    edited = msgspec.structs.replace(HAND, phones=(Phone(number="116 123"),))
    seen = folded(check("2026-09-01"), service=edited)
    assert seen.confirmed is not None
    assert seen.confirmed.lapsed


def test_confirmation_after_an_edit_of_words_alone_still_counts(tiny: Path) -> None:
    append(tiny, check("2026-11-20"), TODAY)
    write_phone(tiny, "0808 802 0300")
    assert service_in(tiny).confirmed == Confirmed(date="2026-11-20", by="AB", how="phoned")
    write_phone(tiny, "0808 802 0301")
    lapsed = service_in(tiny).confirmed
    assert lapsed is not None
    assert lapsed.lapsed


def test_confirmation_written_into_a_record_by_hand_is_refused(tiny: Path) -> None:
    path = tiny / "services/all.yaml"
    records = yaml.safe_load(path.read_text())
    records[0]["confirmed"] = {"date": "2026-11-20", "by": "AB", "how": "phoned"}
    path.write_text(yaml.safe_dump(records, sort_keys=False), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(tiny)
    assert [str(item) for item in caught.value.problems] == [
        "services/all.yaml:16: confirmed: an edit is no check; take it out, and use "
        "'fingerpost knowledge confirm' or 'report'"
    ]


@pytest.mark.parametrize(
    ("events", "still_open"),
    [
        ((told("2026-11-20", "00000001"),), True),
        ((told("2026-11-20", "00000001"), check("2026-11-21")), False),
        ((told("2026-11-20", "00000001"), check("2026-11-19")), True),
        ((told("2026-11-20", "00000001"), check("2026-11-20", answers=["00000001"])), False),
        ((told("2026-11-20", "00000002"), check("2026-11-20", answers=["00000001"])), True),
    ],
    ids=["alone", "check later", "check earlier", "same day, answered", "same day, not answered"],
)
def test_report_is_open_until_a_check_answers_it(events: tuple[Event, ...], still_open: bool) -> None:
    expected = (Reported(kind="wrong-number", date="2026-11-20", by="resident"),) if still_open else ()
    assert folded(*events).reports == expected


def test_confirm_after_reports_of_the_same_day_answers_them(tiny: Path) -> None:
    append(tiny, report(HAND, kind="closed", by="resident", today=TODAY), TODAY)
    assert [item.kind for item in service_in(tiny).reports] == ["closed"]
    event = confirmation(
        service_in(tiny), read_log(tiny), by="ab", how="phoned", on="2026-11-25", said_by=None, today=TODAY
    )
    append(tiny, event, TODAY)
    assert service_in(tiny).reports == ()
    append(tiny, report(HAND, kind="closed", by="resident", today=TODAY), TODAY)
    assert [item.kind for item in service_in(tiny).reports] == ["closed"]


def test_confirm_of_a_day_before_a_report_leaves_it_open(tiny: Path) -> None:
    append(tiny, told("2026-11-24", "00000001"), TODAY)
    event = confirmation(
        HAND, read_log(tiny), by="AB", how="phoned", on="2026-11-23", said_by=None, today=TODAY
    )
    append(tiny, event, TODAY)
    assert len(service_in(tiny).reports) == 1


days = st.dates(date(2025, 1, 1), TODAY).map(date.isoformat)
events = st.one_of(
    st.builds(
        check, days, by=st.sampled_from(["AB", "CD"]), answers=st.lists(st.just("00000001"), max_size=1)
    ),
    st.builds(told, days, st.sampled_from(["00000001", "00000002"]), st.sampled_from(["closed", "moved"])),
)


@given(st.lists(events, max_size=6), st.randoms())
def test_order_and_repetition_of_lines_never_matter(found: list[Event], random: object) -> None:
    shuffled = [*found, *found[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert folded(*shuffled) == folded(*found)


@given(st.lists(events, max_size=6))
def test_every_event_reads_back_as_it_was_written(found: list[Event]) -> None:
    assert [decode(encode(event)) for event in found] == found
    assert all(encode(event).count(b"\n") == 1 for event in found)


@pytest.mark.parametrize(
    "line",
    [
        b"<<<<<<< HEAD",
        b"\xff\xfe",
        b"[1, 2]",
        b'{"event": "confirmed", "id": "helping-hand"',
        b'{"event": "praised", "id": "helping-hand"}',
        EVENT.replace(b"moved", b"rude") + b', "ref": "00000001"}',
        EVENT.replace(b"2026-11-20", b"20261120") + b', "ref": "00000001"}',
        EVENT.replace(b"2026-11-20", b"2027-01-01") + b', "ref": "00000001"}',
        EVENT + b', "ref": "00000001", "\\u001b[31m": 1}',
        encode(check("2026-11-20")).replace(b'"AB"', b'"Anna Bell"').strip(),
        b"{" + b" " * 5_000 + b"}",
    ],
    ids=range(11),
)  # fmt: skip
def test_damaged_line_is_named_and_the_others_count(tiny: Path, line: bytes) -> None:
    append(tiny, check("2026-11-19"), TODAY)
    path = tiny / "trust/2026.jsonl"
    path.write_bytes(path.read_bytes() + line + b"\n\n")
    append(tiny, told("2026-11-20", "00000001"), TODAY)
    log = read_log(tiny)
    assert len(list(log.events)) == 2
    assert [(item.file, item.line) for item in log.problems] == [("trust/2026.jsonl", 2)]
    assert str(log.problems[0]).isprintable()
    assert "put the line right or take it out" in str(log.problems[0])


def test_line_left_without_an_end_does_not_swallow_the_next(tiny: Path) -> None:
    append(tiny, check("2026-11-19"), TODAY)
    path = tiny / "trust/2026.jsonl"
    path.write_bytes(path.read_bytes() + encode(check("2026-11-20"))[:30])
    append(tiny, told("2026-11-20", "00000001"), TODAY)
    log = read_log(tiny)
    assert len(list(log.events)) == 2
    assert [item.line for item in log.problems] == [2]
    confirmed = service_in(tiny).confirmed
    assert confirmed is not None
    assert confirmed.date == "2026-11-19"


def test_strange_file_in_the_folder_is_named(tiny: Path) -> None:
    append(tiny, check("2026-11-19"), TODAY)
    (tiny / "trust/notes.txt").write_text("hello")
    (tiny / "trust/2025.jsonl").mkdir()
    assert [item.file for item in read_log(tiny).problems] == ["trust/2025.jsonl", "trust/notes.txt"]


def test_event_for_an_unknown_service_is_named(tiny: Path) -> None:
    append(tiny, Report(id="no-such", on="2026-11-20", kind="closed", by="staff", ref="00000001"), TODAY)
    found = read_log(tiny).strangers(frozenset({"helping-hand"}))
    assert [str(item) for item in found] == [
        "trust/2026.jsonl:1: there is no service 'no-such'; put the id right"
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"by": "Anna Bell"}, "give initials"),
        ({"by": ""}, "give initials"),
        ({"on": "yesterday"}, "give a date like"),
        ({"on": "2026-02-30"}, "give a date like"),
        ({"on": "2026-11-26"}, "in the future"),
        ({"said_by": "anna@example.org"}, "e-mail address"),
        ({"said_by": "desk on 01442 228000"}, "phone number"),
        ({"said_by": "x" * 41}, "at most 40"),
        ({"said_by": "recep\x1btionist"}, "printable"),
        ({"said_by": "  "}, "give a role"),
    ],
)
def test_confirm_with_something_not_right_is_refused(changes: dict[str, str], words: str) -> None:
    given = {"by": "AB", "how": "phoned", "on": "2026-11-25", "said_by": "receptionist", **changes}
    with pytest.raises(ValueError, match=words):
        confirmation(HAND, read_log(Path("/nowhere")), today=TODAY, **given)  # type: ignore[arg-type]


def test_confirm_with_several_things_wrong_names_them_all() -> None:
    with pytest.raises(ValueError, match=r"by: .*said_by: .*on: "):
        confirmation(
            HAND, read_log(Path("/nowhere")), by="12", how="phoned", on="2030-01-01", said_by="@", today=TODAY
        )


_WRITER = """
import sys
from datetime import date
from pathlib import Path
from knowledge.trust.events import Report
from knowledge.trust.log import append
for number in range(25):
    ref = f"{int(sys.argv[2]) * 1000 + number:08x}"
    event = Report(id="helping-hand", on="2026-11-25", kind="other", by="staff", ref=ref)
    append(Path(sys.argv[1]), event, date(2026, 11, 25))
"""


def test_appends_of_four_processes_at_once_lose_nothing(tiny: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(tiny), str(number)]) for number in range(4)
    ]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    log = read_log(tiny)
    assert log.problems == ()
    assert len(set(log.events)) == 100


def test_full_disk_in_the_middle_of_a_line_leaves_the_log_as_it_was(tiny: Path) -> None:
    append(tiny, check("2026-11-19"), TODAY)
    path = tiny / "trust/2026.jsonl"
    before = path.read_bytes()
    room = len(before) + 40

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = subprocess.run(
        [*REPORT, str(tiny)],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "nothing was recorded" in done.stderr
    assert path.read_bytes() == before


def test_read_only_disk_is_one_clear_error(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(TrustLogError, match=r"nothing was recorded.*Read-only file system.*--dir"):
        append(tiny, check("2026-11-19"), TODAY)


def git(folder: Path, *args: str) -> None:
    name = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", "-C", str(folder), *name, *args], check=True, capture_output=True)


def test_two_branches_that_both_append_merge_without_a_conflict(tiny: Path) -> None:
    append(tiny, check("2026-11-18"), TODAY)
    git(tiny, "init")
    git(tiny, "add", "trust")
    git(tiny, "commit", "-m", "first")
    git(tiny, "branch", "other")
    append(tiny, check("2026-11-19", by="CD"), TODAY)
    git(tiny, "commit", "-am", "ours")
    git(tiny, "checkout", "other")
    append(tiny, told("2026-11-24", "00000001"), TODAY)
    git(tiny, "commit", "-am", "theirs")
    git(tiny, "merge", "main")
    log = read_log(tiny)
    assert log.problems == ()
    assert len(list(log.events)) == 3
    tracked = subprocess.run(["git", "-C", str(tiny), "ls-files"], capture_output=True, text=True, check=True)
    assert tracked.stdout.split() == ["trust/.gitattributes", "trust/.gitignore", "trust/2026.jsonl"]


def test_knowledge_of_an_index_keeps_its_checks_where_the_folder_has_no_log(tiny: Path) -> None:
    append(tiny, check("2026-11-19"), TODAY)
    knowledge = load_knowledge(tiny)
    copied = type(knowledge).from_snapshot(knowledge.to_snapshot())
    assert with_log(copied, read_log(Path("/nowhere"))).services == knowledge.services
    (tiny / "trust/2026.jsonl").write_text("")
    assert with_log(copied, read_log(tiny)).services[0].confirmed is None


def test_digest_counts_what_reaches_the_service_and_not_its_wording() -> None:
    same = msgspec.structs.replace(
        HAND, summary="Other words.", phones=(Phone(number="08088020300"),), url="https://example.org"
    )
    assert digest(same) == digest(HAND)
    others: list[dict[str, Any]] = [
        {"phones": (Phone(number="0808 802 0300", hours="9am to 5pm"),)},
        {"phones": ()},
        {"email": "a@example.org"},
        {"postcode": "HP1 1DN"},
        {"hours": "Mondays"},
    ]
    digests = {digest(msgspec.structs.replace(HAND, **other)) for other in others}
    assert len({digest(HAND), *digests}) == 6
