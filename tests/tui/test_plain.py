"""The plain chat: numbered choices, no boxes, no cursor movement."""

from __future__ import annotations

import io
from pathlib import Path

from assistant.engine import Assistant
from tui.choices import message_for
from tui.plain import PlainChat


def talk(assistant: Assistant, *lines: str, area: str | None = "dacorum") -> str:
    out = io.StringIO()
    PlainChat(assistant, assistant.start(area), io.StringIO("\n".join(lines)), out, prompt=False).run()
    return out.getvalue()


def test_every_choice_has_a_number(assistant: Assistant) -> None:
    out = talk(assistant, "i am lonely")
    assert "1. " in out
    assert "Talk to a person" in out
    assert not any(char in out for char in "\x1b╭│┃━")


def test_a_number_opens_a_service(assistant: Assistant) -> None:
    assert "What to do:" in talk(assistant, "i am lonely", "2")


def test_goodbye_ends_it(assistant: Assistant) -> None:
    assert talk(assistant, "goodbye", "i am lonely").count("Fingerpost:") == 2


def test_numbers_out_of_range_are_words(assistant: Assistant) -> None:
    _, reply = assistant.greet(assistant.start())
    assert message_for("99", reply) == "99"
    assert message_for("1", reply) == reply.options[0]
    assert message_for("i am 82", reply) == "i am 82"


def test_a_list_is_kept_shown_and_saved(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    out = talk(assistant, "i need a food bank", "keep number 1", "my list", "Save as a file")
    assert "Your list has 1 so far" in out
    (saved,) = (tmp_path / "home").glob("fingerpost-list-*.txt")
    assert str(saved) in out
    assert "1. " in saved.read_text(encoding="utf-8")
    assert saved.stat().st_mode & 0o077 == 0


def test_a_list_that_cannot_be_saved_is_said(assistant: Assistant) -> None:
    out = talk(assistant, "i need a food bank", "keep number 1", "save as a file")
    assert "I could not save your list" in out
