"""The conversation screen of the resident."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from assistant.dialogue import State
from assistant.engine import Assistant
from assistant.reply import Reply
from tui.actions import ACTIONS, Ability, bindings, offered
from tui.choices import message_for
from tui.lines import spoken_lines
from tui.screens.help import HelpScreen
from tui.screens.list import ListScreen
from tui.screens.neutral import NeutralScreen
from tui.screens.place import PlaceScreen
from tui.speech import Voice
from tui.widgets.buttons import ActionRow
from tui.widgets.chips import Chip, Chips
from tui.widgets.literal import Literal
from tui.widgets.prompt import Prompt
from tui.widgets.transcript import Transcript
from tui.widgets.turns import Card


class ChatScreen(Screen[None]):
    """Transcript, choices, the line to type into, and what can always be done."""

    BINDINGS = bindings()
    AUTO_FOCUS = "#prompt"

    def __init__(
        self,
        assistant: Assistant,
        start: State,
        abilities: frozenset[Ability] = frozenset(),
        voice: Voice | None = None,
    ) -> None:
        super().__init__()
        self._abilities = abilities
        self._voice = voice
        self._assistant = assistant
        self._start = start
        self._state = start
        self._reply: Reply | None = None

    def compose(self) -> ComposeResult:
        """Top to bottom."""
        say = self._assistant.text
        with Horizontal(id="top"):
            yield Literal(self._assistant.house.name or say("title"), id="title")
            yield Literal(say("subtitle"), id="subtitle")
            yield Literal(id="place")
        yield Transcript(say)
        yield Chips()
        yield Prompt(say("prompt"))
        yield ActionRow(offered(ACTIONS, self._abilities), say)

    async def on_mount(self) -> None:
        """Greet."""
        await self._greet()

    async def _greet(self) -> None:
        self._state, self._reply = self._assistant.greet(self._start)
        await self.query_one(Transcript).add_words(self._reply.message)
        await self._offer(self._reply)

    async def _offer(self, reply: Reply) -> None:
        """The choices of a reply, and the place it is for."""
        await self.query_one(Chips).show(reply.options, len(reply.services) + 1)
        say = self._assistant.text
        place = reply.place
        words = say("place-is", place=place.locality or place.name) if place else say("no-place")
        self.query_one("#place", Literal).say(words)
        self.query_one(Prompt).focus()

    @on(Input.Submitted, "#prompt")
    async def _submitted(self, event: Input.Submitted) -> None:
        text = event.value
        event.input.clear()
        if text.strip():
            await self.ask(message_for(text, self._reply))

    @on(Prompt.PasteCut)
    def _paste_cut(self) -> None:
        self.notify(self._assistant.text("pasted"), markup=False)

    @on(Chip.Chosen)
    async def _chip(self, event: Chip.Chosen) -> None:
        await self.ask(event.label)

    @on(Card.Chosen)
    async def _card(self, event: Card.Chosen) -> None:
        await self.ask(f"number {event.number}")

    async def ask(self, text: str) -> None:
        """Take one message, and show the reply."""
        self._state, self._reply = self._assistant.step(self._state, text)
        if self._reply.kind == "chat" and self._reply.message == self._assistant.text("goodbye"):
            await self.action_leave()
            return
        if self._reply.kind == "chat" and self._reply.message == self._assistant.text("start-again"):
            await self.action_again()
            return
        await self._offer(self._reply)  # first, for it changes how much room the transcript has
        await self.query_one(Transcript).add_turn(self._reply.text, self._reply)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What this face cannot do has no key."""
        known = {item.id for item in ACTIONS}
        return action not in known or action in {item.id for item in offered(ACTIONS, self._abilities)}

    async def wipe(self) -> None:
        """Forget everything: words, list, what was copied, what is being read."""
        if self._voice:
            self._voice.stop()
        self._state, self._reply = self._start, None
        self.app.copy_to_clipboard("")
        self.app.clear_notifications()
        self.query_one(Prompt).forget()
        await self.query_one(Transcript).clear()

    async def action_again(self) -> None:
        """Forget everything, and greet the next person."""
        await self.wipe()
        await self._greet()

    async def action_hide(self) -> None:
        """Leave quickly: wipe, and show a screen that tells nothing."""
        await self.wipe()
        await self._greet()
        self.app.push_screen(NeutralScreen(self._assistant))

    def action_list(self) -> None:
        """Show the list to take away."""
        self.app.push_screen(
            ListScreen(self._assistant, self._state, "save" in self._abilities), self._listed
        )

    def _listed(self, state: State | None) -> None:
        if state is not None:
            self._state = state

    def action_speak(self) -> None:
        """Read the card in focus, or else the last reply; or be quiet again."""
        if self._voice is None or self._reply is None:
            return
        if self._voice.speaking:
            self._voice.stop()
            return
        card = self.focused if isinstance(self.focused, Card) else None
        number = card.number if card and card.number <= len(self._reply.services) else None
        self._voice.say("\n".join(spoken_lines(self._reply, self._assistant.text, number)))

    async def action_human(self) -> None:
        """Offer a person to talk to."""
        await self.ask(self._assistant.text("option-human"))

    def action_place(self) -> None:
        """Ask where the person lives."""
        self.app.push_screen(PlaceScreen(self._assistant), self._placed)

    async def _placed(self, text: str | None) -> None:
        if text is not None:
            await self.ask(text)

    def action_help(self) -> None:
        """What can be done here."""
        self.app.push_screen(HelpScreen(offered(ACTIONS, self._abilities), self._assistant.text))

    async def action_leave(self) -> None:
        """Wipe, and end; where a face does not end, begin anew."""
        await self.wipe()
        if "leave" in self._abilities:
            self.app.exit()
        else:
            await self._greet()
