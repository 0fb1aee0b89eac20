"""What is said and who is offered when someone may be in danger: first of all, and beside what else was asked."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers import Answers, Draft, reach
from assistant.dialogue import Topic, Turn
from assistant.library import Library
from assistant.places import Where
from assistant.reply import CrisisShown, show_contact
from assistant.router import Meant, calibration
from assistant.safety import LEARNT, Alarm
from knowledge.records import SafetyCategory, Service

CONFIDENCE = 0.97
"""Of the crisis among the needs of a reply."""
LEAST_WORDS = 4
"""A word or two ("goodbye") are too little for the router alone to go by."""
_ADDED_LOCAL = 2
"""Local lines added to a crisis card after its national contacts."""


class CrisisAnswers:
    """Puts a crisis into drafts."""

    def __init__(self, library: Library, answers: Answers) -> None:
        self._library = library
        self._answers = answers

    def gently(self, draft: Draft, turn: Turn) -> Draft:
        """Where someone might be in danger, but that is not clear, say at the end who would listen."""
        doubted = next(
            (item.id for item in turn.routed.danger if item.confidence >= calibration().gentle), None
        )
        if doubted is None or turn.words < LEAST_WORDS:
            return draft
        category = self._category(doubted)
        if category.gentle is None:
            return draft
        service = self._library.knowledge.service_by_id[category.urgent_contacts[0]]
        words = category.gentle.format(name=service.name, contact=reach(service))
        return replace(draft, message=f"{draft.message} {words}")

    def first(self, draft: Draft, turn: Turn) -> tuple[Draft, CrisisShown]:
        """Put the crisis first, and keep what else was found."""
        alarm = turn.alarms[0]
        words = self._words(alarm)
        meant = (Meant(alarm.category, CONFIDENCE),)
        others = tuple(need for need in draft.needs if need.id != alarm.category)
        # What the router alone has raised is less sure than a rule: what was asked keeps its place.
        needs = (*others[:1], *meant, *others[1:]) if alarm.rule == LEARNT else (*meant, *others)
        if (draft.kind in {"handover", "chat", "clarify"} and not draft.services) or draft.kind == "handover":
            draft = self._answers.about(replace(draft.state, failures=0), Topic(meant, turn.terms))
            message = words
        else:
            message = f"{words}\n\n{draft.message}"
            draft = self._services_first(draft, meant[0], turn)
        crisis = self.shown(alarm, draft.state.where)
        return replace(draft, kind="crisis", needs=needs, message=message), crisis

    def shown(self, alarm: Alarm, where: Where | None) -> CrisisShown:
        """What is shown first when an alarm is raised, with whom to ring there."""
        category = self._category(alarm.category)
        ids = category.emergency_contacts if alarm.level == "emergency" else category.urgent_contacts
        contacts = tuple(show_contact(service) for service in self._contacts(alarm, ids, where))
        return CrisisShown(alarm.level, alarm.category, contacts, self._words(alarm))

    def _words(self, alarm: Alarm) -> str:
        category = self._category(alarm.category)
        return category.emergency if alarm.level == "emergency" else category.urgent

    def _category(self, need: str) -> SafetyCategory:
        categories = self._library.knowledge.safety_categories
        return next(item for item in categories if item.id == need)

    def _services_first(self, draft: Draft, crisis: Meant, turn: Turn) -> Draft:
        """Where the list has nothing for the crisis, make one that has, and keep a place for what else was asked."""
        if draft.plans or any(crisis.id in service.needs for service in draft.services[:3]):
            return draft
        asked = tuple(need for need in draft.needs if need.id != crisis.id)[:2]
        both = self._answers.about(draft.state, Topic((crisis, *asked), turn.terms))
        return (
            replace(draft, services=both.services, options=both.options, state=both.state)
            if both.services
            else draft
        )

    def _contacts(self, alarm: Alarm, ids: tuple[str, ...], where: Where | None) -> list[Service]:
        services = [self._library.knowledge.service_by_id[item] for item in ids]
        if where is None:
            return services
        local = [
            service
            for service in self._library.knowledge.services
            if service.phones
            and service.status == "open"
            and alarm.category in service.needs[:2]
            and service not in services
            and self._library.places.band(service, where) in {"here", "district", "county"}
        ]
        local.sort(key=lambda service: (service.needs.index(alarm.category), service.id))
        return services + local[:_ADDED_LOCAL]
