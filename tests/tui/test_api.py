"""The API answers as the standard's own validator expects."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from jsonschema import Draft202012Validator, FormatChecker

from knowledge.gazetteer import Gazetteer
from knowledge.loader import load_knowledge
from knowledge.openreferral.catalogue import Catalogue
from knowledge.openreferral.publish import NEEDS_ID, all_documents
from tests.conftest import need_shared
from tests.feeds import make_service
from tests.tiny import write_tiny
from tui.api import Api

Client = TestClient[Any, Any]
LUNCH = make_service(
    1,
    name="Noon lunch",
    minimum_age=60,
    maximum_age=90,
    last_modified="2026-11-01T10:00:00Z",
    schedules=[{"id": make_service(8)["id"], "byday": "FR", "opens_at": "12:00", "closes_at": "14:00"}],
)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    folder = write_tiny(tmp_path_factory.mktemp("api"))
    documents = [
        *all_documents(load_knowledge(folder)),
        LUNCH,
        *(make_service(number) for number in range(2, 30)),
    ]
    return Api(Catalogue(documents), Gazetteer(folder))


@pytest_asyncio.fixture
async def client(api: Api) -> AsyncIterator[Client]:
    async with TestClient(TestServer(api.app())) as client:
        yield client


async def get(client: Client, path: str, status: int = 200) -> Any:
    answer = await client.get(path)
    assert answer.status == status, await answer.text()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.content_type == "application/json"
    return await answer.json()


def faults(name: str, value: Any) -> list[str]:
    path = need_shared("openreferral", "schemas", "oruk-validator-schemas", "V3.0-UK", name)
    schema = json.loads(path.read_text())
    found = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(value)
    return [f"{list(error.path)} {error.message}" for error in found]


async def test_every_endpoint_passes_the_schema_of_the_validator(client: Client) -> None:
    assert not faults("api_details.json", await get(client, "/"))
    for path, listed, single in (
        ("/services", "service_list.json", "service.json"),
        ("/taxonomies", "taxonomy_list.json", "taxonomy.json"),
        ("/taxonomy_terms", "taxonomy_term_list.json", "taxonomy_term.json"),
        ("/service_at_locations", "service_at_location_list.json", "service_at_location.json"),
    ):
        page = await get(client, path)
        assert page["contents"], path
        assert not faults(listed, page), path
        for item in page["contents"][:5]:
            whole = await get(client, f"{path}/{item['id']}")
            assert whole["id"] == item["id"]
            assert not faults(single, whole), path


async def test_pages_hold_every_service_once_and_say_where_they_stand(client: Client) -> None:
    seen: list[str] = []
    for number in range(1, 8):
        page = await get(client, f"/services?page={number}&per_page=5")
        assert (page["first_page"], page["last_page"]) == (number == 1, number >= 7)
        assert (page["page_number"], page["total_items"], page["total_pages"]) == (number, 31, 7)
        assert page["size"] == len(page["contents"]) and not page["empty"]
        seen += [item["id"] for item in page["contents"]]
    assert len(seen) == len(set(seen)) == 31
    beyond = await get(client, "/services?page=8&per_page=5")
    assert beyond["empty"] and beyond["last_page"] and beyond["contents"] == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("search=noon+LUNCH", {"Noon lunch"}),
        ("search=lunch+hemel", {"Hemel Lunch Club"}),
        ("search=nothing+here", set()),
        ("minimum_age=60", {"Noon lunch"}),
        ("minimum_age=61", set()),
        ("maximum_age=90", {"Noon lunch"}),
        ("maximum_age=89", set()),
        ("day=FR&start_time=11:30", {"Noon lunch"}),
        ("day=Friday&start_time=12:30", set()),
        ("day=MO", set()),
        ("end_time=2pm", {"Noon lunch"}),
        ("modified_after=2026-10-01T00:00:00Z", {"Noon lunch"}),
        (f"taxonomy_id={NEEDS_ID}", {"Helping Hand", "Hemel Lunch Club"}),
        (f"organization_id={LUNCH['organization_id']}&search=noon", {"Noon lunch"}),
    ],
)
async def test_filters_do_what_the_standard_says(query: str, names: set[str], client: Client) -> None:
    page = await get(client, f"/services?{query}")
    assert {item["name"] for item in page["contents"]} == names


async def test_a_term_finds_its_services_and_a_postcode_the_places_near_it(client: Client) -> None:
    terms = await get(client, f"/taxonomy_terms?taxonomy_id={NEEDS_ID}")
    term = terms["contents"][0]
    assert term["name"] == "Feeling lonely"
    assert (await get(client, f"/services?taxonomy_term_id={term['id']}"))["total_items"] == 2
    near = await get(client, "/service_at_locations?postcode=HP1+1DN&proximity=100")
    assert [item["service"]["name"] for item in near["contents"]] == ["Hemel Lunch Club"]
    assert (await get(client, "/service_at_locations?postcode=HX1+1UJ"))["empty"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/services?page=0", 400, "page must be a whole number from 1"),
        ("/services?page=x", 400, "page must be"),
        ("/services?per_page=501", 400, "per_page must be a whole number from 1 to 500"),
        ("/services?taxonomy_id=5", 400, "taxonomy_id must be a UUID"),
        ("/services?minimum_age=old", 400, "minimum_age must be a number"),
        ("/services?day=someday", 400, "write it like MO"),
        ("/services?start_time=99:00", 400, "write it like 09:00"),
        ("/services?colour=red", 400, "there is no parameter 'colour' here"),
        ("/service_at_locations?postcode=nowhere", 400, "write it like HP1 1DN"),
        ("/services/none", 404, "there is no service of that id"),
        ("/taxonomies/%00", 404, "there is no taxonomy of that id"),
        ("/reviews", 404, "there is nothing here"),
        ("/%2e%2e/etc/passwd", 404, "there is nothing here"),
    ],
)
async def test_what_cannot_be_answered_is_said_in_json(
    path: str, status: int, words: str, client: Client
) -> None:
    answer = await get(client, path, status)
    assert answer["status"] == status and words in answer["error"]


async def test_nothing_can_be_written_and_any_page_may_ask(client: Client) -> None:
    answer = await client.post("/services", json={})
    assert answer.status == 405 and (await answer.json())["error"] == "this API only answers GET"
    asked = await client.options("/services")
    assert asked.status == 204 and asked.headers["Access-Control-Allow-Origin"] == "*"
