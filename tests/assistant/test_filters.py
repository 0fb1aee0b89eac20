"""What each filter lets through, and the search that uses them."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant.desk import DeskSearch
from assistant.engine import Assistant
from assistant.filters import FLAGS, Filters, Sieve
from assistant.outcomes import CountsInMemory, Outcome
from assistant.search import HelplineSearch
from bench.questions import rows_of
from tests.conftest import NOW


def test_a_filter_turned_over_twice_is_gone() -> None:
    for flag in FLAGS:
        assert Filters().toggled(flag).names() == (flag,)
        assert Filters().toggled(flag).toggled(flag) == Filters()
        assert Filters().toggled(flag).without(flag) == Filters()


def test_names_keep_their_order() -> None:
    filters = Filters("dacorum", "debt", "carers", frozenset({"step-free", "free"}))
    assert filters.names() == ("place", "need", "audience", "free", "step-free")
    assert filters.without("need").names() == ("place", "audience", "free", "step-free")


@pytest.mark.parametrize("name", FLAGS)
def test_every_result_meets_the_filter(assistant: Assistant, name: str) -> None:
    filters = Filters(place="dacorum").toggled(name)  # type: ignore[arg-type]
    sieve = Sieve(filters, assistant.library.places, NOW)
    matches = HelplineSearch(assistant.library).browse(filters, NOW)
    services = assistant.library.knowledge.service_by_id
    assert all(not sieve.stopped_by(services[item]) for item in matches.ids)
    assert len(matches.ids) + matches.hidden == len(services)


def test_open_now_follows_the_clock_that_is_passed_in(assistant: Assistant) -> None:
    search = HelplineSearch(assistant.library)
    filters = Filters(flags=frozenset({"open-now"}))
    noon, night = (len(search.browse(filters, NOW.replace(hour=hour)).ids) for hour in (12, 3))
    assert noon > night > 0


def test_what_filters_hide_is_counted_for_each(assistant: Assistant) -> None:
    search = HelplineSearch(assistant.library)
    filters = Filters(place="dacorum", flags=frozenset({"home-visits"}))
    found = search.find("food bank", filters, NOW)
    for name, count in found.near.items():
        assert len(search.find("food bank", filters.without(name), NOW).ids) == len(found.ids) + count


def test_the_desk_finds_what_the_helpline_asks_for(assistant: Assistant) -> None:
    """The tuning half of the helpline's questions: the right service among the first five."""
    desk = DeskSearch(assistant)
    rows = rows_of("helpline", "tune")
    right = sum(
        bool(
            set(row["right"].split(",")).intersection(
                desk.find(row["query"], Filters(place=row["area"] or None), NOW).matches.ids[:5]
            )
        )
        for row in rows
    )
    assert right / len(rows) >= 0.95


def test_a_closed_service_is_said_and_what_took_over_comes_first(assistant: Assistant) -> None:
    closures = [item for item in assistant.library.knowledge.closures if item.became]
    desk = DeskSearch(assistant)
    said = 0
    for closure in closures:
        found = desk.find(closure.name, Filters(), NOW)
        if found.closed == closure.message:
            said += 1
            assert set(closure.became) <= set(found.matches.ids[: len(closure.became) + 5])
    assert said >= 0.9 * len(closures)


def test_outcomes_are_counted_by_what_they_are() -> None:
    sink = CountsInMemory()
    day = datetime(2026, 11, 25).date()
    assert sink.record(Outcome("nothing-right", "dacorum", "food", day)) == 1
    assert sink.record(Outcome("nothing-right", None, None, day)) == 2
    assert sink.record(Outcome("nothing-right", "dacorum", "food", day)) == 3
    assert max(sink.counts.values()) == 2
