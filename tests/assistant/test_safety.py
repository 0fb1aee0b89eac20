"""Every rule raises what it says it does, and nothing that it must not."""

from __future__ import annotations

import pytest

from assistant.engine import Assistant
from knowledge.loader import load_knowledge
from knowledge.records import SafetyRule

RULES = load_knowledge().safety_rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule(rule: SafetyRule, assistant: Assistant) -> None:
    screen = assistant.library.safety
    raised = {text: {alarm.category for alarm in screen.alarms([text])} for text in rule.positive}
    assert not [text for text, categories in raised.items() if rule.category not in categories]
    loud = {text: alarms for text in rule.negative if (alarms := screen.alarms([text]))}
    assert not loud


def test_there_are_rules_for_every_crisis() -> None:
    assert {rule.category for rule in RULES} >= {
        "suicide-self-harm", "domestic-abuse", "sexual-assault", "child-protection", "adult-safeguarding",
        "medical-emergency", "utility-emergency", "missing-person",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "category", "level"),
    [
        ("ive taken all my tablets i want to die", "suicide-self-harm", "emergency"),
        ("I DONT WANT TO BE HERE ANYMORE", "suicide-self-harm", "urgent"),
        ("my husbend hits me", "domestic-abuse", "urgent"),
        ("dads face has dropped on one side", "medical-emergency", "emergency"),
        ("i can smell gas in the kitchen", "utility-emergency", "emergency"),
        ("i need a lift to hospital and help with my bills and to be honest i dont want to live any more",
         "suicide-self-harm", "urgent"),
    ],
)  # fmt: skip
def test_a_cry_for_help_comes_first(assistant: Assistant, text: str, category: str, level: str) -> None:
    _, reply = assistant.step(assistant.start("dacorum"), text)
    assert reply.kind == "crisis"
    assert reply.crisis is not None
    assert (reply.crisis.category, reply.crisis.level) == (category, level)
    assert reply.message.startswith(reply.crisis.message)
    assert reply.crisis.contacts[0].phone or reply.crisis.contacts[0].text_number
    assert reply.needs[0].id == category


@pytest.mark.parametrize(
    "text",
    [
        "im dying for a cup of tea",
        "my feet are killing me",
        "i had a stroke two years ago and want to exercise",
        "my husband died in march",
        "i am writing an essay on suicide rates",
        "how do i get a smoke alarm",
    ],
)
def test_everyday_words_raise_nothing(assistant: Assistant, text: str) -> None:
    _, reply = assistant.step(assistant.start(), text)
    assert reply.crisis is None


def test_a_cry_at_the_end_of_a_long_paste_is_heard(assistant: Assistant) -> None:
    _, reply = assistant.step(assistant.start(), "my boiler is broken and " * 600 + "i want to kill myself")
    assert reply.kind == "crisis"


def test_the_reply_still_helps_with_what_was_asked(assistant: Assistant) -> None:
    text = "i want to end my life. also i need a food bank in tilbury"
    _, reply = assistant.step(assistant.start(), text)
    assert reply.crisis is not None
    assert "food" in {need.id for need in reply.needs}
    assert any("food" in service.needs for service in reply.services)
