"""What a person can do on the chat screen: one registry for the keys, the buttons, the footer and the help."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do."""

    id: str
    """Name of the screen's `action_` method, and of the button."""
    key: str
    label: str
    """Id of the words on the button, in the catalogue."""
    help: str
    """Id of the words on the help screen, in the catalogue."""


ACTIONS = (
    Action("help", "f1", "button-help", "help-help"),
    Action("again", "f2", "button-again", "help-again"),
    Action("human", "f3", "button-human", "help-human"),
    Action("place", "f4", "button-place", "help-place"),
    Action("leave", "f10", "button-quit", "help-leave"),
)


def bindings() -> list[BindingType]:
    """The keys of every action."""
    return [Binding(action.key, action.id, action.id, id=action.id, show=False) for action in ACTIONS]
