"""One step of a conversation: (state, text) → (state, reply). No input or output, and no clock of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import msgspec

from assistant.answers import Answers, Clock, Draft
from assistant.crisis import LEAST_WORDS, CrisisAnswers
from assistant.cues import ordinal_in
from assistant.decide import Move, move_for
from assistant.details import details_of
from assistant.dialogue import Option, State, Topic, Turn
from assistant.house import NO_HOUSE, House
from assistant.library import Library
from assistant.moving import remembered
from assistant.opening import UK
from assistant.places import Where
from assistant.plans import PlanAnswers
from assistant.reply import CrisisShown, PlaceShown, Reply, ServiceShown
from assistant.router import Meant, Routed, calibration
from assistant.safety import Alarm
from assistant.spelling import Spelt
from assistant.takeaway import TakeAway
from assistant.tidy import tidy
from index.analysis import terms_of

DEFAULT_LIMIT = 5
UNSURE, LEAST_MAYBE, LEAST_CRISIS = 0.6, 0.04, 0.25
"""Below the first, the next best needs are shown too, if they have at least the second; a crisis: the third."""
SURELY_REFUSED = 0.3


class Assistant:
    """Understands and replies. Holds no conversation: the state goes in and comes out."""

    def __init__(
        self,
        library: Library,
        limit: int = DEFAULT_LIMIT,
        house: House = NO_HOUSE,
        clock: Clock | None = None,
        newest: Callable[[], Library] | None = None,
    ) -> None:
        """`clock` gives the time, for what is open now; without one nothing is said of that.

        `newest` gives the library to answer from, asked before each message; without one it is always `library`.
        """
        self.house = house
        self._limit = limit
        self._clock = clock
        self._newest = newest
        self._has_moved = False
        self._serve(library)

    def _serve(self, library: Library) -> None:
        """Answer from this library from now on."""
        self.library = library
        self._answers = Answers(library, self._limit, self.house, self._clock)
        self._plans = PlanAnswers(library, self._answers)
        self._take = TakeAway(library.knowledge, self._answers)
        self._crisis = CrisisAnswers(library, self._answers)
        self._do: dict[Move, Callable[[State, Turn], Draft]] = {
            "option": self._option,
            "again": lambda state, turn: self._again(state),
            "human": lambda state, turn: self._human(state),
            "pick": self._answers.picked,
            "keep": lambda state, turn: self._take.keep(state, turn.ordinal or 0),
            "pack": lambda state, turn: self._take.pack(state),
            "pack-clear": lambda state, turn: self._answers.chat(replace(state, kept=()), "list-cleared"),
            "more": lambda state, turn: self._answers.about(state, state.topic, more=True),
            "closure": self._answers.closure,
            "plan": self._plans.plans,
            "plan-again": lambda state, turn: self._plans.plans_again(state),
            "add": self._add,
            "refine": lambda state, turn: self._answers.about(state, state.topic),
            "narrow": lambda state, turn: self._answers.chat(state, "ask-need", self._answers.groups()),
            "answer": self._answer,
            "reject": self._reject,
            "greet": lambda state, turn: self._answers.greeting(state),
            "thanks": lambda state, turn: self._answers.chat(state, "thanks", state.options),
            "goodbye": lambda state, turn: self._answers.chat(State(), "goodbye"),
            "about": lambda state, turn: self._answers.chat(state, "who-are-you", self._answers.groups()),
            "where": self._placed,
            "stay": self._answers.stay,
            "handover": lambda state, turn: self._answers.handover(state),
        }

    def start(self, area: str | None = None, postcode: str | None = None) -> State:
        """The state at the start of a conversation.

        Raises:
            ValueError: there is no such area or postcode; the message is for a person.
        """
        if postcode:
            where = self.library.places.from_postcode(postcode)
            if where is None:
                raise ValueError(f"'{postcode[:20]}' is not a postcode that we know")
            return State(where=where)
        if area:
            if area not in self.library.knowledge.place_by_id:
                raise ValueError(f"there is no area '{area[:40]}'; try dacorum, thurrock or calderdale")
            return State(where=self.library.places.setting(area))
        return State()

    def close(self) -> None:
        """The last conversation is over; a face that keeps counts writes them now."""

    def greet(self, state: State) -> tuple[State, Reply]:
        """The first words of a conversation, with the topics to pick from."""
        state = self._moved_on(state)
        draft = self._answers.greeting(state)
        return draft.state, draft.reply("", None, self.place_of(draft.state))

    def today(self) -> date:
        """The day by the clock, in the United Kingdom."""
        now = self._clock() if self._clock else datetime.now(UK)
        return now.astimezone(UK).date()

    def kept(self, state: State) -> list[ServiceShown]:
        """The services on the list to take away."""
        return self._take.kept(state)

    def text(self, key: str, **values: str) -> str:
        """A sentence of the catalogue, for a face to show."""
        return self._answers.say(key, **values)

    def step(self, state: State, text: str) -> tuple[State, Reply]:
        """Take one message and answer it."""
        state = self._moved_on(state)
        undone = self._typed_before(state, text)
        turn = self.understand(state, undone or text, spelling=undone is None)
        if not turn.text:
            draft = self._answers.chat(state, "empty", self._answers.groups())
            return draft.state, draft.reply(
                turn.text, turn.understood_as, self.place_of(draft.state), turn.routed.others
            )
        current = self._with_details(state, turn)
        draft = self._with_undo(self._do[move_for(current, turn)](current, turn), turn)
        if turn.alarms:
            draft, crisis = self._crisis.first(draft, turn)
            reply = draft.reply(turn.text, turn.understood_as, self.place_of(draft.state), turn.routed.others)
            return draft.state, msgspec.structs.replace(reply, crisis=crisis)
        draft = self._crisis.gently(draft, turn)
        return draft.state, draft.reply(
            turn.text, turn.understood_as, self.place_of(draft.state), turn.routed.others
        )

    def _moved_on(self, state: State) -> State:
        """Go over to the newest library where there is one; the state without what it does not hold."""
        library = self._newest() if self._newest else self.library
        if library is not self.library:
            self._serve(library)
            self._has_moved = True
        return remembered(state, library.knowledge) if self._has_moved else state

    @staticmethod
    def _typed_before(state: State, text: str) -> str | None:
        """What was typed in the message before, where this one asks to take it as it stood."""
        option = state.option_for(tidy(text).text)
        return option.value if option is not None and option.action == "as-typed" else None

    def _with_undo(self, draft: Draft, turn: Turn) -> Draft:
        """Offer to take the words as they were typed, where some were put right."""
        if turn.understood_as is None:
            return draft
        undo = Option(self._answers.say("option-as-typed"), "as-typed", turn.text)
        options = (*draft.options, undo)
        return replace(draft, options=options, state=replace(draft.state, options=options))

    def understand(self, state: State, text: str, *, spelling: bool = True) -> Turn:
        """Everything that is seen in a message before it is answered; without `spelling` no word is put right."""
        library = self.library
        tidied = tidy(text)
        spelt = library.speller.correct(tidied.routed) if spelling else Spelt(tidied.routed, ())
        alarms = library.safety.alarms([tidied.text, spelt.text])
        cues = library.cues.seen_in(spelt.text)
        details = details_of(spelt.text, library.places, library.cues, cues)
        context = frozenset(meant.id for meant in state.topic.needs)
        routed = library.router.route(spelt.text, details.ignored, context)
        if "not-wanted" in cues:
            routed = routed.without(self._refused(spelt.text))
        alarms = alarms or self._learnt_alarms(len(spelt.text.split()), routed)
        return Turn(
            text=tidied.text,
            corrected=spelt.text,
            understood_as=spelt.text if spelt.shown else None,
            corrections=spelt.corrections,
            alarms=tuple(alarms),
            cues=cues,
            details=details,
            routed=routed,
            named=tuple(library.names.services_in(spelt.text)),
            closure=library.names.closure_in(spelt.text),
            terms=tuple((term, 1.0) for term in dict.fromkeys(terms_of(spelt.text))),
            ordinal=ordinal_in(spelt.text),
            option=state.option_for(tidied.text) if spelling else None,
        )

    def _refused(self, text: str) -> frozenset[str]:
        """Needs that the message says are not wanted: "not a care home"."""
        spans = self.library.cues.spans("not-wanted", text)
        found = [self.library.router.route(span).needs[:1] for span in spans]
        return frozenset(meant.id for needs in found for meant in needs if meant.confidence >= SURELY_REFUSED)

    def _learnt_alarms(self, words: int, routed: Routed) -> list[Alarm]:
        """What the router alone raises. A word or two ("goodbye") are too little to go by."""
        if words < LEAST_WORDS:
            return []
        danger = [(meant.id, meant.confidence) for meant in routed.danger]
        return self.library.safety.learnt(danger, calibration().alarm)

    @staticmethod
    def _with_details(state: State, turn: Turn) -> State:
        """The state with what this message says of place and particulars. A new subject drops old ones."""
        new_subject = bool(turn.routed.needs) and "as-well" not in turn.cues
        slots = turn.details.slots if new_subject else state.slots.merged_with(turn.details.slots)
        return replace(state, where=turn.details.where or state.where, slots=slots)

    def _answer(self, state: State, turn: Turn) -> Draft:
        needs = turn.routed.needs
        surest = max((need.confidence for need in needs), default=1.0)
        maybe = self._maybe_meant(turn) if surest < UNSURE and not turn.named else ()
        topic = Topic(needs, turn.terms, turn.named, maybe=maybe)
        return self._answers.about(state, topic)

    def _maybe_meant(self, turn: Turn) -> tuple[Meant, ...]:
        """The next best needs. A crisis is not named on a mere suspicion: it would only frighten."""
        crises = {category.id for category in self.library.knowledge.safety_categories}
        return tuple(
            item
            for item in turn.routed.others
            if item.confidence >= (LEAST_CRISIS if item.id in crises else LEAST_MAYBE)
        )[:2]

    def _add(self, state: State, turn: Turn) -> Draft:
        known = {meant.id for meant in state.topic.needs}
        added = tuple(meant for meant in turn.routed.needs if meant.id not in known)
        return self._answers.about(state, Topic((*added, *state.topic.needs)[:3], turn.terms))

    def _option(self, state: State, turn: Turn) -> Draft:
        option = turn.option
        assert option is not None
        return self._chosen(state, option)

    def _chosen(self, state: State, option: Option) -> Draft:
        answers = self._answers
        if option.action == "need":
            return answers.about(replace(state, seen=frozenset()), Topic((Meant(option.value, 0.99),)))
        if option.action == "area":
            placed = replace(state, where=self.library.places.setting(option.value))
            return answers.about(placed, placed.topic) if placed.topic else self._ask_need(placed)
        if option.action == "group":
            return answers.group(state, option.value)
        if option.action == "more":
            return answers.about(state, state.topic, more=True)
        if option.action == "wrong":
            return self._take.what_is_wrong(state, option.value)
        if option.action == "report":
            return self._take.reported(state, option.value)
        if option.action == "keep":
            return self._take.keep(state, state.shown.index(option.value))
        if option.action == "pack":
            return self._take.pack(state)
        if option.action == "local":
            return answers.about(state, replace(state.topic, only_local=True))
        return self._human(state) if option.action == "human" else self._again(state)

    def _again(self, state: State) -> Draft:
        """Everything is forgotten but the hub's own place."""
        setting = state.where if state.where and state.where.source == "setting" else None
        return self._answers.chat(State(where=setting), "start-again", self._answers.groups())

    def _human(self, state: State) -> Draft:
        draft = self._answers.handover(state, (), "human")
        return replace(draft, state=replace(draft.state, failures=0))

    def _reject(self, state: State, turn: Turn) -> Draft:
        draft = self._answers.chat(replace(state, topic=Topic()), "not-that", self._answers.groups())
        return replace(draft, state=replace(draft.state, seen=frozenset()))

    def _placed(self, state: State, turn: Turn) -> Draft:
        return self._ask_need(state)

    def _ask_need(self, state: State) -> Draft:
        where = state.where
        assert where is not None
        if where.uncovered:
            return self._answers.chat(
                state, "place-not-covered", self._answers.groups(), place=where.uncovered
            )
        return self._answers.chat(
            state, "place-known", self._answers.groups(), place=self._answers.place_name(where)
        )

    def knows_place(self, text: str) -> bool:
        """True where some words name a place or a postcode that we know."""
        words = tidy(text).routed
        places = self.library.places
        return bool(places.find(words) or places.find(self.library.speller.correct(words).text))

    def crisis_shown(self, alarm: Alarm, where: Where | None) -> CrisisShown:
        """What is shown first when an alarm is raised, with whom to ring there."""
        return self._crisis.shown(alarm, where)

    def place_of(self, state: State) -> PlaceShown | None:
        """Where the answers of a conversation are for."""
        where = state.where
        if where is None:
            return None
        named = self.library.places.name(where.locality) if where.locality else None
        return PlaceShown(where.place, where.name, where.source, named, where.uncovered is None)
