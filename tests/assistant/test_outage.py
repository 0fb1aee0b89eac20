"""The index's server goes away in the middle of a conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engine import Assistant
from assistant.library import Library, open_library
from index.engine import WhooshEngine
from index.generations import IndexProblem
from index.port import Hit, Query
from tests.conftest import NOW


@pytest.fixture
def assistant(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """An assistant whose index cannot be asked any more."""
    library: Library = open_library(tmp_path / "index", NOW, tiny)

    def away(self: WhooshEngine, query: Query) -> list[Hit]:
        raise IndexProblem("no server answers")

    monkeypatch.setattr(WhooshEngine, "search", away)
    return Assistant(library)


def test_a_need_is_still_answered_when_the_index_is_away(assistant: Assistant) -> None:
    _, reply = assistant.step(assistant.start(), "i am so lonely")
    assert "helping-hand" in [service.id for service in reply.services]


def test_a_crisis_is_still_raised_when_the_index_is_away(assistant: Assistant) -> None:
    _, reply = assistant.step(assistant.start(), "there is no one left at all")
    assert reply.crisis is not None
    assert [contact.name for contact in reply.crisis.contacts] == ["Helping Hand"]
