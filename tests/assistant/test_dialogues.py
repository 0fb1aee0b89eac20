"""Whole conversations, written as YAML: what is said, and what a resident should get."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.engine import Assistant
from assistant.reply import Reply, ServiceShown
from knowledge.store import Knowledge

FOLDER = Path(__file__).parents[1] / "dialogues"
KNOWN_FAILURES = set(yaml.safe_load((FOLDER / "known_failures.yaml").read_text()) or [])
"""Ids of conversations that do not go right yet. The list is strict: one that passes has to leave it."""


def conversations() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.name != "known_failures.yaml":
            found += yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def test_every_known_failure_is_a_conversation() -> None:
    assert {talk["id"] for talk in conversations()} >= KNOWN_FAILURES


@pytest.mark.parametrize("talk", conversations(), ids=lambda talk: talk["id"])
def test_conversation(talk: dict[str, Any], assistant: Assistant, knowledge: Knowledge) -> None:
    wrong = list(problems(talk, assistant, knowledge))
    if talk["id"] in KNOWN_FAILURES:
        assert wrong, "passes now: take it out of known_failures.yaml"
    else:
        assert not wrong, "\n".join(wrong)


def problems(talk: dict[str, Any], assistant: Assistant, knowledge: Knowledge) -> list[str]:
    state, before = assistant.greet(assistant.start(talk.get("area")))
    seen: set[str] = set()
    wrong: list[str] = []
    for number, turn in enumerate(talk["turns"], 1):
        state, reply = assistant.step(state, turn["say"])
        for key, wanted in turn.get("expect", {}).items():
            got = CHECKS[key](reply, before, wanted, seen, knowledge)
            if got is not True:
                wrong.append(f"{talk['id']} turn {number} {turn['say']!r}: {key} {wanted!r}, got {got!r}")
        seen |= {service.id for service in reply.services}
        before = reply
    return wrong


def first_need(reply: Reply) -> str | None:
    return reply.needs[0].id if reply.needs else None


def check(condition: bool, got: object) -> object:
    return True if condition else got


def is_local(service: ServiceShown, knowledge: Knowledge) -> bool:
    kinds = {knowledge.place_by_id[area].kind for area in service.areas}
    return not kinds <= {"nation", "country"}


def _local(reply: Reply, before: Reply, wanted: Any, seen: set[str], knowledge: Knowledge) -> object:
    return check(any(is_local(service, knowledge) for service in reply.services[:3]) == wanted, "none local")


def _place(reply: Reply, before: Reply, wanted: Any, seen: set[str], knowledge: Knowledge) -> object:
    place = reply.place
    names = {place.id, place.name, place.locality} if place else set()
    return check(
        wanted.lower()
        in {name.lower().replace(" ", "-") for name in names if name}
        | {name.lower() for name in names if name},
        names,
    )


def _service_is(reply: Reply, before: Reply, wanted: Any, seen: set[str], knowledge: Knowledge) -> object:
    got = [service.id for service in reply.services]
    listed = [service.id for service in before.services]
    return check(bool(listed) and got == [listed[wanted]], (got, listed))


CHECKS: dict[str, Any] = {
    "kind": lambda r, b, w, s, k: check(r.kind in (w if isinstance(w, list) else [w]), r.kind),
    "need": lambda r, b, w, s, k: check(first_need(r) == w, [need.id for need in r.needs]),
    "needs": lambda r, b, w, s, k: check(
        set(w) <= {need.id for need in r.needs}, [need.id for need in r.needs]
    ),
    "not_need": lambda r, b, w, s, k: check(first_need(r) != w, first_need(r)),
    "place": _place,
    "local": _local,
    "free": lambda r, b, w, s, k: check(bool(r.services) and (r.services[0].cost == "free") == w, "not free"),
    "services": lambda r, b, w, s, k: check(len(r.services) >= w, len(r.services)),
    "same_need": lambda r, b, w, s, k: check(first_need(r) == first_need(b), [need.id for need in r.needs]),
    "new_services": lambda r, b, w, s, k: check(
        bool(r.services) and not s & {x.id for x in r.services}, [x.id for x in r.services]
    ),
    "service_is": _service_is,
    "crisis": lambda r, b, w, s, k: check(
        r.crisis is not None and r.crisis.category == w, r.crisis and r.crisis.category
    ),
    "level": lambda r, b, w, s, k: check(
        r.crisis is not None and r.crisis.level == w, r.crisis and r.crisis.level
    ),
    "understood": lambda r, b, w, s, k: check((r.understood_as is not None) == w, r.understood_as),
    "message_has": lambda r, b, w, s, k: check(str(w).lower() in r.message.lower(), r.message),
    "options_min": lambda r, b, w, s, k: check(len(r.options) >= w, r.options),
}
"""Key of `expect` → (reply, reply before, what is wanted, services seen before, knowledge) → True or what came."""
