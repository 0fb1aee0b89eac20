"""What residents are told of a record's checks, and what checks and reports do to its rank."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import yaml

from assistant.engine import Assistant
from assistant.library import build_index, open_library
from assistant.pack import pack_text
from assistant.reply import Reply, ServiceShown, show_service
from assistant.search import HelplineSearch
from assistant.stale import chance_of_change, stale
from assistant.standing import is_old, known_on, page_date
from index.generations import current
from knowledge.loader import CONTENT, load_knowledge
from knowledge.records import Phone, Service
from knowledge.store import Knowledge
from knowledge.trust.events import Confirmation, Report
from knowledge.trust.facts import Confirmed, How, Reported, ReportKind
from knowledge.trust.fold import digest
from knowledge.trust.log import append
from tests.conftest import NOW
from tests.tiny import write_tiny
from tui.cards import service_card
from tui.lines import service_lines, spoken_lines

TODAY = NOW.date()
TEXTS = {item["id"]: item["text"] for item in yaml.safe_load((CONTENT / "language/replies.yaml").read_text())}
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
DOOR = msgspec.structs.replace(HAND, id="door", name="Gateway", phones=(Phone(number="01442 228000"),))


def shown(
    *,
    check: Confirmed | None = None,
    reports: tuple[ReportKind, ...] = (),
    door: Service | None = None,
    now: datetime | None = NOW,
    **changes: object,
) -> ServiceShown:
    told = tuple(Reported(kind=kind, date="2026-11-20", by="resident") for kind in reports)
    service = msgspec.structs.replace(HAND, confirmed=check, reports=told, **changes)
    return show_service(service, "why", TEXTS, now=now, door=door)


def by_phone(day: str, *, how: How = "phoned", lapsed: bool = False) -> Confirmed:
    return Confirmed(date=day, by="AB", how=how, lapsed=lapsed)


def test_unconfirmed_record_says_where_and_when_it_was_read() -> None:
    service = shown()
    assert (service.checked, service.confirmed) == ("2026-11-22", False)
    assert service.trust == (
        "Details from example.org.uk, read on 22 November 2026. Not yet checked with the service, so ring first."
    )


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("phoned", "Checked with the service by phone on 1 November 2026."),
        ("visited", "Checked by a visit to the service on 1 November 2026."),
        ("website", "A person checked them on a website on 1 November 2026."),
    ],
)
def test_confirmed_record_says_how_and_when_a_person_checked(how: How, words: str) -> None:
    service = shown(check=by_phone("2026-11-01", how=how))
    assert (service.checked, service.confirmed) == ("2026-11-01", True)
    assert service.trust == f"Details from example.org.uk. {words}"


@pytest.mark.parametrize(("day", "old"), [("2025-11-24", True), ("2025-11-25", False)])
def test_confirmation_older_than_a_year_is_said_to_be_old(day: str, old: bool) -> None:
    assert ("over a year ago, so ring first" in shown(check=by_phone(day)).trust) is old
    assert "over a year ago" not in shown(check=by_phone(day), now=None).trust


def test_details_changed_after_the_check_are_not_called_checked() -> None:
    service = shown(check=by_phone("2026-11-01", lapsed=True))
    assert (service.checked, service.confirmed) == ("2026-11-22", False)
    assert "They have changed since they were checked on 1 November 2026" in service.trust


@pytest.mark.parametrize(
    ("kind", "door", "words"),
    [
        ("closed", None, "that this may have closed, so ring first."),
        ("wrong-number", None, "that this number may be wrong. Look at example.org.uk before you ring."),
        ("wrong-number", DOOR, "that this number may be wrong. To be sure, ring Gateway: 01442 228000."),
        ("wrong-number", HAND, "that this number may be wrong. Look at example.org.uk before you ring."),
        ("moved", None, "that this may have moved. Check the address before you go."),
        ("wrong-times", None, "that these times may be wrong. Check before you go."),
    ],
)
def test_reported_record_says_what_someone_told(kind: ReportKind, door: Service | None, words: str) -> None:
    service = shown(check=by_phone("2026-11-01"), reports=(kind,), door=door)
    assert service.doubt == f"Someone told us on 20 November 2026 {words}"
    assert service.trust == "Details from example.org.uk, last checked on 1 November 2026."
    assert service.reports == (kind,)


def test_worst_of_several_reports_is_told() -> None:
    assert "may have closed" in str(shown(reports=("moved", "closed", "wrong-number")).doubt)


@pytest.mark.parametrize("kind", ["not-right-for-me", "other"])
def test_report_that_says_nothing_of_the_facts_is_not_told(kind: ReportKind) -> None:
    service = shown(reports=(kind,))
    assert service.doubt is None
    assert service.trust.endswith("so ring first.")


def test_report_of_a_number_that_is_no_longer_shown_is_not_told() -> None:
    assert shown(reports=("wrong-number",), phones=()).doubt is None
    assert shown(reports=("wrong-number",)).doubt


def test_record_without_a_phone_is_not_to_be_rung() -> None:
    assert "ring" not in shown(phones=()).trust
    assert "ring" not in str(shown(phones=(), reports=("closed",)).doubt)


def say(key: str, **values: str) -> str:
    return str(TEXTS[key]).format(**values)


def test_every_face_shows_the_doubt_before_the_number() -> None:
    service = shown(reports=("wrong-number",))
    reply = Reply("", None, "answer", (), None, None, "Here.", (service,), (), ())
    faces = [
        service_card(service, say, whole=False).plain,
        service_card(service, say, whole=True).plain,
        " ".join(line.strip() for line in service_lines(service, say)),
        " ".join(spoken_lines(reply, say)),
        " ".join(spoken_lines(reply, say, 1)),
        " ".join(pack_text([service], say, None, TODAY).split()),
    ]
    assert service.doubt
    for text in faces:
        assert text.count(service.doubt) == 1
        assert text.index(service.doubt) < text.index("0808 802 0300")


@pytest.mark.parametrize(
    ("source_date", "page", "known"),
    [
        (None, None, "2026-11-22"),
        ("undated", None, "2026-11-22"),
        ("about 2020-21", "2020", "2020-12-31"),
        ("2023-06", "2023-06", "2023-06-30"),
        ("2022-06-30 (contacts), 2023-06 (new centre)", "2022-06-30", "2022-06-30"),
        ("2023-02-30", None, "2026-11-22"),
        ("2026", "2026", "2026-11-22"),
        ("phone 020201234", None, "2026-11-22"),
    ],
)
def test_date_of_the_page_is_the_oldest_it_gives(
    source_date: str | None, page: str | None, known: str
) -> None:
    service = msgspec.structs.replace(HAND, source_date=source_date)
    assert (page_date(service), known_on(service).isoformat()) == (page, known)


def test_date_of_the_page_is_told_beside_the_source() -> None:
    assert "example.org.uk (dated June 2023), read on 22 November 2026" in shown(source_date="2023-06").trust


def test_every_page_date_of_the_real_records_can_be_said(knowledge: Knowledge) -> None:
    for service in knowledge.services:
        assert known_on(service) <= date.fromisoformat(service.read_on)
        assert show_service(service, "why", TEXTS, now=NOW).trust.startswith("Details from ")


def test_record_is_old_a_year_after_it_was_known_to_be_right() -> None:
    assert not is_old(HAND, date(2027, 11, 22))
    assert is_old(HAND, date(2027, 11, 23))


def test_chance_of_change_grows_with_age_and_falls_with_a_check() -> None:
    day = NOW.date()
    fresh = msgspec.structs.replace(HAND, confirmed=by_phone("2026-11-25"))
    aged = msgspec.structs.replace(HAND, confirmed=by_phone("2025-11-25"))
    assert chance_of_change(fresh, day) == 0.0
    assert chance_of_change(aged, day) == pytest.approx(0.2, abs=0.001)
    assert chance_of_change(HAND, day) == pytest.approx(0.2, abs=0.002)
    assert chance_of_change(msgspec.structs.replace(HAND, status="unverified"), day) == 0.5
    assert chance_of_change(HAND, day - timedelta(days=900)) == pytest.approx(0.2)


def test_stale_puts_reports_first_then_what_most_people_see() -> None:
    def named(item: str, **changes: object) -> Service:
        return msgspec.structs.replace(HAND, id=item, **changes)

    told = Reported(kind="closed", date="2026-11-20", by="resident")
    services = (
        named("rare"),
        named("often"),
        named("often-checked", confirmed=by_phone("2026-11-24")),
        named("moved", reports=(msgspec.structs.replace(told, kind="moved"),)),
        named("told-closed", reports=(told,)),
        named("has-closed", status="closed", reports=(told,)),
        named("also-rare"),
    )
    knowledge = Knowledge(fingerprint="", folder="", services=services)
    found = stale(knowledge, {"often": 50, "often-checked": 50}, NOW.date())
    assert [item.id for item in found] == [
        "told-closed", "moved", "often", "also-rare", "rare", "often-checked",
    ]  # fmt: skip
    assert found[2].shown == 50
    assert found[2].priority == pytest.approx(51 * found[2].chance, abs=0.03)


@pytest.fixture
def clubs(tmp_path: Path) -> Path:
    """The small knowledge with two clubs that are alike in everything, and an index of it."""
    folder = write_tiny(tmp_path / "clubs")
    path = folder / "services/all.yaml"
    records = yaml.safe_load(path.read_text())
    records += [deepcopy(records[1]) | {"id": item, "organisation": item} for item in ("club-a", "club-b")]
    path.write_text(yaml.safe_dump(records, sort_keys=False), encoding="utf-8")
    build_index(load_knowledge(folder), tmp_path / "index", NOW)
    return folder


def asked(folder: Path) -> list[ServiceShown]:
    library = open_library(folder.parent / "index", NOW, content=folder)
    assistant = Assistant(library, clock=lambda: NOW)
    _, reply = assistant.step(assistant.start("dacorum"), "i am so lonely")
    return [service for service in reply.services if service.id.startswith("club")]


def test_checks_and_reports_count_at_once_without_a_new_index(clubs: Path) -> None:
    assert [service.id for service in asked(clubs)] == ["club-a", "club-b"]
    generation = current(clubs.parent / "index")
    club = load_knowledge(clubs).service_by_id["club-b"]
    check = Confirmation(id="club-b", on="2026-11-20", by="AB", how="visited", details=digest(club))
    append(clubs, check, TODAY)
    confirmed = asked(clubs)
    assert [service.id for service in confirmed] == ["club-b", "club-a"]
    assert confirmed[0].checked == "2026-11-20"
    append(
        clubs, Report(id="club-b", on="2026-11-21", kind="wrong-number", by="resident", ref="0" * 8), TODAY
    )
    doubted = asked(clubs)
    assert [service.id for service in doubted] == ["club-a", "club-b"]
    assert "To be sure, ring Helping Hand: 0808 802 0300." in str(doubted[1].doubt)
    assert current(clubs.parent / "index") == generation


def test_old_details_rank_below_fresh_ones_that_are_equal(clubs: Path) -> None:
    path = clubs / "services/all.yaml"
    path.write_text(
        path.read_text().replace("- id: club-a\n", "- id: club-a\n  source_date: '2019'\n"), encoding="utf-8"
    )
    assert [service.id for service in asked(clubs)] == ["club-b", "club-a"]


def test_search_puts_a_doubted_record_below_its_equal_and_says_so(clubs: Path) -> None:
    append(clubs, Report(id="club-a", on="2026-11-21", kind="closed", by="staff", ref="0" * 8), TODAY)
    library = open_library(clubs.parent / "index", NOW, content=clubs)
    found = HelplineSearch(library).search("lunch club", now=NOW)
    ids = [service.id for service in found]
    assert ids.index("club-b") < ids.index("club-a")
    assert "may have closed" in str(found[ids.index("club-a")].doubt)


def test_number_of_a_doubted_record_is_never_told_without_the_doubt(clubs: Path) -> None:
    append(clubs, Report(id="club-a", on="2026-11-21", kind="wrong-number", by="staff", ref="0" * 8), TODAY)
    library = open_library(clubs.parent / "index", NOW, content=clubs)
    assistant = Assistant(library, clock=lambda: NOW)
    state, reply = assistant.step(assistant.start("dacorum"), "i am so lonely")
    number = [service.id for service in reply.services].index("club-a") + 1
    _, reply = assistant.step(state, f"number {number}")
    assert "01442 228000" in reply.message
    assert "may be wrong" in reply.message


def test_damaged_line_is_said_when_the_library_opens(clubs: Path) -> None:
    (clubs / "trust").mkdir()
    (clubs / "trust/2026.jsonl").write_text("not an event\n")
    said: list[str] = []
    open_library(clubs.parent / "index", NOW, content=clubs, warn=said.append)
    assert said == ["1 line(s) of the trust log left out; see 'fingerpost knowledge check'"]


def test_crisis_contacts_stay_whatever_is_reported(tiny: Path, tiny_index: Path) -> None:
    append(tiny, Report(id="helping-hand", on="2026-11-21", kind="closed", by="staff", ref="0" * 8), TODAY)
    assistant = Assistant(open_library(tiny_index, NOW, content=tiny), clock=lambda: NOW)
    _, reply = assistant.step(assistant.start("dacorum"), "there is no one left at all")
    assert reply.crisis is not None
    assert reply.crisis.contacts[0].phone == "0808 802 0300"


def test_clock_of_another_zone_gives_the_day_of_the_united_kingdom() -> None:
    late = datetime(2026, 7, 24, 23, 30, tzinfo=UTC)
    assert "over a year ago" in shown(check=by_phone("2025-07-24"), now=late).trust


def test_a_resident_says_what_is_wrong_by_choosing_a_kind(assistant: Assistant) -> None:
    state = assistant.start("dacorum")
    for message in ("i need a food bank", "number 1", assistant.text("option-wrong")):
        state, reply = assistant.step(state, message)
    assert reply.options[0] == assistant.text("wrong-wrong-number")
    opened = state.shown[0]
    state, reply = assistant.step(state, reply.options[0])
    assert reply.reported is not None
    assert (reply.reported.service, reply.reported.kind) == (opened, "wrong-number")
    assert "Thank you" in reply.message
