"""Step 6: what was said before, and what this message does in the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.details import Details, Slots
from assistant.places import Where
from assistant.router import Meant, Routed
from assistant.safety import Alarm
from assistant.spelling import Correction
from knowledge.records import Closure

ActionKind = Literal[
    "need", "area", "more", "human", "local", "group", "again", "as-typed", "keep", "pack", "wrong", "report"
]


@dataclass(frozen=True, slots=True)
class Option:
    """A choice offered as a chip or a number."""

    label: str
    action: ActionKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What the conversation is about."""

    needs: tuple[Meant, ...] = ()
    terms: tuple[tuple[str, float], ...] = ()
    named: tuple[str, ...] = ()
    only_local: bool = False
    maybe: tuple[Meant, ...] = ()
    """Needs that may be meant instead, where we are not sure: each gets a place in the list."""

    def __bool__(self) -> bool:
        return bool(self.needs or self.named)


NO_TOPIC = Topic()
NO_SLOTS = Slots()


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered of one conversation. Nothing of it is ever written down."""

    where: Where | None = None
    topic: Topic = NO_TOPIC
    slots: Slots = NO_SLOTS
    shown: tuple[str, ...] = ()
    """Ids of the services in the last reply, in order."""
    plans: tuple[str, ...] = ()
    """Ids of the plan items in the last reply."""
    seen: frozenset[str] = frozenset()
    """Ids of all services shown for this topic."""
    options: tuple[Option, ...] = ()
    failures: int = 0
    """Messages in a row that were not understood."""
    questions: int = 0
    """Questions in a row that were asked back."""
    kept: tuple[str, ...] = ()
    """Ids of the services on the list to take away."""

    def option_for(self, text: str) -> Option | None:
        """The offered choice that a message repeats word for word."""
        wanted = text.strip().casefold()
        return next((option for option in self.options if option.label.casefold() == wanted), None)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message, understood."""

    text: str
    """Tidy."""
    corrected: str
    understood_as: str | None
    corrections: tuple[Correction, ...]
    alarms: tuple[Alarm, ...]
    cues: frozenset[str]
    details: Details
    routed: Routed
    named: tuple[str, ...]
    closure: Closure | None
    terms: tuple[tuple[str, float], ...]
    ordinal: int | None
    option: Option | None

    @property
    def words(self) -> int:
        """How many words the message has."""
        return len(self.corrected.split())
