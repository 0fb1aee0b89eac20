"""A feed over real HTTP, with every fault we know: nothing is lost and nothing is doubled."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from knowledge.openreferral.fetch import Fetched, FetchFailed, Settings, fetch_feed, services_url
from tests.conftest import NOW
from tests.feeds import Feed, make_service, serving_feed

QUICK = Settings(first_wait=0.0, timeout=aiohttp.ClientTimeout(total=10))


def fetch(feed: Feed, state: Path) -> Fetched:
    with serving_feed(feed) as address:
        return fetch_feed(address, state, NOW, settings=QUICK)


def ids_of(fetched: Fetched) -> Counter[str]:
    return Counter(str(json.loads(record)["id"]) for record in fetched.records)


def once_each(services: list[dict[str, Any]]) -> Counter[str]:
    return Counter(str(item["id"]) for item in services)


@pytest.mark.parametrize(
    "faults",
    [
        {},
        {"old": True},
        {"total": 3},
        {"total": 3000},
        {"last_page": True},
        {"last_page": False},
        {"fail_every": 3},
        {"cut_every": 4},
        {"repeats": True},
        {"from_nought": True},
        {"details": False, "shallow": False},
        {"old": True, "fail_every": 4, "cut_every": 7, "total": 1, "last_page": True},
    ],
    ids=str,
)
def test_every_record_comes_once_whatever_the_feed_does(faults: dict[str, Any], tmp_path: Path) -> None:
    services = [make_service(number) for number in range(47)]
    fetched = fetch(Feed(list(services), **faults), tmp_path / "state")
    assert ids_of(fetched) == once_each(services)
    assert all("contacts" in json.loads(record) for record in fetched.records)
    assert fetched.version == ("1.0" if faults.get("old") else "3.0")


def test_records_that_move_to_another_page_midway_are_not_lost(tmp_path: Path) -> None:
    services = [make_service(number) for number in range(40)]

    def change(feed: Feed, path: str) -> None:
        if path.startswith("/services?page=2") and feed.services[0]["id"] == services[0]["id"]:
            del feed.services[0]  # everything moves up: the first of page 2 is on page 1 now
            feed.services.append(make_service(99))

    fetched = fetch(Feed(list(services), on_request=change), tmp_path / "state")
    assert ids_of(fetched) == once_each([*services[1:], make_service(99)])
    assert fetched.gone_meanwhile == 1


def test_records_put_in_front_midway_are_neither_lost_nor_doubled(tmp_path: Path) -> None:
    services = [make_service(number) for number in range(40)]

    def change(feed: Feed, path: str) -> None:
        if path.startswith("/services?page=3") and len(feed.services) == 40:
            feed.services[:0] = [make_service(number) for number in range(100, 113)]

    fetched = fetch(Feed(list(services), on_request=change), tmp_path / "state")
    assert ids_of(fetched) == once_each([*services, *(make_service(number) for number in range(100, 113))])


def test_a_record_renamed_midway_comes_once_with_its_latest_name(tmp_path: Path) -> None:
    services = [make_service(number) for number in range(5)]

    def change(feed: Feed, path: str) -> None:
        if path.startswith("/services/"):
            feed.services[0]["name"] = "New name"

    fetched = fetch(Feed(services, on_request=change), tmp_path / "state")
    assert ids_of(fetched) == once_each(services)
    assert json.loads(fetched.records[0])["name"] == "New name"


def test_a_stopped_fetch_goes_on_where_it_was(tmp_path: Path) -> None:
    services = [make_service(number) for number in range(60)]
    feed = Feed(list(services), stop_after=40)
    state = tmp_path / "state"
    with serving_feed(feed) as address:
        with pytest.raises(FetchFailed, match="run it again to go on"):
            fetch_feed(address, state, NOW, settings=QUICK)
        kept = {path for path in feed.requests[:40] if path.startswith("/services/")}
        assert kept
        feed.stop_after, feed.requests[:] = 10**9, []
        fetched = fetch_feed(address, state, NOW, settings=QUICK)
    assert fetched.resumed
    assert ids_of(fetched) == once_each(services)
    assert kept.isdisjoint(feed.requests), "what was kept is not asked for again"


def test_a_state_that_was_written_half_is_gone_on_with(tmp_path: Path) -> None:
    services = [make_service(number) for number in range(30)]
    feed = Feed(list(services), stop_after=20)
    state = tmp_path / "state"
    with serving_feed(feed) as address:
        with pytest.raises(FetchFailed):
            fetch_feed(address, state, NOW, settings=QUICK)
        state.write_bytes(state.read_bytes()[:-25])
        feed.stop_after = 10**9
        fetched = fetch_feed(address, state, NOW, settings=QUICK)
    assert ids_of(fetched) == once_each(services)


def test_a_few_details_that_cannot_be_had_do_not_stop_the_rest(tmp_path: Path) -> None:
    services = [make_service(number) for number in range(20)]
    broken = str(services[4]["id"])
    fetched = fetch(Feed(list(services), broken={broken}), tmp_path / "state")
    assert ids_of(fetched) == once_each(services)
    assert fetched.unread == [broken]


def test_many_details_that_cannot_be_had_fail_the_fetch(tmp_path: Path) -> None:
    services = [make_service(number) for number in range(20)]
    with pytest.raises(FetchFailed, match="answers 503"):
        fetch(Feed(list(services), broken={str(item["id"]) for item in services[:8]}), tmp_path / "state")


def test_what_is_no_feed_is_refused_in_one_line(tmp_path: Path) -> None:
    with (
        serving_feed(Feed([])) as address,
        pytest.raises(FetchFailed, match="answers 404; is it the address"),
    ):
        fetch_feed(f"{address}/nowhere", tmp_path / "state", NOW, settings=QUICK)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://a.gov.uk/v3", "https://a.gov.uk/v3/services"),
        ("https://a.gov.uk/v3/services/", "https://a.gov.uk/v3/services"),
        ("https://a.gov.uk/v3/services?page=2", "https://a.gov.uk/v3/services"),
    ],
)
def test_the_address_of_the_list_is_found(given: str, used: str) -> None:
    assert services_url(given) == used
