"""The summary that `fingerpost knowledge check` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assistant.places import Places
from assistant.reply import source_of
from assistant.standing import check_of
from knowledge.records import Service
from knowledge.store import Knowledge

_NATIONAL = frozenset({"country", "nation"})


def summary_lines(knowledge: Knowledge) -> Iterator[str]:
    """What is there, by place, and what is missing."""
    places = Places(knowledge)
    live = [service for service in knowledge.services if service.status != "closed"]
    names = len(knowledge.closures)
    yield f"{len(knowledge.services)} services, {len(live)} of them running; {names} closed or renamed names"
    yield f"{len(knowledge.needs)} needs, {sum(len(need.phrases) for need in knowledge.needs)} phrases"
    rules, categories = len(knowledge.safety_rules), len(knowledge.safety_categories)
    yield f"{len(knowledge.places)} places; {rules} safety rules in {categories} categories"
    yield ""
    yield from _by_place(knowledge, places, live)
    yield ""
    yield from _contacts(live)
    yield ""
    yield from _missing(knowledge, places, live)
    yield ""
    yield f"{len(knowledge.plans)} plan records"
    for source, count in sorted(Counter(plan.source for plan in knowledge.plans).items()):
        yield f"  {source:<34} {count:>4}"


def covered(knowledge: Knowledge) -> list[str]:
    """Ids of the places with local services, districts before counties."""
    found = [place for place in knowledge.places if place.covered]
    return [place.id for place in sorted(found, key=lambda place: (place.kind != "district", place.id))]


def is_national(service: Service, knowledge: Knowledge) -> bool:
    """True where anyone in a nation may use it."""
    return any(knowledge.place_by_id[area].kind in _NATIONAL for area in service.areas)


def local_to(service: Service, place: str, knowledge: Knowledge, places: Places) -> bool:
    """True for a service of this place, of one in it, or of a county or region that holds it."""
    inside = {place, *places.below(place)}
    above = [item for item in places.above(place) if knowledge.place_by_id[item].kind not in _NATIONAL]
    return bool(inside.union(above).intersection(service.areas))


def _by_place(knowledge: Knowledge, places: Places, live: list[Service]) -> Iterator[str]:
    yield "services per place"
    yield f"  {'the whole country':<22} {sum(is_national(service, knowledge) for service in live):>4}"
    for place in covered(knowledge):
        count = sum(local_to(service, place, knowledge, places) for service in live)
        yield f"  {knowledge.place_by_id[place].name:<22} {count:>4}"


def _contacts(live: list[Service]) -> Iterator[str]:
    rows = {
        "with a phone": sum(bool(service.phones) for service in live),
        "with a website": sum(bool(service.url) for service in live),
        "with a way to make contact": sum(
            bool(service.phones or service.text or service.email or service.url) for service in live
        ),
        "reached by a front door": sum(bool(service.front_door) for service in live),
        "with a source": sum(bool(source_of(service)) for service in live),
        "confirmed by a person": sum(check_of(service) is not None for service in live),
        "changed since they were confirmed": sum(
            service.confirmed is not None and service.confirmed.lapsed for service in live
        ),
        "with an open report": sum(bool(service.reports) for service in live),
        "not sure that it still runs": sum(service.status == "unverified" for service in live),
    }
    yield "services"
    for label, count in rows.items():
        yield f"  {label:<30} {count:>4}"


def _missing(knowledge: Knowledge, places: Places, live: list[Service]) -> Iterator[str]:
    yield "needs without a local or county service (the place's front door stands in)"
    for place in covered(knowledge):
        if knowledge.place_by_id[place].kind != "district":
            continue
        served = {
            need for service in live if local_to(service, place, knowledge, places) for need in service.needs
        }
        missing = [need.id for need in knowledge.needs if need.id not in served]
        yield f"  {knowledge.place_by_id[place].name:<12} {len(missing):>3}  {', '.join(missing) or 'none'}"
