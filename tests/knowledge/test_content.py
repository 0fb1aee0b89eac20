"""The knowledge that ships is whole."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml

from assistant.places import Places
from knowledge.loader import load_knowledge
from knowledge.store import Knowledge
from tests.conftest import need_shared
from tui.summary import is_national, local_to

LEAST = {"hertfordshire": 80, "thurrock": 70, "calderdale": 80}


def test_it_passes_its_own_checks() -> None:
    assert load_knowledge().services


def test_needs_are_those_of_the_contract(knowledge: Knowledge) -> None:
    contract = yaml.safe_load(need_shared("contract", "needs.yaml").read_text())
    assert set(contract["needs"]) <= set(knowledge.need_by_id)
    groups = {need.id: need.group for need in knowledge.needs}
    assert all(groups[item] == spec["group"] for item, spec in contract["needs"].items())
    assert {group.id: group.label for group in knowledge.groups} == contract["groups"]


def test_there_are_enough_services_of_each_place(knowledge: Knowledge) -> None:
    places = Places(knowledge)
    counts = {
        place: sum(local_to(service, place, knowledge, places) for service in knowledge.services)
        for place in LEAST
    }
    assert sum(is_national(service, knowledge) for service in knowledge.services) >= 150
    assert all(counts[place] >= least for place, least in LEAST.items()), counts


def test_every_crisis_contact_can_be_rung_or_texted(knowledge: Knowledge) -> None:
    for category in knowledge.safety_categories:
        for item in (*category.emergency_contacts, *category.urgent_contacts):
            service = knowledge.service_by_id[item]
            assert service.phones or service.text, (category.id, item)


def test_no_phrase_is_given_to_two_needs(knowledge: Knowledge) -> None:
    seen = Counter(phrase.lower().strip() for need in knowledge.needs for phrase in need.phrases)
    assert not [phrase for phrase, count in seen.items() if count > 1]


@pytest.mark.parametrize(
    "word", ["please be advised", "signpost", "holistic", "!", "stakeholder", "provision"]
)
def test_residents_read_plain_words(knowledge: Knowledge, word: str) -> None:
    texts = [(reply.id, reply.text) for reply in knowledge.replies]
    texts += [(need.id, need.opening) for need in knowledge.needs]
    texts += [(service.id, f"{service.summary} {service.contact}") for service in knowledge.services]
    texts += [(item.id, f"{item.emergency} {item.urgent}") for item in knowledge.safety_categories]
    assert not [item for item, text in texts if word in text.lower()]
