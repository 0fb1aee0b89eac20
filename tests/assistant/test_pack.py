"""The list to take away."""

from __future__ import annotations

from datetime import date

from assistant.dialogue import State
from assistant.engine import Assistant
from assistant.pack import MAX_KEPT, pack_text, with_kept


def after(assistant: Assistant, *messages: str) -> State:
    state = assistant.start("dacorum")
    for message in messages:
        state, _ = assistant.step(state, message)
    return state


def test_a_service_is_kept_by_its_number(assistant: Assistant) -> None:
    before = after(assistant, "i need a food bank")
    state, reply = assistant.step(before, "keep number 2")
    assert state.kept == (before.shown[1],)
    assert "Your list has 1 so far" in reply.message
    assert reply.options[0] == assistant.text("option-list")


def test_an_opened_service_is_kept_by_its_choice(assistant: Assistant) -> None:
    state = after(assistant, "i need a food bank", "number 1", assistant.text("option-keep"))
    assert len(state.kept) == 1


def test_the_list_is_shown_and_each_of_it_can_be_opened(assistant: Assistant) -> None:
    state, reply = assistant.step(after(assistant, "food bank", "keep number 1", "keep number 2"), "my list")
    assert [service.id for service in reply.services] == list(state.kept)
    _, opened = assistant.step(state, "number 2")
    assert opened.services[0].id == state.kept[1]


def test_start_again_and_clear_my_list_empty_it(assistant: Assistant) -> None:
    assert after(assistant, "food bank", "keep number 1", "clear my list").kept == ()
    assert after(assistant, "food bank", "keep number 1", "start again").kept == ()


def test_a_number_that_is_not_there_is_said(assistant: Assistant) -> None:
    state, reply = assistant.step(after(assistant, "food bank"), "keep number 9")
    assert state.kept == ()
    assert "Which one do you mean" in reply.message


def test_keeping_twice_counts_once_and_a_full_list_stays(assistant: Assistant) -> None:
    full = tuple(f"s{number}" for number in range(MAX_KEPT))
    assert with_kept(full, "one-more") == full
    assert with_kept(("a",), "a") == ("a",)


def test_the_text_of_the_list_holds_every_number_and_its_source(assistant: Assistant) -> None:
    state = after(assistant, "i need a food bank", "keep number 1", "keep number 2")
    services = assistant.kept(state)
    text = pack_text(services, assistant.text, "A Hub", date(2026, 11, 25))
    assert "from A Hub" in text
    assert "25 November 2026" in text
    for service in services:
        assert service.name in text
        assert all(phone.number in text for phone in service.phones)
    assert max(map(len, text.splitlines())) <= 80 or "http" in text
