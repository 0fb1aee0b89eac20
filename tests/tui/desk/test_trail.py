"""When a search counts, and the way back."""

from __future__ import annotations

from assistant.filters import Filters
from tui.desk.trail import MAX_STEPS, Step, Trail


def typed(trail: Trail, text: str) -> None:
    for end in range(1, len(text) + 1):
        trail.typed(text[:end])


def texts_back(trail: Trail) -> list[str]:
    found = []
    while (step := trail.back()) is not None:
        found.append(step.text)
    return found


def test_a_search_counts_when_its_words_are_cleared() -> None:
    trail = Trail(Step())
    typed(trail, "food bank")
    trail.typed("")
    typed(trail, "debt")
    assert texts_back(trail) == ["food bank"]


def test_a_search_counts_whole_when_its_words_are_rubbed_out_letter_by_letter() -> None:
    trail = Trail(Step())
    typed(trail, "food")
    for end in (3, 2, 1, 0):
        trail.typed("food"[:end])
    assert texts_back(trail) == ["food"]


def test_other_words_begin_another_search() -> None:
    trail = Trail(Step())
    typed(trail, "food bank hemel")
    trail.typed("food bank")
    trail.typed("food bank halifax")
    assert texts_back(trail) == ["food bank hemel"]


def test_a_filter_is_another_search_only_where_there_are_words() -> None:
    trail = Trail(Step())
    trail.filtered(Filters(need="food"))
    assert trail.position == (1, 1)
    typed(trail, "bank")
    trail.filtered(Filters())
    assert trail.back() == Step("bank", Filters(need="food"))
    assert trail.forward() == Step("bank", Filters())
    assert trail.forward() is None


def test_a_new_search_drops_what_lay_ahead() -> None:
    trail = Trail(Step())
    for text in ("one", "two", "six"):
        typed(trail, text)
        trail.typed("")
    trail.back()
    trail.back()
    trail.typed("other")
    assert trail.forward() is None
    assert texts_back(trail) == ["two", "one"]


def test_a_long_call_remembers_only_so_many() -> None:
    trail = Trail(Step())
    for number in range(MAX_STEPS + 20):
        trail.typed(f"{number} words")
        trail.typed("")
    assert trail.position[1] <= MAX_STEPS
