"""What a person can do on a screen: one registry for the keys, the buttons and the help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType

Ability = Literal["leave", "save", "speak", "type"]
"""What only some faces can do: end the app, save a file, read aloud, type by touch."""


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
    needs: Ability | None = None
    """Offered only where the face has this ability."""
    button: bool = True
    """Has a button; without one it stands on the help screen only."""


ACTIONS = (
    Action("help", "f1", "button-help", "help-help"),
    Action("again", "f2", "button-again", "help-again"),
    Action("human", "f3", "button-human", "help-human"),
    Action("place", "f4", "button-place", "help-place"),
    Action("list", "f5", "button-list", "help-list"),
    Action("keyboard", "f6", "button-keyboard", "help-keyboard", "type"),
    Action("speak", "f8", "button-speak", "help-speak", "speak", button=False),
    Action("hide", "f9", "button-hide", "help-hide"),
    Action("leave", "f10", "button-quit", "help-leave", "leave", button=False),
)
"""Of the resident's chat. "Start again", "Talk to a person" and "Leave quickly" are always in sight."""


def offered(actions: Iterable[Action], abilities: frozenset[Ability]) -> tuple[Action, ...]:
    """The actions that a face can do."""
    return tuple(action for action in actions if action.needs is None or action.needs in abilities)


def bindings(actions: Iterable[Action] = ACTIONS) -> list[BindingType]:
    """The keys of every action."""
    return [Binding(action.key, action.id, action.id, id=action.id, show=False) for action in actions]
