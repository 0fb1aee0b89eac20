"""Every fault that was seen in real feeds is put right or left out, and written down."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.openreferral.repairs import Repair, RepairLog
from knowledge.openreferral.tidy import Refused, Tidier

TODAY = date(2026, 11, 25)
ID = "2a3483ea-8966-4f50-9dc3-7bafa1e5c623"


def tidy(**fields: Any) -> tuple[dict[str, Any], RepairLog]:
    log = RepairLog()
    document = Tidier("feed", log, TODAY).document({"id": ID, "name": "Club", "status": "active", **fields})
    return document, log


def phone(number: object) -> list[dict[str, Any]]:
    document, _ = tidy(contacts=[{"id": ID, "phones": [{"id": ID, "number": number}]}])
    return [
        {key: value for key, value in item.items() if key != "id"}
        for item in document["contacts"][0].get("phones", [])
    ]


@pytest.mark.parametrize(
    ("field", "before", "after", "rule"),
    [
        ("description", "<p>Hot&nbsp;lunch</p><ul><li>Mon</li></ul>", "Hot lunch\n\n- Mon", "html"),
        ("description", "&lt;b&gt;Hi&lt;/b&gt; all", "Hi all", "html-entity"),
        ("description", "<script>x()</script>Tea", "Tea", "html"),
        ("description", "Tom&#39;s caf&eacute;", "Tom's café", "html-entity"),
        ("description", "CafÃ© for Â£5", "Café for £5", "mojibake"),
        ("description", "Cafe\u0301", "Café", "unicode-form"),
        ("description", "a\x1b[31mb\u202ec", "a[31mbc", "control-codes"),
        ("description", "  two   spaces ", "two spaces", "spaces"),
        ("description", "N/A", None, "placeholder"),
        ("fees", "", None, "empty"),
        ("fees", None, None, "empty"),
        ("schedules", [], None, "empty"),
        ("url", "www.club.org.uk", "http://www.club.org.uk", "url-scheme"),
        ("url", "http//:www.hope.org.uk/a b", "http://www.hope.org.uk/a%20b", "url-scheme"),
        ("url", "coming soon", None, "placeholder"),
        ("url", "http://www.example.com/x", None, "dummy-address"),
        ("url", "see the library", None, "url-dropped"),
        ("url", "javascript:alert(1)", None, "url-dropped"),
        ("url", "http://a.org.uk or http://b.org.uk", "http://a.org.uk", "several-urls"),
        ("email", "Bodmin Library <bodmin@cornwall.gov.uk>", "bodmin@cornwall.gov.uk", "email-form"),
        ("email", "mailto:a@b.org.uk ", "a@b.org.uk", "email-form"),
        ("email", "secretary@gp-a89005.nhs uk", "secretary@gp-a89005.nhs.uk", "email-form"),
        ("email", "Unknown-1777@noemail.invalid", None, "dummy-address"),
        ("email", "ring us", None, "email-dropped"),
        ("minimum_age", -1, None, "age-unset"),
        ("minimum_age", "18+", 18, "number-form"),
        ("maximum_age", 999, None, "age-dropped"),
        ("assured_date", "02/09/2025", "2025-09-02", "date-form"),
        ("assured_date", "1969-12-31", None, "date-unset"),
        ("assured_date", "3034-11-05", None, "date-future"),
        ("last_modified", "2025-09-02T12:06:15.654", "2025-09-02T12:06:15.654000+01:00", "time-zone"),
        ("status", "Open", "active", "status-word"),
        ("status", "paused?", "inactive", "status-unknown"),
        ("name", "TRAFFORD HEART/STROKE GROUP", "Trafford Heart/Stroke Group", "capitals"),
        ("name", "RSPCA", "RSPCA", None),
        ("assurer_email", "jo@council.gov.uk", None, "personal-name"),
    ],
)
def test_one_fault_is_put_right_and_named(field: str, before: Any, after: Any, rule: str | None) -> None:
    document, log = tidy(**{field: before})
    assert document.get(field) == after
    assert rule is None or rule in log.counts, log.counts


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        ("0117 332 7111", [{"number": "0117 332 7111"}]),
        ("1617486414", [{"number": "0161 748 6414"}]),
        (1617486414.0, [{"number": "0161 748 6414"}]),
        ("O1706 369 777", [{"number": "01706 369777"}]),
        (
            "Bristol Youth MAPS: 0117 332 7111",
            [{"number": "0117 332 7111", "description": "Bristol Youth MAPS"}],
        ),
        ("0203 289 6420 Ext 303", [{"number": "020 3289 6420", "extension": 303}]),
        ("0117 332 7111 or 0161 748 6414", [{"number": "0117 332 7111"}, {"number": "0161 748 6414"}]),
        ("No telephone number available", []),
        ("01442 22", []),
        ("116123", [{"number": "116123"}]),
    ],
)
def test_phones_are_read_out_of_what_is_printed(printed: object, numbers: list[dict[str, Any]]) -> None:
    assert phone(printed) == numbers


def test_a_number_for_texts_keeps_its_short_code() -> None:
    phones = [{"id": ID, "number": "85258", "type": "text", "description": "Text SHOUT"}]
    document, log = tidy(contacts=[{"id": ID, "phones": phones}])
    assert document["contacts"][0]["phones"] == phones
    assert not log.counts


def test_an_email_among_the_numbers_becomes_the_email() -> None:
    document, log = tidy(contacts=[{"id": ID, "phones": [{"id": ID, "number": "club@army.org.uk"}]}])
    assert document["email"] == "club@army.org.uk"
    assert "email-moved" in log.counts


def place(**fields: Any) -> dict[str, Any]:
    address = {key: fields.pop(key) for key in ("postal_code", "address_1") if key in fields}
    more = {key: fields.pop(key) for key in ("terms",) if key in fields}
    document, _ = tidy(
        service_at_locations=[
            {"id": ID, "location": {"id": ID, "addresses": [{"id": ID, **address}], **fields}}
        ],
        attributes=[{"id": ID, "taxonomy_term": {"id": ID, "name": name}} for name in more.get("terms", [])],
    )
    location: dict[str, Any] = document["service_at_locations"][0]["location"]
    return location


@pytest.mark.parametrize(
    ("before", "after"),
    [("WA15 OHF", "WA15 0HF"), ("hp11dn", "HP1 1DN"), ("WA154 1HF", ""), ("ABC 1234", "")],
)
def test_postcodes_are_put_right_or_left_out(before: str, after: str) -> None:
    assert place(postal_code=before)["addresses"][0]["postal_code"] == after


def test_positions_of_nowhere_are_left_out_and_turned_ones_turned() -> None:
    assert "latitude" not in place(latitude=0, longitude=0)
    assert "latitude" not in place(latitude=100, longitude=101)
    assert place(latitude=-0.47, longitude=51.75)["latitude"] == 51.75


def test_a_refuge_shows_neither_street_nor_position() -> None:
    hidden = place(
        postal_code="BS34 5LP", address_1="23 The Parade", latitude=51.5, longitude=-2.5, terms=["Refuges"]
    )
    assert hidden["addresses"][0] | {"id": ""} == {
        "id": "", "address_1": "", "city": "", "state_province": "", "postal_code": "BS34", "country": "GB",
        "address_type": "physical",
    }  # fmt: skip
    assert "latitude" not in hidden
    assert place(postal_code="BS34 5LP", address_1="23 The Parade", terms=["Refugees"])["addresses"][0][
        "address_1"
    ]


def test_names_of_people_are_taken_out_at_any_depth_and_not_repeated_in_the_report(tmp_path: Path) -> None:
    record = {
        "id": ID,
        "name": "Club",
        "contacts": [{"id": ID, "name": "Ann Persona", "title": "Reception"}],
        "pc_metadata": {"assured_by": "ann@council.gov.uk", "date": "2025"},
    }
    with RepairLog(tmp_path / "report") as log:
        document = Tidier("feed", log, TODAY).document(record)
    assert document["contacts"] == [{"id": ID, "title": "Reception"}]
    assert document["pc_metadata"] == {"date": "2025"}
    report = (tmp_path / "report").read_text()
    assert "Ann" not in report and "ann@" not in report
    assert "personal-name" in {msgspec.json.decode(line, type=Repair).rule for line in report.splitlines()}


def test_a_record_of_1_0_takes_the_shape_of_3_0() -> None:
    document, _ = tidy(
        id=12,
        organisation={"id": 3, "name": "Org"},
        regular_schedules=[{"weekday": "Monday", "freq": "week", "opens_at": "9:00am", "closes_at": "00:00"}],
        eligibilitys=[{"minimum_age": 5, "eligibility": "Girls"}],
        service_taxonomys=[{"taxonomy": {"id": "esdServiceType:242", "name": "Tea", "vocabulary": "esd"}}],
        fundings=[{"source": "Lottery"}],
        serviceAreas=[{"service_area": "Bristol"}],
    )
    assert document["source_id"] == 12 and document["id"] == document["id"].lower() != "12"
    assert document["organization_id"] == document["organization"]["id"]
    schedule = document["schedules"][0]
    assert (schedule["byday"], schedule["freq"], schedule["opens_at"], schedule["closes_at"]) == (
        "MO", "WEEKLY", "09:00", "24:00",
    )  # fmt: skip
    assert document["minimum_age"] == 5 and document["eligibility_description"] == "Girls"
    assert document["attributes"][0]["taxonomy_term"]["term_uri"] == "http://id.esd.org.uk/service/242"
    assert document["funding"][0]["source"] == "Lottery"
    assert document["service_areas"][0]["name"] == "Bristol"


def test_fields_that_nobody_knows_are_kept() -> None:
    document, _ = tidy(pc_targetAudience=[{"id": "80425"}], x=None, newField=3)
    assert document["pc_targetAudience"] == [{"id": "80425"}]
    assert document["newField"] == 3
    assert "x" not in document


@pytest.mark.parametrize(
    "raw", [None, 3, "text", [], {}, {"id": ID}, {"id": ID, "name": " "}, {"name": "N/A"}]
)
def test_what_is_no_service_is_refused(raw: object) -> None:
    with pytest.raises(Refused):
        Tidier("feed", RepairLog(), TODAY).document(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    """id description url email status contacts schedules organization service_at_locations attributes service_areas
    minimum_age last_modified taxonomies locations eligibilitys phones cost_options languages""".split()
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(FIELDS, JSON, max_size=6))
def test_whatever_a_feed_sends_is_tidied_once_and_for_all(fields: dict[str, Any]) -> None:
    first = Tidier("feed", RepairLog(), TODAY).document({**fields, "name": "Club"})
    again = msgspec.json.decode(msgspec.json.encode(first))
    assert Tidier("feed", RepairLog(), TODAY).document(again) == again
