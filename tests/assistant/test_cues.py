"""Each cue of the conversation matches its own examples, and not the others."""

from __future__ import annotations

import pytest

from assistant.cues import ordinal_in
from assistant.engine import Assistant
from knowledge.loader import load_knowledge
from knowledge.records import Cue


@pytest.mark.parametrize("cue", load_knowledge().cues, ids=lambda cue: cue.id)
def test_cue(cue: Cue, assistant: Assistant) -> None:
    cues = assistant.library.cues
    assert not [text for text in cue.positive if cue.id not in cues.seen_in(text)]
    assert not [text for text in cue.negative if cue.id in cues.seen_in(text)]


@pytest.mark.parametrize(
    ("text", "at"), [("the second one", 1), ("number 3", 2), ("the last one", -1), ("a second opinion", None)]
)
def test_ordinals(text: str, at: int | None) -> None:
    assert ordinal_in(text) == at
