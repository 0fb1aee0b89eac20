"""What staff can do at the desk: one registry for the keys, the line of keys, the menus and the help.

The search line always has the keyboard, so no action is a plain letter. An action with a menu takes a second key.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.filters import FilterName
from tui.actions import Action

DESK_ACTIONS = (
    Action("help", "f1", "button-help", "help-help"),
    Action("filter", "f2", "desk-filter", "desk-help-filter"),
    Action("read", "f3", "desk-read", "desk-help-read"),
    Action("keep", "f4", "desk-keep", "desk-help-keep"),
    Action("pack", "f5", "desk-pack", "desk-help-pack"),
    Action("back", "f6", "desk-back", "desk-help-back"),
    Action("forward", "f7", "desk-forward", "desk-help-forward"),
    Action("nothing", "f8", "desk-nothing", "desk-help-nothing"),
    Action("next_caller", "f9", "desk-next", "desk-help-next"),
    Action("leave", "f10", "button-quit", "desk-help-leave"),
    Action("copy", "ctrl+c", "desk-copy", "desk-help-copy"),
    Action("whole", "enter", "desk-whole", "desk-help-whole"),
    Action("up", "up", "desk-up", "desk-help-up", button=False),
    Action("down", "down", "desk-down", "desk-help-down", button=False),
    Action("page_up", "pageup", "desk-page-up", "desk-help-page-up", button=False),
    Action("page_down", "pagedown", "desk-page-down", "desk-help-page-down", button=False),
    Action("clear", "escape", "desk-clear", "desk-help-clear", button=False),
)
"""The line of keys shows those with a button."""

FILTER_ACTIONS = (
    Action("filter_place", "p", "desk-place", "desk-help-place"),
    Action("filter_need", "n", "desk-need", "desk-help-need"),
    Action("filter_audience", "a", "desk-audience", "desk-help-audience"),
    Action("flag('free')", "f", "desk-free", "desk-help-free"),
    Action("flag('open-now')", "o", "desk-open-now", "desk-help-open-now"),
    Action("flag('phone')", "t", "desk-phone", "desk-help-phone"),
    Action("flag('online')", "l", "desk-online", "desk-help-online"),
    Action("flag('home-visits')", "h", "desk-home-visits", "desk-help-home-visits"),
    Action("flag('step-free')", "s", "desk-step-free", "desk-help-step-free"),
    Action("no_filters", "c", "desk-no-filters", "desk-help-no-filters"),
)
COPY_ACTIONS = (
    Action("copy_phone", "p", "desk-copy-phone", "desk-help-copy-phone"),
    Action("copy_record", "r", "desk-copy-record", "desk-help-copy-record"),
)
LEAVE_ACTIONS = (Action("leave_now", "f10", "desk-leave-now", "desk-help-leave"),)
MENUS: dict[str, tuple[Action, ...]] = {
    "filter": FILTER_ACTIONS,
    "copy": COPY_ACTIONS,
    "leave": LEAVE_ACTIONS,
}
"""Id of the action whose key opens a menu → what its second key does."""

_SHOWN = {
    "ctrl+c": "Ctrl+C", "enter": "Enter", "up": "↑", "down": "↓",
    "pageup": "PgUp", "pagedown": "PgDn", "escape": "Esc",
}  # fmt: skip


def shown_key(key: str) -> str:
    """A key as it is printed on a keyboard."""
    return _SHOWN.get(key, key.upper())


def filter_action(name: FilterName) -> Action:
    """What sets or takes off a filter."""
    wanted = {f"filter_{name}", f"flag('{name}')"}
    return next(action for action in FILTER_ACTIONS if action.id in wanted)


def filter_keys(name: FilterName) -> str:
    """Both keys of a filter: `F2 P`."""
    return f"F2 {shown_key(filter_action(name).key)}"


def all_actions() -> Iterator[tuple[str, Action]]:
    """Every action with the keys that reach it, as the help shows them."""
    for action in DESK_ACTIONS:
        yield shown_key(action.key), action
        for second in MENUS.get(action.id, ()):
            yield f"{shown_key(action.key)} {shown_key(second.key)}", second
