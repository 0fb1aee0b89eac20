"""What is open now, said only where it is known."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant.engine import Assistant
from assistant.opening import open_words

WEEKDAYS = "Mo-Fr 09:00-17:30"


@pytest.mark.parametrize(
    ("opening", "at", "words"),
    [
        (WEEKDAYS, "2026-11-25T12:00+00:00", "Open now, until 5.30pm."),
        (WEEKDAYS, "2026-11-25T07:00+00:00", "Closed now. Opens today at 9am."),
        (WEEKDAYS, "2026-11-27T18:00+00:00", "Closed now. Opens on Monday at 9am."),
        (WEEKDAYS, "2026-07-01T16:00+00:00", "Open now, until 5.30pm."),
        (WEEKDAYS, "2026-12-25T12:00+00:00", None),  # a public holiday, of which the hours say nothing
        ("Mo-Fr 09:00-17:30; PH off", "2026-12-25T12:00+00:00", "Closed now. Opens on Tuesday at 9am."),
        ("24/7", "2026-12-25T03:00+00:00", "Open now, all day and all night."),
        ("Mo-Su 12:00-24:00", "2026-11-25T11:00+00:00", "Closed now. Opens today at midday."),
        ("Mo-Su 20:00-08:00", "2026-11-25T23:00+00:00", "Open now."),
        ("Jul 01-31: 10:00-12:00", "2026-11-25T12:00+00:00", None),
        (None, "2026-11-25T12:00+00:00", None),
    ],
)
def test_open_now_is_said_in_words(
    assistant: Assistant, opening: str | None, at: str, words: str | None
) -> None:
    assert open_words(opening, datetime.fromisoformat(at), assistant.text) == words


def test_asked_for_what_is_open_now_the_closed_come_last(assistant: Assistant) -> None:
    night = Assistant(assistant.library, clock=lambda: datetime.fromisoformat("2026-11-25T23:30+00:00"))
    _, reply = night.step(night.start("dacorum"), "someone to talk to, i feel so low, open now")
    assert reply.services[0].open_now is not None
    assert reply.services[0].open_now.startswith("Open now")


def test_without_a_clock_nothing_is_said(assistant: Assistant) -> None:
    _, reply = assistant.step(assistant.start(), "samaritans")
    assert reply.services[0].open_now is None
