"""From records to the documents that are indexed: which words stand in which field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from knowledge.records import Closure, PlanItem, Service
from knowledge.store import Knowledge

Kind = Literal["service", "plan", "closure"]


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One searchable field and its weights."""

    name: str
    boost: float
    b: float


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one record."""

    id: str
    kind: Kind
    texts: dict[str, str]
    """Field name → plain text."""
    areas: tuple[str, ...]
    needs: tuple[str, ...]


@cache
def fields() -> tuple[Field, ...]:
    """The fields, as `fields.yaml` gives them."""
    path = Path(__file__).with_name("fields.yaml")
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return msgspec.convert(raw, tuple[Field, ...])


def documents(knowledge: Knowledge) -> Iterator[Document]:
    """Every record that can be found, in a fixed order."""
    for service in knowledge.services:
        if service.status != "closed":
            yield _service(service, knowledge)
    for plan in knowledge.plans:
        yield _plan(plan, knowledge)
    for closure in knowledge.closures:
        yield _closure(closure, knowledge)


def _need_words(ids: tuple[str, ...], knowledge: Knowledge) -> str:
    found = [knowledge.need_by_id[item] for item in ids]
    return " ".join(f"{need.label} {need.id.replace('-', ' ')}" for need in found)


def _place_words(ids: tuple[str, ...], knowledge: Knowledge) -> str:
    found = [knowledge.place_by_id[item] for item in ids]
    return " ".join(" ".join((place.name, *place.aka)) for place in found)


def _numbers(service: Service) -> str:
    numbers = [re.sub(r"\D", "", phone.number) for phone in service.phones]
    if service.text:
        numbers.append(re.sub(r"\D", "", service.text.to))
    if service.postcode:
        outcode, _, incode = service.postcode.partition(" ")
        numbers += [outcode, outcode + incode]
    return " ".join(numbers)


def _service(service: Service, knowledge: Knowledge) -> Document:
    details = (
        service.contact,
        service.who,
        service.not_for,
        service.cost,
        service.address,
        *service.audience,
    )
    return Document(
        service.id,
        "service",
        {
            "name": service.name,
            "aka": " ".join(service.aka),
            "keywords": " ".join(service.keywords),
            "needs": _need_words(service.needs, knowledge),
            "organisation": service.organisation,
            "summary": service.summary,
            "place": _place_words((*service.areas, *service.located), knowledge),
            "details": " ".join(filter(None, details)),
            "number": _numbers(service),
        },
        service.areas,
        service.needs,
    )


def _plan(plan: PlanItem, knowledge: Knowledge) -> Document:
    figures = " ".join(f"{figure.label} {figure.value}" for figure in plan.figures)
    details = (plan.owner, plan.due, *plan.linked_documents, figures, plan.note)
    return Document(
        plan.id,
        "plan",
        {
            "name": plan.statement,
            "aka": plan.plan,
            "keywords": " ".join(plan.keywords),
            "needs": _need_words(plan.needs, knowledge),
            "organisation": plan.section,
            "summary": plan.outcome or "",
            "place": _place_words((plan.place,), knowledge),
            "details": " ".join(filter(None, details)),
            "number": "",
        },
        (plan.place,),
        plan.needs,
    )


def _closure(closure: Closure, knowledge: Knowledge) -> Document:
    texts = {field.name: "" for field in fields()}
    texts |= {
        "name": closure.name,
        "aka": " ".join(closure.aka),
        "place": _place_words(closure.areas, knowledge),
    }
    return Document(closure.id, "closure", texts, closure.areas, closure.needs)
