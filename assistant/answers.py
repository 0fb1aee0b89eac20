"""Puts replies together: the words from the catalogue, the services, the choices to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.dialogue import Option, State, Topic, Turn
from assistant.house import House
from assistant.library import Library
from assistant.places import Where
from assistant.ranking import Ranked, Wanted
from assistant.reply import (
    Kind,
    NeedShown,
    PlaceShown,
    Reply,
    ReportShown,
    ServiceShown,
    show_plan,
    show_service,
)
from assistant.router import MAX_NEEDS, Meant
from index.port import Query
from knowledge.checks import has_contact
from knowledge.records import PlanItem, Service

Clock = Callable[[], datetime]
"""Gives the time, with its zone."""
MAX_OPTIONS = 6
_LOCAL_BANDS = frozenset({"here", "district", "county"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply before the crisis screen has had its say, and the state after it."""

    kind: Kind
    message: str
    state: State
    needs: tuple[Meant, ...] = ()
    services: tuple[ServiceShown, ...] = ()
    plans: tuple[PlanItem, ...] = ()
    options: tuple[Option, ...] = ()
    closed: str | None = None
    reported: ReportShown | None = None

    def reply(
        self,
        text: str,
        understood_as: str | None,
        place: PlaceShown | None,
        others: Sequence[Meant] = (),
    ) -> Reply:
        """The finished reply to a message. `others` are needs that it may have meant as well."""
        named = {meant.id for meant in self.needs}
        also = [meant for meant in others if meant.id not in named] if named else []
        return Reply(
            text=text,
            understood_as=understood_as,
            kind=self.kind,
            needs=tuple(NeedShown(meant.id, meant.confidence) for meant in (*self.needs, *also)[:MAX_NEEDS]),
            crisis=None,
            place=place,
            message=self.message,
            services=self.services,
            plans=tuple(show_plan(plan) for plan in self.plans),
            options=tuple(option.label for option in self.options),
            closed=self.closed,
            reported=self.reported,
        )


class Answers:
    """Writes drafts from the knowledge of a library."""

    def __init__(self, library: Library, limit: int, house: House, clock: Clock | None) -> None:
        self._library = library
        self._house = house
        self._clock = clock
        self._knowledge = library.knowledge
        self._texts = library.knowledge.reply_text
        self._limit = limit

    def say(self, key: str, **values: str) -> str:
        """A sentence of the catalogue, filled in."""
        return self._texts[key].format(**values)

    def chat(self, state: State, key: str, options: Iterable[Option] = (), **values: str) -> Draft:
        """A reply that only talks."""
        chosen = tuple(options)
        return Draft(
            "chat", self.say(key, **values), replace(state, options=chosen, failures=0), options=chosen
        )

    def greeting(self, state: State) -> Draft:
        """The first words, with the topics to pick from."""
        hub = self._house.name
        return (
            self.chat(state, "greeting-hub", self.groups(), hub=hub)
            if hub
            else self.chat(state, "greeting", self.groups())
        )

    def show(
        self, service: Service, why: str, where: Where | None, miles: float | None = None
    ) -> ServiceShown:
        """A service as a card shows it, at this moment."""
        now = self._clock() if self._clock else None
        door = self.door(where) if service.reports else None
        return show_service(service, why, self._texts, miles, now, door)

    def groups(self) -> list[Option]:
        """The tiles to browse by."""
        return [Option(group.label, "group", group.id) for group in self._knowledge.groups]

    def group(self, state: State, group: str) -> Draft:
        """The needs of one tile, as a question."""
        options = tuple(
            Option(need.label, "need", need.id) for need in self._knowledge.needs if need.group == group
        )
        after = replace(state, options=options, questions=state.questions + 1)
        return Draft("clarify", self.say("which-need"), after, options=options)

    def about(self, state: State, topic: Topic, more: bool = False) -> Draft:
        """Services for a topic."""
        without = state.seen if more else frozenset[str]()
        ranked = self._ranked(state, topic, without)
        if not ranked and more:
            return self._nothing_more(state, topic)
        if not ranked:
            return self.handover(replace(state, topic=topic), topic.needs, "nothing-here")
        services = tuple(
            self.show(item.service, self._why(item, state.where), state.where, item.miles) for item in ranked
        )
        ids = tuple(service.id for service in services)
        question = self._question(state, topic)
        options = question or self._next_steps(state, topic, ranked)
        after = replace(
            state,
            topic=topic,
            shown=ids,
            seen=state.seen | frozenset(ids),
            plans=(),
            options=options,
            failures=0,
            questions=state.questions + 1 if question else 0,
        )
        message = self._message(state, topic, ranked, bool(question), more)
        return Draft(
            "clarify" if question else "answer", message, after, topic.needs, services, options=options
        )

    def _ranked(self, state: State, topic: Topic, without: frozenset[str]) -> list[Ranked]:
        wanted = Wanted(
            (*topic.needs, *topic.maybe),
            topic.terms,
            state.where,
            state.slots,
            topic.named,
            without,
            self._clock() if self._clock else None,
        )
        ranked = self._library.ranking.best(wanted, self._limit)
        if topic.only_local:
            local = [item for item in ranked if item.band in _LOCAL_BANDS]
            return local or ranked
        return ranked

    def stay(self, state: State, turn: Turn) -> Draft:
        """Look again for the same need with a fragment's words; hand over where no such service has any of them."""
        needs = frozenset(meant.id for meant in state.topic.needs)
        if not self._library.engine.search(Query(turn.terms, needs=needs, limit=1)):
            return self.handover(state)
        draft = self.about(state, replace(state.topic, terms=turn.terms))
        again = self.say("looked-again", need=_listed([self._label(state.topic.needs[0].id)]))
        return replace(draft, message=f"{again} {self._place_words(state.where, ())}".strip())

    def _nothing_more(self, state: State, topic: Topic) -> Draft:
        draft = self.handover(state, topic.needs, "no-more")
        return replace(draft, state=replace(draft.state, failures=0))

    def _question(self, state: State, topic: Topic) -> tuple[Option, ...]:
        """Two needs that are close and easily mixed up: ask which, once, and show services all the same."""
        if state.questions or len(topic.needs) < 2 or topic.named:
            return ()
        first, second = topic.needs[:2]
        pairs = {item.other for item in self._knowledge.need_by_id[first.id].clarify}
        if second.id not in pairs or first.confidence - second.confidence > 0.15 or first.confidence > 0.8:
            return ()
        return tuple(Option(self._label(meant.id), "need", meant.id) for meant in (first, second))

    def _label(self, need: str) -> str:
        return self._knowledge.need_by_id[need].label

    def _message(
        self, state: State, topic: Topic, ranked: Sequence[Ranked], question: bool, more: bool
    ) -> str:
        parts: list[str] = []
        if more:
            parts.append(self.say("more"))
        elif topic.needs:
            parts.append(self._knowledge.need_by_id[topic.needs[0].id].opening)
            others = [self._label(meant.id) for meant in topic.needs[1:]]
            if others:
                parts.append(self.say("also", needs=_listed(others)))
            if topic.maybe:
                parts.append(
                    self.say("unsure", needs=_listed([self._label(item.id) for item in topic.maybe]))
                )
        else:
            parts.append(self.say("by-name"))
        if question:
            first, second = topic.needs[:2]
            clarify = self._knowledge.need_by_id[first.id].clarify
            parts.append(next(item.question for item in clarify if item.other == second.id))
        parts.append(self._place_words(state.where, ranked))
        return " ".join(filter(None, parts))

    def _place_words(self, where: Where | None, ranked: Sequence[Ranked]) -> str:
        if where is None:
            return self.say("ask-place")
        if where.uncovered:
            return self.say("not-covered", place=where.uncovered)
        if any(item.band in _LOCAL_BANDS for item in ranked):
            return self.say("for-place", place=self.place_name(where))
        door = self.door(where)
        if door is None:
            return ""
        return self.say("no-local", place=self.place_name(where), door=door.name, contact=reach(door))

    def place_name(self, where: Where) -> str:
        """What to call where the person is."""
        return self._library.places.name(where.locality) if where.locality else where.name

    def door(self, where: Where | None) -> Service | None:
        """The service that connects people there to a person."""
        own = self._house.front_door
        if own and (where is None or where.place == self._house.place):
            return self._knowledge.service_by_id.get(own)
        found = self._library.places.front_door(where)
        return self._knowledge.service_by_id.get(found) if found else None

    def _why(self, item: Ranked, where: Where | None) -> str:
        reasons = []
        if item.named:
            reasons.append(self.say("why-named"))
        if item.need:
            reasons.append(self.say("why-need", need=self._label(item.need).lower()))
        if where is not None and item.band in _LOCAL_BANDS:
            reasons.append(
                self.say("why-local", place=self.place_name(where) if item.band == "here" else where.name)
            )
        elif item.band == "national":
            reasons.append(self.say("why-national"))
        elif item.band == "nearby":
            reasons.append(self.say("why-nearby"))
        if item.miles is not None and item.miles >= 0.1 and where and where.point:
            reasons.append(self.say("why-miles", miles=f"{item.miles:.0f}" if item.miles >= 1.5 else "1"))
        return " ".join(reasons)

    def _next_steps(self, state: State, topic: Topic, ranked: Sequence[Ranked]) -> tuple[Option, ...]:
        options: list[Option] = []
        if state.where is None:
            options += [
                Option(place.name, "area", place.id)
                for place in self._knowledge.places
                if place.covered and place.kind == "district"
            ]
        elif any(item.band == "national" for item in ranked) and any(
            item.band in _LOCAL_BANDS for item in ranked
        ):
            options.append(Option(self.say("option-local", place=state.where.name), "local"))
        main = [self._knowledge.need_by_id[meant.id] for meant in topic.needs[:1]]
        taken = {meant.id for meant in topic.needs}
        for need in main:
            options += [
                Option(self._label(item), "need", item) for item in need.related if item not in taken
            ][:2]
        options += [Option(self.say("option-more"), "more"), Option(self.say("option-human"), "human")]
        return tuple(options[:MAX_OPTIONS])

    def handover(self, state: State, needs: Sequence[Meant] = (), key: str = "not-understood") -> Draft:
        """The human front door for the place, and the tiles to try instead."""
        door = self.door(state.where)
        services: tuple[ServiceShown, ...] = ()
        way = ""
        if door is not None:
            services = (self.show(door, self.say("why-door"), state.where),)
            way = self.say("door", door=door.name, contact=reach(door))
        failures = state.failures + 1
        opening = self.say("not-understood-again" if failures > 1 and key == "not-understood" else key)
        options = (*self.groups(), Option(self.say("option-again"), "again"))
        after = replace(
            state,
            failures=failures,
            options=options,
            shown=tuple(service.id for service in services),
            questions=0,
        )
        return Draft("handover", f"{opening} {way}".strip(), after, tuple(needs), services, options=options)

    def picked(self, state: State, turn: Turn) -> Draft:
        """One service of those on the screen, in full."""
        at = turn.ordinal if turn.ordinal is not None else 0
        if not -len(state.shown) <= at < len(state.shown):
            return self.chat(state, "no-such-number", state.options, count=str(len(state.shown)))
        service = self._knowledge.service_by_id[state.shown[at]]
        message = self._particulars(service, turn.cues)
        shown = self.show(service, self.say("why-picked"), state.where)
        options = (
            Option(self.say("option-keep"), "keep", service.id),
            Option(self.say("option-more"), "more"),
            Option(self.say("option-human"), "human"),
            Option(self.say("option-wrong"), "wrong", service.id),
        )
        after = replace(state, shown=(service.id,), options=options, failures=0)
        message = f"{message} {shown.doubt}" if shown.doubt else message
        return Draft("answer", message, after, state.topic.needs, (shown,), options=options)

    def _particulars(self, service: Service, cues: frozenset[str]) -> str:
        if "their-hours" in cues:
            hours = service.hours or next((phone.hours for phone in service.phones if phone.hours), None)
            return (
                self.say("hours", name=service.name, hours=hours)
                if hours
                else self.say("no-hours", name=service.name)
            )
        if "their-address" in cues:
            address = ", ".join(filter(None, [service.address, service.postcode]))
            key = "address" if address else "no-address"
            return self.say(key, name=service.name, address=address)
        if "their-cost" in cues:
            cost = self.say("cost-free") if service.cost == "free" else service.cost
            key = "cost-is" if cost else "no-cost"
            return self.say(key, name=service.name, cost=cost or "")
        if "their-number" in cues and not service.phones:
            return self.say("no-phone", name=service.name, contact=reach(service))
        return self.say("picked", name=service.name, contact=reach(service))

    def closure(self, state: State, turn: Turn) -> Draft:
        """What became of a service that closed or changed its name."""
        closure = turn.closure
        assert closure is not None
        needs = tuple(Meant(need, 0.8) for need in closure.needs)
        topic = Topic(turn.routed.needs or needs, turn.terms, closure.became)
        draft = self.about(state, topic) if topic else self.handover(state, (), "closed-nothing")
        return replace(draft, message=f"{closure.message} {draft.message}", closed=closure.message)


def _listed(items: Sequence[str]) -> str:
    lowered = [item[0].lower() + item[1:] for item in items]
    return lowered[0] if len(lowered) == 1 else f"{', '.join(lowered[:-1])} and {lowered[-1]}"


def reach(service: Service) -> str:
    """How to reach a service, in one phrase."""
    if service.phones:
        return service.phones[0].number
    if service.text:
        return f"text {service.text.to}"
    return service.email or service.url or "" if has_contact(service) else ""
