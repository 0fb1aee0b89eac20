"""Knowledge made by rule, for tests of the index alone: nothing is learnt from it, so it is indexed at once."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec

from index.analysis import terms_of
from index.build import build
from index.port import Query
from knowledge.loader import CONTENT
from knowledge.records import Phone, Place, Service
from knowledge.store import Knowledge
from tests.conftest import NOW

WORDS = (
    "lunch club carers advice debt housing memory café stroke walking garden choir food bank youth mental health "
    "older people befriending transport minibus chess gentle exercise dementia respite children's centre hospice"
).split()
PLACES = ("hemel", "tring", "grays", "halifax")


def service(number: int, rng: random.Random) -> Service:
    """A service of random words."""
    return Service(
        id=f"service-{number:03d}",
        name=" ".join(rng.choices(WORDS, k=rng.randint(1, 4))).title(),
        organisation=rng.choice(WORDS),
        summary=" ".join(rng.choices(WORDS, k=rng.randint(0, 20))),
        contact="Ring them.",
        needs=(),
        areas=(rng.choice(PLACES),),
        phones=(Phone(number=f"01442 {rng.randint(100000, 999999)}"),),
        sources=("https://www.example.org.uk",),
        read_on="2026-11-22",
        confidence="high",
    )


def knowledge_of(services: Sequence[Service]) -> Knowledge:
    """Knowledge of these services and nothing else."""
    made = Knowledge(
        fingerprint="",
        folder=str(CONTENT),
        services=tuple(services),
        places=tuple(Place(id=place, name=place.title(), kind="town") for place in PLACES),
    )
    return msgspec.structs.replace(made, fingerprint=hashlib.sha256(made.to_snapshot()).hexdigest())


def some_services(count: int, seed: int = 1) -> list[Service]:
    """So many services, always the same for a seed."""
    rng = random.Random(seed)
    return [service(number, rng) for number in range(count)]


def indexed(services: Sequence[Service], root: Path) -> Path:
    """An index of the services."""
    build(knowledge_of(services), root, NOW)
    return root


def query(text: str, limit: int = 10) -> Query:
    """A query of the words of a text."""
    return Query(tuple((term, 1.0) for term in terms_of(text)), limit=limit)
