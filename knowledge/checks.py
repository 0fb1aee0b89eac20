"""Checks across records: links that lead somewhere, contacts that exist, words that fit on a card."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from pathlib import Path

from knowledge.contacts import (
    date_problem,
    email_problem,
    opening_problem,
    phone_problem,
    text_problem,
    url_problem,
)
from knowledge.gazetteer import Gazetteer
from knowledge.patterns import PatternError, PatternReader
from knowledge.problems import Problem
from knowledge.records import Closure, Cue, Need, Place, PlanItem, Record, SafetyRule, Service
from knowledge.store import Knowledge

Where = Callable[[Record, str], tuple[str, int]]
"""Tells the file and line of a record's key."""
Found = Iterator[tuple[Record, str, str]]
"""Record, key, message."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_WORDS = 30
MIN_PHRASES = 25
NATIONAL = frozenset({"uk", "great-britain", "england", "england-wales"})


def check_all(knowledge: Knowledge, where: Where) -> list[Problem]:
    """Every problem that shows only when records are seen together."""
    gazetteer = Gazetteer(Path(knowledge.folder))
    found: list[tuple[Record, str, str]] = []
    found += _ids(knowledge)
    for service in knowledge.services:
        found += service_problems(service, knowledge, gazetteer)
    for closure in knowledge.closures:
        found += _closure(closure, knowledge)
    for plan in knowledge.plans:
        found += _plan(plan, knowledge)
    for need in knowledge.needs:
        found += _need(need, knowledge)
    found += _need_routes(knowledge)
    for place in knowledge.places:
        found += _place(place, knowledge, gazetteer)
    found += _safety(knowledge)
    found += _cues(knowledge)
    return [Problem(*where(record, key), message) for record, key, message in found]


def has_contact(service: Service) -> bool:
    """True where a person can reach the service itself."""
    return bool(service.phones or service.text or service.email or service.url)


def _ids(knowledge: Knowledge) -> Found:
    kinds: Sequence[Iterable[Record]] = (
        (*knowledge.services, *knowledge.closures),
        knowledge.plans,
        knowledge.needs,
        knowledge.groups,
        knowledge.places,
        knowledge.safety_rules,
        knowledge.safety_categories,
        knowledge.word_classes,
        knowledge.signs,
        knowledge.calm,
        knowledge.stories,
        knowledge.cues,
        knowledge.replies,
        knowledge.abbreviations,
        knowledge.confusions,
        knowledge.respellings,
        knowledge.outside,
    )
    for records in kinds:
        seen: set[str] = set()
        for record in records:
            if not _ID.fullmatch(record.id):
                yield (
                    record,
                    "id",
                    f"'{record.id}' is not an id: use lower-case letters, digits and single hyphens",
                )
            if record.id in seen:
                yield record, "id", f"the id '{record.id}' is already used; give each record its own"
            seen.add(record.id)


def _links(record: Record, key: str, ids: Iterable[str], known: Container[str], what: str) -> Found:
    for item in ids:
        if item not in known:
            yield record, key, f"there is no {what} '{item}'"


def service_problems(service: Service, knowledge: Knowledge, gazetteer: Gazetteer) -> Found:
    """What is wrong with one service, beside the others."""
    yield from _links(service, "needs", service.needs, knowledge.need_by_id, "need")
    yield from _links(service, "areas", service.areas, knowledge.place_by_id, "place")
    yield from _links(service, "located", service.located, knowledge.place_by_id, "place")
    others = knowledge.service_by_id
    yield from _links(service, "became", filter(None, [service.became]), others, "service")
    yield from _links(service, "front_door", filter(None, [service.front_door]), others, "service")
    if not service.needs:
        yield service, "needs", "name at least one need"
    if not service.areas:
        yield service, "areas", "name at least one place"
    yield from _words(service)
    yield from _contact(service, knowledge, gazetteer)
    yield from _trust(service)
    if service.min_age is not None and service.max_age is not None and service.min_age > service.max_age:
        yield service, "min_age", "is more than max_age"


def _words(service: Service) -> Found:
    for key, text in (("summary", service.summary), ("contact", service.contact)):
        if len(text.split()) > MAX_WORDS:
            yield service, key, f"has {len(text.split())} words; use at most {MAX_WORDS}"
        if "!" in text:
            yield service, key, "has an exclamation mark; leave it out"


def _contact(service: Service, knowledge: Knowledge, gazetteer: Gazetteer) -> Found:
    checks: list[tuple[str, str | None]] = [
        ("phones", phone_problem(phone.number)) for phone in service.phones
    ]
    checks += [
        ("text", text_problem(service.text.to) if service.text else None),
        ("email", email_problem(service.email) if service.email else None),
        ("url", url_problem(service.url) if service.url else None),
        ("postcode", gazetteer.problem(service.postcode) if service.postcode else None),
        ("opening", opening_problem(service.opening) if service.opening else None),
    ]
    for key, message in checks:
        if message:
            yield service, key, message
    if service.status != "open":
        return
    if service.confidence == "low" and (service.phones or service.text):
        yield (
            service,
            "phones",
            "a record of low confidence may show no number; check it, or take the number out",
        )
    if not has_contact(service):
        door = knowledge.service_by_id.get(service.front_door or "")
        if door is None:
            yield service, "id", "has no way to make contact; add one, or name a front_door"
        elif not has_contact(door):
            yield service, "front_door", f"'{door.id}' has no contact itself"


def _trust(service: Service) -> Found:
    if not service.sources:
        yield service, "sources", "name the page it was read on"
    for source in service.sources:
        if not source.startswith("public-file:") and (message := url_problem(source)):
            yield service, "sources", message
    if not (service.url or service.feed) and all(
        source.startswith("public-file:") for source in service.sources
    ):
        yield service, "sources", "has no page to show people; add a url or a page as source"
    if message := date_problem(service.read_on):
        yield service, "read_on", message
    for key in ("confirmed", "reports"):
        if getattr(service, key):
            yield (
                service,
                key,
                f"{key}: an edit is no check; take it out, and use 'fingerpost knowledge confirm' or 'report'",
            )


def _closure(closure: Closure, knowledge: Knowledge) -> Found:
    yield from _links(closure, "became", closure.became, knowledge.service_by_id, "service")
    yield from _links(closure, "needs", closure.needs, knowledge.need_by_id, "need")
    yield from _links(closure, "areas", closure.areas, knowledge.place_by_id, "place")
    if message := date_problem(closure.read_on):
        yield closure, "read_on", message


def _plan(plan: PlanItem, knowledge: Knowledge) -> Found:
    yield from _links(plan, "place", [plan.place], knowledge.place_by_id, "place")
    yield from _links(plan, "needs", plan.needs, knowledge.need_by_id, "need")


def _need(need: Need, knowledge: Knowledge) -> Found:
    groups = {group.id for group in knowledge.groups}
    yield from _links(need, "group", [need.group], groups, "need group")
    yield from _links(need, "related", need.related, knowledge.need_by_id, "need")
    yield from _links(need, "clarify", [item.other for item in need.clarify], knowledge.need_by_id, "need")
    if len(need.phrases) < MIN_PHRASES:
        yield need, "phrases", f"has {len(need.phrases)} phrases; write at least {MIN_PHRASES}"
    seen: set[str] = set()
    for phrase in need.phrases:
        if phrase.lower() in seen:
            yield need, "phrases", f"'{phrase}' stands twice"
        seen.add(phrase.lower())


def _need_routes(knowledge: Knowledge) -> Found:
    served = {
        need
        for service in knowledge.services
        if service.status == "open" and NATIONAL.intersection(service.areas)
        for need in service.needs
    }
    for need in knowledge.needs:
        if need.id not in served:
            yield (
                need,
                "id",
                f"no national service serves '{need.id}'; add one, or add the need to one that does",
            )


def _place(place: Place, knowledge: Knowledge, gazetteer: Gazetteer) -> Found:
    yield from _links(place, "parents", place.parents, knowledge.place_by_id, "place")
    yield from _links(
        place, "front_door", filter(None, [place.front_door]), knowledge.service_by_id, "service"
    )
    for outcode in place.outcodes:
        if not gazetteer.knows_outcode(outcode):
            yield place, "outcodes", f"'{outcode}' is not a postcode district"
    if place.covered and place.front_door is None:
        yield place, "front_door", "a place with local services needs a front door"
    if _loops(place, knowledge):
        yield place, "parents", "lead back to the place itself"


def _loops(place: Place, knowledge: Knowledge) -> bool:
    waiting, seen = list(place.parents), set[str]()
    while waiting:
        item = waiting.pop()
        if item == place.id:
            return True
        if item not in seen and item in knowledge.place_by_id:
            seen.add(item)
            waiting.extend(knowledge.place_by_id[item].parents)
    return False


def _safety(knowledge: Knowledge) -> Found:
    categories = {category.id for category in knowledge.safety_categories}
    for category in knowledge.safety_categories:
        yield from _links(category, "id", [category.id], knowledge.need_by_id, "need")
        for key in ("emergency_contacts", "urgent_contacts"):
            contacts: tuple[str, ...] = getattr(category, key)
            yield from _links(category, key, contacts, knowledge.service_by_id, "service")
            if not contacts:
                yield category, key, "name at least one service to turn to"
    reader = PatternReader(knowledge.word_class)
    for signs in knowledge.signs:
        yield from _links(signs, "need", [signs.need or ""], categories, "safety category")
    for examples in (*knowledge.calm, *knowledge.stories):
        if examples.need is not None:
            yield from _links(examples, "need", [examples.need], knowledge.need_by_id, "need")
    for rule in knowledge.safety_rules:
        yield from _links(rule, "category", [rule.category], categories, "safety category")
        yield from _patterns(rule, "patterns", rule.patterns, reader)
        yield from _patterns(rule, "also", rule.also, reader)
        yield from _patterns(rule, "guards", rule.guards, reader)
        yield from _patterns(rule, "sentence_guards", rule.sentence_guards, reader)


def _cues(knowledge: Knowledge) -> Found:
    reader = PatternReader(knowledge.word_class)
    for cue in knowledge.cues:
        yield from _patterns(cue, "patterns", cue.patterns, reader)


def _patterns(record: SafetyRule | Cue, key: str, patterns: Iterable[str], reader: PatternReader) -> Found:
    for pattern in patterns:
        try:
            reader.read(pattern)
        except PatternError as error:
            yield record, key, f"'{pattern}': {error}"
