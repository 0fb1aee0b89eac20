"""The records that ship say what the facts say. Skips, saying so, where the facts are not on this machine."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.records import Service
from knowledge.store import Knowledge
from tests.conftest import need_shared

NUMBERS = ("phone", "text_number", "how_to_access")
AREAS = ("national", "herts", "thurrock", "calderdale")


@cache
def facts(folder: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for area in AREAS:
        more = yaml.load((folder / f"{area}_more.yaml").read_text(), Loader=yaml.CSafeLoader)
        first = yaml.load((folder / f"{area}.yaml").read_text(), Loader=yaml.CSafeLoader)
        for fact in (*first, *more["patches"], *more["new"]):
            found.setdefault(fact["id"], []).append(fact)
    return found


def digits(text: object) -> str:
    return re.sub(r"\D", "", str(text))


def looked_up(service: Service) -> bool:
    """True where the editor's note says on which page a number or address was found."""
    return "added from http" in (service.editor_note or "").lower()


def test_every_fact_has_a_record(knowledge: Knowledge) -> None:
    missing = set(facts(need_shared("facts"))) - set(knowledge.service_by_id)
    assert not missing


def test_every_number_stands_in_its_facts(knowledge: Knowledge) -> None:
    known = facts(need_shared("facts"))
    wrong = []
    for service in knowledge.services:
        if service.id not in known or looked_up(service):
            continue
        allowed = [digits(fact.get(key)) for fact in known[service.id] for key in NUMBERS]
        shown = [digits(phone.number) for phone in service.phones]
        shown += [digits(service.text.to)] if service.text else []
        wrong += [(service.id, number) for number in shown if not any(number in text for text in allowed)]
    assert not wrong


def test_what_the_facts_doubt_shows_no_number(knowledge: Knowledge) -> None:
    known = facts(need_shared("facts"))
    doubted = [
        item for item, found in known.items() if all(fact.get("confidence") == "low" for fact in found)
    ]
    shown = [
        item
        for item in doubted
        if knowledge.service_by_id[item].phones and not looked_up(knowledge.service_by_id[item])
    ]
    assert doubted
    assert not shown
