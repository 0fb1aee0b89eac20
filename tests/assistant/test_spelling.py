"""Wrong words become right ones, and right words stay."""

from __future__ import annotations

import pytest

from assistant.engine import Assistant


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("my husbnd has demensha", "my husband has dementia"),
        ("a cair home for my mum", "a care home for my mum"),
        ("no fud in the house", "no food in the house"),
        ("im so tird", "im so tired"),
        ("berevment conselling", "bereavement counselling"),
        ("samaratans", "samaritans"),
        ("i need a brake from caring", "i need a break from caring"),
        ("we cant fined her", "we cant find her"),
    ],
)
def test_slips_are_put_right(assistant: Assistant, wrong: str, right: str) -> None:
    assert assistant.library.speller.correct(wrong).text == right


@pytest.mark.parametrize(
    "text",
    [
        "the brake on my wheelchair is stuck",
        "i want careers advice",
        "my friend Gary in Mytholmroyd",
        "Todmorden",
        "ILR and PIP and ESA",
        "couldn't wouldn't isn't",
        "ich brauche hilfe mit der miete",
    ],
)
def test_right_words_stay(assistant: Assistant, text: str) -> None:
    assert assistant.library.speller.correct(text).text == text


def test_dialect_is_understood_but_not_called_a_mistake(assistant: Assistant) -> None:
    spelt = assistant.library.speller.correct("i got nowt to eat")
    assert spelt.text == "i got nothing to eat"
    assert not spelt.shown
