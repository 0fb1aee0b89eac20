"""The desk's filters: setting them and taking them off."""

from __future__ import annotations

from typing import cast

from assistant.filters import NO_FILTERS, FilterName, Filters, Flag
from tui.desk import choices
from tui.desk.base import DeskBase
from tui.desk.picker import PickerScreen


class FilterActions(DeskBase, inherit_bindings=False):
    """What the second keys of the filter menu do."""

    def _filter(self, filters: Filters) -> None:
        self.call.trail.filtered(filters)
        self.search()

    def action_flag(self, flag: str) -> None:
        """Set a filter, or take it off."""
        self._filter(self.filters.toggled(cast(Flag, flag)))

    def action_drop(self, name: str) -> None:
        """Take a filter off."""
        self._filter(self.filters.without(cast(FilterName, name)))

    def action_no_filters(self) -> None:
        """Take every filter off."""
        self._filter(NO_FILTERS)

    def action_filter_place(self) -> None:
        """Pick a place."""
        self._pick("place", choices.places(self.assistant.library))

    def action_filter_need(self) -> None:
        """Pick a need."""
        self._pick("need", choices.needs(self.assistant.library))

    def action_filter_audience(self) -> None:
        """Pick whom the service is for."""
        self._pick("audience", choices.audiences(self.say))

    def _pick(self, name: FilterName, find: choices.Find) -> None:
        def picked(value: str | None) -> None:
            if value is not None:
                self._filter(self.filters.with_value(name, value or None))

        if name in self.filters.names():
            self.action_drop(name)
        else:
            self.app.push_screen(PickerScreen(self.say(f"desk-pick-{name}"), find, self.say), picked)
