"""The idle clock, and endings."""

from __future__ import annotations

import pytest

from tui.kiosk.endings import Ending, ending_of
from tui.kiosk.idle import IdleClock, Stage


@pytest.mark.parametrize(
    ("now", "stage", "left"),
    [(0, "there", 120), (89.9, "there", 31), (90, "asking", 30), (119.2, "asking", 1), (120, "gone", 0)],
)
def test_the_stages_follow_each_other(now: float, stage: Stage, left: int) -> None:
    clock = IdleClock(90, 30, 0)
    assert clock.stage(now) == stage
    assert clock.seconds_left(now) == left


def test_a_touch_begins_anew() -> None:
    clock = IdleClock(90, 30, 0)
    clock.touch(100)
    assert clock.stage(189) == "there"
    assert clock.stage(220) == "gone"


@pytest.mark.parametrize("code", [0, 1, 2, -9, -11, 255])
def test_a_code_that_no_visit_gives_is_a_fault(code: int) -> None:
    assert ending_of(code) is Ending.CRASHED


def test_each_ending_is_read_back() -> None:
    assert [ending_of(int(ending)) for ending in Ending] == list(Ending)
