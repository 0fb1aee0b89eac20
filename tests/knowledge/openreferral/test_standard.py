"""Beside the standard itself: its schemas, its samples, and the real data sets, all read from the shared desk."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from knowledge.loader import load_knowledge
from knowledge.openreferral.export import export_documents
from knowledge.openreferral.publish import all_documents
from knowledge.openreferral.repairs import RepairLog
from knowledge.openreferral.sources import Reading, read_files
from knowledge.openreferral.tidy import Refused, Tidier
from tests.conftest import NOW, need_shared

SOME = 300
"""Documents of a big file that are held against the schema; `bench.feeds` takes them all."""


@cache
def validator() -> Draft202012Validator:
    path = need_shared("openreferral", "schemas", "hsds-uk-3.0", "schema", "compiled", "service.json")
    return Draft202012Validator(json.loads(path.read_text()), format_checker=FormatChecker())


def tidied(path: Path, log: RepairLog | None = None) -> Iterator[dict[str, Any]]:
    tidier = Tidier("feed", log or RepairLog(), NOW.date())
    for item in read_files(path, Reading()):
        try:
            yield tidier.document(item.record)
        except Refused:
            continue


def faults(document: dict[str, Any]) -> list[str]:
    return [f"{list(error.path)} {error.message}" for error in validator().iter_errors(document)]


def test_our_own_services_are_valid_and_come_back_as_they_went(tmp_path: Path) -> None:
    knowledge = load_knowledge()
    documents = list(all_documents(knowledge))
    assert len(documents) == len(knowledge.services)
    assert not [fault for document in documents for fault in faults(document)]
    assert export_documents(documents, tmp_path / "out") == len(documents)
    back = {document["id"]: document for document in tidied(tmp_path / "out" / "services.jsonl")}
    assert back == {document["id"]: document for document in documents}
    assert not any("assured_date" in document for document in documents), "none was confirmed"


@pytest.mark.parametrize(
    "name",
    [
        "uk-bristol-oruk3-fixture/bristol-services-page1.json",
        "uk-bristol-oruk3-fixture/bristol-service-1625ip.json",
        "uk-buckinghamshire-outpost-fixture/services.json",
        "uk-buckinghamshire-outpost-fixture/service.json",
        "derived-oruk3-uk/uk-manchester-streetsupport.jsonl",
        "derived-oruk3-uk/uk-trafford-gm.jsonl.gz",
        "derived-oruk3-uk/uk-nhs-choices-2014.jsonl.gz",
    ],
)
def test_real_data_is_valid_once_tidied_and_tidying_again_changes_nothing(name: str) -> None:
    path = need_shared("openreferral", "data", *name.split("/"))
    documents = list(itertools.islice(tidied(path), SOME))
    assert documents
    assert not [fault for document in documents for fault in faults(document)]
    again = Tidier("other", log := RepairLog(), NOW.date())
    assert [again.document(json.loads(json.dumps(document))) for document in documents] == documents
    assert not log.counts


USED = {
    "hsds-uk-3.0/service_full.json": 1,
    "hsds-uk-3.0/service_list.json": 1,
    "oruk-validator-mocks/V3.0-UK-Default/service_list.json": 1,
    "oruk-validator-mocks/V3.0-UK-Test/service_list.json": 128,
}
REFUSED = {
    "hsds-uk-3.0/organization_full.json": "holds an organisation",
    "hsds-uk-3.0/organization_list.json": "holds an organisation",
    "oruk-validator-mocks/V3.0-UK-Default/organization_list.json": "holds no services",
    "hsds-uk-3.0/service_at_location_full.json": "holds a service at a location",
    "hsds-uk-3.0/taxonomy.json": "holds a taxonomy",
    "hsds-uk-3.0/taxonomy_term_list.json": "holds a taxonomy term",
    "hsds-uk-3.0/csv/services.csv": "--mapping",
    "oruk-validator-mocks/V3.0-UK-Default/api_details.json": "the description of an API",
    "oruk-validator-mocks/V1.0-UK-Default/V1_DashboardResponse.json": "holds a report of a validator",
}


@pytest.mark.parametrize("name", USED)
def test_samples_of_services_are_used(name: str) -> None:
    documents = list(tidied(need_shared("openreferral", "samples", *name.split("/"))))
    assert len(documents) == USED[name]
    assert not [fault for document in documents for fault in faults(document)]


@pytest.mark.parametrize("name", REFUSED)
def test_samples_of_other_things_are_refused_with_the_reason(name: str) -> None:
    reading = Reading()
    assert not list(read_files(need_shared("openreferral", "samples", *name.split("/")), reading))
    assert REFUSED[name] in reading.refused[0][1]


def test_records_without_a_name_are_refused() -> None:
    path = need_shared("openreferral", "samples", "oruk-validator-mocks", "V3.0-UK-Fail", "service_list.json")
    tidier = Tidier("feed", RepairLog(), NOW.date())
    for item in read_files(path, Reading()):
        with pytest.raises(Refused, match="has no name"):
            tidier.document(item.record)
