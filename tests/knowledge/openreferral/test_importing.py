"""The life of an import: first time, again, changed, gone, decided, barred, merged, broken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.loader import fingerprint, load_knowledge
from knowledge.openreferral import files, folder
from knowledge.openreferral.folder import Origin
from knowledge.openreferral.importing import Job, Summary, import_records
from knowledge.openreferral.repairs import RepairLog
from knowledge.openreferral.sources import Item
from knowledge.problems import KnowledgeError
from knowledge.records import Service
from tests.conftest import NOW
from tests.feeds import make_service

FEED = Origin("feed", "feed.example.gov.uk", "https://feed.example.gov.uk/services")
OTHER = Origin("other", "other list")


def lonely(text: str) -> Sequence[tuple[str, float]]:
    return [("loneliness", 0.95 if "lunch" in text.lower() else 0.5)]


def bring(
    target: Path, records: Sequence[dict[str, Any]], days: int = 0, origin: Origin = FEED, **more: Any
) -> Summary:
    job = Job(origin, target, NOW + timedelta(days=days), lonely)
    items = [Item(str(number), record) for number, record in enumerate(records)]
    return import_records(
        job, iter(items), more.pop("log", RepairLog()), more.pop("whole", lambda: True), **more
    )


def services(target: Path, source: str = "feed") -> list[Service]:
    paths = sorted((target / folder.SERVICES / source).glob("*.yaml"))
    return [item for path in paths for item in files.read_list(path, Service, lambda service: ())]


def bytes_of(target: Path) -> dict[str, bytes]:
    return {
        path.relative_to(target).as_posix(): path.read_bytes()
        for path in sorted(target.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


def edit(target: Path, name: str, **changes: Any) -> None:
    """Change the first entry of an editors' list, as an editor would."""
    path = folder.exchange(target) / name
    rows = yaml.safe_load(path.read_text())
    rows[0] |= changes
    path.write_text(yaml.safe_dump(rows, sort_keys=False))


def test_an_imported_folder_passes_the_checks_and_its_services_can_be_found(tiny: Path) -> None:
    summary = bring(tiny, [make_service(number, assured_date="2026-10-01") for number in range(30)])
    assert (summary.new, summary.listed) == (30, 30)
    found = next(item for item in load_knowledge(tiny).services if item.feed)
    assert found.needs == ("loneliness",) and found.areas == ("dacorum",)
    assert found.status == "open" and found.confirmed is None
    assert found.sources[0].startswith("https://feed.example.gov.uk/services/")
    assert found.phones[0].number.startswith("01442 228")


def test_a_record_that_nobody_assured_lately_is_unverified(tiny: Path) -> None:
    bring(tiny, [make_service(1), make_service(2, assured_date="2024-01-01")])
    assert {item.status for item in services(tiny)} == {"unverified"}


def test_a_new_folder_is_made_as_a_copy(tiny: Path, tmp_path: Path) -> None:
    job = Job(FEED, tmp_path / "new", NOW, lonely, base=tiny)
    import_records(job, iter([Item("1", make_service(1))]), RepairLog(), lambda: True)
    assert len(load_knowledge(tmp_path / "new").services) == 3
    assert len(load_knowledge(tiny).services) == 2


def test_a_second_import_of_the_same_touches_nothing(tiny: Path) -> None:
    records = [make_service(number) for number in range(20)]
    bring(tiny, records)
    before = bytes_of(tiny)
    summary = bring(tiny, list(reversed(records)), days=5)
    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 20)
    assert bytes_of(tiny) == before


def test_a_changed_record_is_dated_anew_and_the_others_are_not(tiny: Path) -> None:
    records = [make_service(number) for number in range(5)]
    bring(tiny, records)
    records[2] = {**records[2], "description": "A hot lunch, now with music."}
    bring(tiny, records, days=3)
    assert sorted(item.read_on for item in services(tiny)) == ["2026-11-25"] * 4 + ["2026-11-28"]


def test_a_record_gone_from_the_feed_is_marked_and_comes_back_when_it_does(tiny: Path) -> None:
    records = [make_service(number, assured_date="2026-11-01") for number in range(3)]
    bring(tiny, records)
    summary = bring(tiny, records[:2], days=1)
    assert summary.gone == 1
    gone = [item for item in services(tiny) if item.status == "unverified"]
    assert len(gone) == 1 and gone[0].editor_note == "No longer in its feed."
    assert bring(tiny, records[:2], days=2).gone == 1
    bring(tiny, records, days=3)
    assert {item.status for item in services(tiny)} == {"open"}


def test_what_was_not_read_whole_marks_nothing_as_gone(tiny: Path) -> None:
    records = [make_service(number, assured_date="2026-11-01") for number in range(3)]
    bring(tiny, records)
    assert bring(tiny, records[:1], whole=lambda: False).kept == 2
    assert bring(tiny, records[:2], unread=[records[2]["id"]]).kept == 1
    assert {item.status for item in services(tiny)} == {"open"}


def test_a_record_whose_detail_was_not_read_keeps_the_detail_it_had(tiny: Path) -> None:
    record = make_service(1)
    bring(tiny, [record])
    shallow = {key: value for key, value in record.items() if not isinstance(value, list)}
    assert bring(tiny, [shallow], days=1, unread=[record["id"]]).kept == 1
    assert services(tiny)[0].phones


def test_a_need_in_which_someone_may_be_at_risk_is_never_taken_from_text_alone(tiny: Path) -> None:
    """In the small knowledge loneliness is a category of the crisis screen."""
    assert bring(tiny, [make_service(1, attributes=[])]).without_needs == 1
    entry = yaml.safe_load((folder.exchange(tiny) / folder.REVIEW).read_text())[0]
    assert entry["guessed"] == [{"need": "loneliness", "confidence": 0.8}] and entry["needs"] == []


def test_an_empty_or_unusable_feed_changes_nothing(tiny: Path, tmp_path: Path) -> None:
    bring(tiny, [make_service(1)])
    before = bytes_of(tiny)
    for records in ([], [{"id": 1}], [{"name": ""}]):
        with pytest.raises(ValueError, match="no service to import"):
            bring(tiny, records)
    assert bytes_of(tiny) == before
    with pytest.raises(ValueError, match="no service to import"):
        import_records(Job(FEED, tmp_path / "new", NOW, lonely, tiny), iter([]), RepairLog(), lambda: True)
    assert not (tmp_path / "new").exists()


def test_a_full_disk_changes_nothing(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(tiny, [make_service(1)])
    before = bytes_of(tiny)
    written: list[int] = []

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        bring(tiny, [make_service(number) for number in range(30)])
    assert bytes_of(tiny) == before


def test_an_editors_needs_and_areas_survive(tiny: Path) -> None:
    record = {**make_service(1), "name": "Tea", "description": "", "service_areas": [], "attributes": []}
    summary = bring(tiny, [record])
    assert (summary.listed, summary.without_needs, summary.without_area) == (0, 1, 1)
    edit(tiny, folder.REVIEW, needs=["loneliness"], areas=["dacorum"])
    for days in (1, 2):
        assert bring(tiny, [{**record, "fees": f"day {days}"}], days=days).listed == 1
    assert services(tiny)[0].areas == ("dacorum",)


def test_an_editor_can_take_a_group_of_terms_off_the_list(tiny: Path) -> None:
    term = {"id": make_service(9)["id"], "name": "Befriending"}
    records = [
        make_service(number, attributes=[{"id": make_service(number)["id"], "taxonomy_term": term}])
        for number in range(4)
    ]
    assert bring(tiny, records).listed == 4
    assert len(yaml.safe_load((folder.exchange(tiny) / folder.REVIEW).read_text())) == 1
    edit(tiny, folder.REVIEW, needs=[])
    assert bring(tiny, records, days=1).listed == 0
    assert bring(tiny, records, days=2).listed == 0


def test_duplicates_are_offered_and_merged_only_when_told(tiny: Path) -> None:
    twin = {**make_service(2), "name": "Lunch club no 1", "url": "https://club.org.uk"}
    one = {**make_service(1), "name": "Lunch Club No. 1"}
    twin["contacts"] = one["contacts"]
    records = [one, twin, make_service(50)]
    summary = bring(tiny, records)
    assert (summary.offered, summary.listed) == (1, 3)
    pair = yaml.safe_load((folder.exchange(tiny) / folder.DUPLICATES).read_text())[0]
    keep = f"feed-{one['id']}"
    assert keep in (pair["first"], pair["second"])
    edit(tiny, folder.DUPLICATES, decision="merge", keep=keep)
    for days in (1, 2):
        summary = bring(tiny, records, days=days)
        assert (summary.offered, summary.merged, summary.listed) == (0, 1, 2)
    assert next(item for item in services(tiny) if item.id == keep).url == "https://club.org.uk"


def test_duplicates_of_our_own_and_of_other_sources_are_offered(tiny: Path) -> None:
    record = make_service(1, name="Hemel Lunch Club")
    record["contacts"][0]["phones"][0]["number"] = "01442 228000"
    assert bring(tiny, [record]).offered == 1
    assert bring(tiny, [record | {"id": make_service(5)["id"]}], origin=OTHER).offered == 3


@pytest.mark.parametrize("named", ["id", "source_id", "place"])
def test_what_is_on_the_do_not_list_never_comes_back(named: str, tiny: Path) -> None:
    record = make_service(1, id="A17") if named == "source_id" else make_service(1)
    address = {"id": make_service(3)["id"], "address_1": "1 High St", "postal_code": "HP1 1DN"}
    record["service_at_locations"] = [{"location": {"addresses": [address]}}]
    bring(tiny, [record, make_service(2)])
    who = {
        "id": f"  id: {record['id']}\n",
        "source_id": "  id: A17\n",
        "place": "  name: LUNCH CLUB 1\n  postcode: hp11dn\n",
    }[named]
    register = folder.exchange(tiny) / folder.REGISTER
    register.write_text(f"- why: asked us\n  who: AB\n  when: '2026-11-01'\n{who}")
    for days in (1, 2):
        summary = bring(tiny, [record, make_service(2)], days=days)
        assert (summary.gathered.barred, summary.listed) == (1, 1)
    assert "Lunch club 1" not in folder.documents_path(tiny, "feed").read_text()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (folder.REGISTER, "- why: x\n  who: AB\n  when: 1 May\n  id: a\n", "do_not_list.yaml:1: '1 May' is not a date"),
        (folder.REGISTER, "- why: x\n  who: AB\n  when: '2026-11-01'\n", "do_not_list.yaml:1: names nobody"),
        (folder.REVIEW, "\n- id: a\n  source: feed\n  needs: [lonliness]\n", "review.yaml:2: a: there is no need"),
        (folder.REVIEW, "- id: a\n  sorce: feed\n  needs: []\n", "review.yaml:2: unknown key 'sorce'; did you mean"),
        (folder.DUPLICATES, "- first: a\n  second: b\n  decision: merge\n", "duplicates.yaml:1: to merge, name"),
    ],
)  # fmt: skip
def test_a_wrong_list_is_refused_at_its_line_and_nothing_is_changed(
    name: str, text: str, message: str, tiny: Path
) -> None:
    bring(tiny, [make_service(1)])
    (folder.exchange(tiny) / name).write_text(text)
    before = bytes_of(tiny)
    with pytest.raises(KnowledgeError) as caught:
        bring(tiny, [make_service(1), make_service(2)])
    assert any(str(problem).startswith(message) for problem in caught.value.problems)
    assert bytes_of(tiny) == before


def test_a_place_elsewhere_becomes_a_place_of_its_own(tiny: Path) -> None:
    record = {**make_service(1), "service_areas": [{"name": "Bristol"}]}
    bring(tiny, [record])
    knowledge = load_knowledge(tiny)
    assert services(tiny)[0].areas == ("bristol",)
    place = knowledge.place_by_id["bristol"]
    assert place.covered and place.front_door == "helping-hand" and "BS1" in place.outcodes
    before = bytes_of(tiny)
    bring(tiny, [record], days=1)
    assert bytes_of(tiny) == before


def test_a_town_that_names_its_authority_is_found_the_first_time_as_well(tiny: Path) -> None:
    address = {"city": "Plymouth", "address_1": "1 Quay"}
    lost = {
        **make_service(1),
        "service_areas": [],
        "service_at_locations": [{"location": {"addresses": [address]}}],
    }
    placed = {**make_service(2), "service_areas": [{"name": "Plymouth"}]}
    assert bring(tiny, [lost, placed]).listed == 2
    assert {item.areas for item in services(tiny)} == {("plymouth",)}


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holiday.txt").write_text("x")
    with pytest.raises(KnowledgeError) as caught:
        bring(tmp_path, [make_service(1)])
    assert "holds no knowledge" in str(caught.value.problems[0])


def test_two_services_that_share_an_id_are_both_kept_and_one_that_comes_twice_is_kept_once(
    tiny: Path,
) -> None:
    one, other = make_service(1), {**make_service(1), "name": "Lunch at noon"}
    summary = bring(tiny, [one, one, other, {**one, "fees": "£3"}])
    assert summary.new == 2
    assert sorted(item.name for item in services(tiny)) == ["Lunch at noon", "Lunch club 1"]


def test_the_lists_of_editors_are_no_part_of_the_fingerprint(tiny: Path) -> None:
    bring(tiny, [make_service(1)])
    before = fingerprint(tiny)
    edit(tiny, folder.REVIEW, title="other")
    assert fingerprint(tiny) == before


def test_many_services_are_spread_over_files_that_a_change_leaves_alone(tiny: Path) -> None:
    records = [make_service(number) for number in range(450)]
    bring(tiny, records)
    parent = tiny / folder.SERVICES / "feed"
    before = {path.name: path.stat().st_mtime_ns for path in parent.iterdir()}
    assert len(before) == 16
    bring(tiny, [{**records[0], "fees": "£3"}, *records[1:]], days=1)
    after = {path.name: path.stat().st_mtime_ns for path in parent.iterdir()}
    assert sum(after[name] != before[name] for name in after) == 1
