"""The desk: takes the keys, searches while staff type, and keeps the call."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from assistant.opening import UK
from assistant.outcomes import Outcome
from tui.actions import bindings
from tui.desk.call import Call
from tui.desk.filtering import FilterActions
from tui.desk.help import DeskHelpScreen
from tui.desk.keys import DESK_ACTIONS, MENUS
from tui.desk.menu import MenuScreen
from tui.desk.record import RecordPane
from tui.desk.results import ResultList
from tui.desk.taking import TakeActions
from tui.desk.trail import Step
from tui.desk.view import DeskView
from tui.widgets.prompt import Prompt


class DeskScreen(FilterActions, TakeActions, inherit_bindings=False):
    """One screen for a whole call."""

    BINDINGS = bindings(DESK_ACTIONS)
    AUTO_FOCUS = "#prompt"

    def compose(self) -> ComposeResult:
        """The view fills the screen."""
        yield DeskView(self.assistant, self.clock)

    def on_mount(self) -> None:
        """Begin the first call; meanwhile read the list of postcodes, so that the first one typed need not wait."""
        self.view.show(self.call)
        places = self.assistant.library.places
        self.run_worker(lambda: places.from_postcode("HP1 1AA"), thread=True, group="postcodes")

    def on_resize(self) -> None:
        """Rows and crisis box fit the new size."""
        self.view.resized(self.call)

    # Searching

    @on(Input.Changed, "#prompt")
    def _typed(self, event: Input.Changed) -> None:
        self.call.trail.typed(event.value)
        self.search()

    @on(Prompt.PasteCut)
    def _paste_cut(self) -> None:
        self.notice = self.say("pasted")

    # Results and record

    def action_up(self) -> None:
        """Mark the result above."""
        self.query_one(ResultList).move(-1)

    def action_down(self) -> None:
        """Mark the result below."""
        self.query_one(ResultList).move(1)

    @on(ResultList.Marked)
    def _marked(self) -> None:
        self.view.show_record(self.call)

    @on(ResultList.Clicked)
    def _clicked(self) -> None:
        if self.view.offered:
            self.action_whole()

    def action_page_up(self) -> None:
        """Scroll the record up."""
        self.query_one(RecordPane).scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """Scroll the record down."""
        self.query_one(RecordPane).scroll_page_down(animate=False)

    @on(Input.Submitted, "#prompt")
    def action_whole(self) -> None:
        """Give the record the screen, or the list its place again; or take off the filter that is offered."""
        if offered := self.view.offered:
            self.action_drop(offered)
        elif self.view.chosen:
            self.view.toggle_class("-whole")

    def action_read(self) -> None:
        """Show records as sentences to read out, or as records again."""
        self.call.reading = not self.call.reading
        self.view.show_record(self.call)

    def action_clear(self) -> None:
        """Back to the list; from there, an empty search line."""
        if self.view.has_class("-whole"):
            self.view.remove_class("-whole")
        else:
            self.query_one(Prompt).forget()

    # Menus

    def action_filter(self) -> None:
        """Which filter?"""
        self._menu("filter")

    def action_copy(self) -> None:
        """What shall be copied? Words that are marked with the mouse are, at once."""
        if marked := self.get_selected_text():
            self.app.copy_to_clipboard(marked)
            self.view.note(self.say("desk-sent", what=self.say("desk-sent-marked")))
        else:
            self._menu("copy")

    def action_leave(self) -> None:
        """Leave?"""
        self._menu("leave")

    def _menu(self, name: str) -> None:
        async def taken(action: str | None) -> None:
            if action is not None:
                await self.run_action(action)

        on_now = {f"filter_{item}" for item in self.filters.names()}
        on_now |= {f"flag('{item}')" for item in self.filters.flags}
        title = self.say(f"desk-menu-{name}")
        self.app.push_screen(MenuScreen(title, MENUS[name], self.say, frozenset(on_now)), taken)

    def action_help(self) -> None:
        """Every key."""
        self.app.push_screen(DeskHelpScreen(self.say))

    # The call

    def action_back(self) -> None:
        """The search before."""
        self._go(self.call.trail.back(), "desk-no-back")

    def action_forward(self) -> None:
        """The search after."""
        self._go(self.call.trail.forward(), "desk-no-forward")

    def _go(self, step: Step | None, otherwise: str) -> None:
        if step is None:
            self.view.note(self.say(otherwise))
            return
        with self.prevent(Input.Changed):
            self.query_one(Prompt).value = step.text
        self.search()

    def action_nothing(self) -> None:
        """Count that no result was right."""
        call = self.call
        step, found = call.trail.here, call.found
        if not (step.text.strip() or step.filters.narrows):
            self.view.note(self.say("desk-nothing-to-note"))
        elif call.counted == step:
            self.view.note(self.say("desk-noted-already"))
        else:
            need = found.needs[0] if found.needs else None
            day = self.clock().astimezone(UK).date()
            count = self.sink.record(Outcome("nothing-right", found.place, need, day))
            call.counted = step
            say, places = self.say, self.assistant.library.places
            self.view.note(
                say(
                    "desk-noted",
                    need=self.view.wording.need(need) if need else say("desk-any-need"),
                    place=places.name(found.place) if found.place else say("desk-any-place"),
                    count=str(count),
                )
            )

    def action_next_caller(self) -> None:
        """Forget the call: words, filters, pack, clipboard."""
        self.workers.cancel_group(self, "search")
        self.call = Call(self._start)
        with self.prevent(Input.Changed):
            self.query_one(Prompt).forget()
        self.view.remove_class("-whole")
        self.view.show(self.call)
        self.view.note(self.say("desk-next-ready"))
        self.app.copy_to_clipboard("")
        self.app.clear_notifications()

    def action_leave_now(self) -> None:
        """Forget the call, and leave."""
        self.action_next_caller()
        self.app.exit()

    def on_click(self, event: events.Click) -> None:
        """Wherever the mouse was, the search line keeps the keyboard."""
        self.query_one(Prompt).focus()
