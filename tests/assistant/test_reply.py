"""The reply object keeps to the published interface, whatever comes in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.engine import Assistant

FIELDS = {
    "text", "understood_as", "kind", "needs", "crisis", "place", "message", "services", "plans", "options",
}  # fmt: skip
SERVICE_FIELDS = {
    "id", "name", "organisation", "summary", "phone", "text_number", "email", "url", "address", "areas", "needs",
    "cost", "source", "checked", "why",
}  # fmt: skip
PLAN_FIELDS = {"id", "plan", "place", "statement", "owner", "due", "status", "figures", "source"}
KINDS = {"answer", "clarify", "crisis", "plan", "handover", "chat"}


def ask(
    assistant: Assistant, text: str, area: str | None = None, postcode: str | None = None
) -> dict[str, Any]:
    _, reply = assistant.step(assistant.start(area, postcode), text)
    found: dict[str, Any] = json.loads(reply.to_json())
    return found


def keeps_to_the_interface(reply: dict[str, Any]) -> None:
    assert set(reply) >= FIELDS
    assert reply["kind"] in KINDS
    assert all(0 <= need["confidence"] <= 1 for need in reply["needs"])
    assert all(set(service) >= SERVICE_FIELDS for service in reply["services"])
    assert all(set(plan) >= PLAN_FIELDS for plan in reply["plans"])
    assert all(service["why"] for service in reply["services"])
    assert (reply["crisis"] is not None) == (reply["kind"] == "crisis")


def test_the_question_of_the_readme(assistant: Assistant) -> None:
    reply = ask(assistant, "my husbnd has demensha, we're in tilbury")
    keeps_to_the_interface(reply)
    assert reply["understood_as"] == "my husband has dementia, we're in tilbury"
    assert reply["kind"] == "answer"
    assert reply["needs"][0]["id"] == "dementia"
    assert reply["place"]["id"] == "thurrock"
    assert reply["place"]["from"] == "text"
    assert any("thurrock" in service["areas"] for service in reply["services"])
    assert all(service["source"] for service in reply["services"])


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "\n\n", "[bold]x[/]", "\x1b[31mred\x1b[0m", "[/oops]", "[ @click=app.boom]C[/]", "💥" * 50,
        "a" * 10_000,
        "help " * 2_000, "\x00\x01\x02", "‮reversed", "😀 lonely 😀", "%s %d {name} {0}",
        "../../etc/passwd", "'; drop table",
    ],
)  # fmt: skip
def test_strange_input_gets_a_sane_reply(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text)
    keeps_to_the_interface(reply)
    assert reply["message"]
    assert "\x1b" not in reply["text"]


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_a_sane_reply(assistant: Assistant, text: str) -> None:
    keeps_to_the_interface(ask(assistant, text))


def test_the_same_words_get_the_same_reply(assistant: Assistant) -> None:
    text = "my mum keeps falling and i cant afford the heating in elland"
    assert ask(assistant, text) == ask(assistant, text)


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("my mum has dementia and i cant pay the gas bill", {"dementia", "energy-bills"}),
        ("need a food bank, also help to stop smoking", {"food", "stop-smoking"}),
    ],
)
def test_one_message_may_bring_several_needs(assistant: Assistant, text: str, needs: set[str]) -> None:
    assert needs <= {need["id"] for need in ask(assistant, text)["needs"]}


@pytest.mark.parametrize(
    "text", ["asdfgh qwerty", "order me a pepperoni pizza", "what is the capital of france"]
)
def test_what_is_none_of_our_business_is_handed_over(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text, area="calderdale")
    assert reply["kind"] == "handover"
    assert reply["needs"] == []
    assert reply["services"][0]["id"] == "gateway-to-care"


def test_a_place_that_is_not_covered_says_so(assistant: Assistant) -> None:
    reply = ask(assistant, "i am lonely", postcode="M1 1AE")
    assert "Manchester" in reply["message"]
    assert reply["place"]["covered"] is False
    assert reply["services"]


@pytest.mark.parametrize(("area", "postcode"), [("nowhere", None), (None, "ZZ9 9ZZ")])
def test_an_unknown_place_is_an_error(assistant: Assistant, area: str | None, postcode: str | None) -> None:
    with pytest.raises(ValueError, match=r"there is no area|not a postcode"):
        assistant.start(area, postcode)


def test_no_organisation_fills_the_list(assistant: Assistant) -> None:
    for text in ("i am lonely", "help for carers", "debt advice", "my mum is falling"):
        found = [service["organisation"] for service in ask(assistant, text, area="dacorum")["services"]]
        assert max(map(found.count, found)) <= 2


def test_plans_come_with_their_figures(assistant: Assistant) -> None:
    reply = ask(assistant, "what did thurrock council promise about dementia diagnosis?")
    assert reply["kind"] == "plan"
    figures = [plan["figures"] for plan in reply["plans"] if plan["figures"]]
    assert any("66.4% (April 2016)" in row.values() for row in figures)
    assert all(plan["status"] == "historic" for plan in reply["plans"])
    assert "past" in reply["message"]
