"""Taking a record away: to the clipboard, and into the caller's pack."""

from __future__ import annotations

import msgspec

from assistant.dialogue import State
from tui.desk.base import DeskBase
from tui.desk.results import ResultList
from tui.lines import service_lines
from tui.screens.list import ListScreen


class TakeActions(DeskBase, inherit_bindings=False):
    """What can be done with the marked record."""

    def action_copy_phone(self) -> None:
        """Send the first phone number to the clipboard."""
        phone = self.view.shown(chosen).phone if (chosen := self.view.chosen) else None
        if phone is None:
            self.view.note(self.say("desk-nothing-to-copy"))
            return
        self.app.copy_to_clipboard(phone)
        self.view.note(self.say("desk-sent", what=phone))

    def action_copy_record(self) -> None:
        """Send the whole record to the clipboard."""
        if chosen := self.chosen:
            timeless = msgspec.structs.replace(self.view.shown(chosen), open_now=None)
            self.app.copy_to_clipboard("\n".join(service_lines(timeless, self.say)) + "\n")
            self.view.note(self.say("desk-sent", what=self.say("desk-sent-record")))

    def action_keep(self) -> None:
        """Put the marked record in the pack, or take it out."""
        chosen = self.chosen
        if chosen is None:
            return
        changed = self.call.turn_in_pack(chosen)
        key = "desk-kept" if chosen in self.call.pack else "desk-unkept"
        count, name = str(len(self.call.pack)), self.view.shown(chosen).name
        self.view.show_rows(self.call, self.query_one(ResultList).marked)
        self.view.show_counts(self.call)
        self.view.show_record(self.call)
        self.view.note(self.say(key if changed else "desk-pack-full", name=name, count=count))

    def action_pack(self) -> None:
        """Show the pack."""
        if not self.call.pack:
            self.view.note(self.say("desk-pack-empty"))
            return

        def shown(state: State | None) -> None:
            if state is not None:
                self.call.pack = state.kept
                self.view.resized(self.call)

        self.app.push_screen(ListScreen(self.assistant, State(kept=self.call.pack), can_save=True), shown)
