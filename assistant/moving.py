"""A conversation that goes on while the knowledge is replaced: what it remembers may be there no longer."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogue import NO_TOPIC, Option, State, Topic
from knowledge.store import Knowledge


def remembered(state: State, knowledge: Knowledge) -> State:
    """The state without what this knowledge does not hold.

    A list that was shown is kept whole or not at all: "the second one" must not become the third.
    """
    services, places = knowledge.service_by_id.keys(), knowledge.place_by_id.keys()
    shown = state.shown if services >= set(state.shown) else ()
    plans = state.plans if knowledge.plan_by_id.keys() >= set(state.plans) else ()
    return replace(
        state,
        where=state.where if state.where is None or state.where.place in places else None,
        topic=state.topic if _holds(state.topic, knowledge) else NO_TOPIC,
        shown=shown,
        plans=plans,
        seen=state.seen & services,
        kept=tuple(item for item in state.kept if item in services),
        options=tuple(option for option in state.options if _stands(option, shown, knowledge)),
    )


def _holds(topic: Topic, knowledge: Knowledge) -> bool:
    needs = {meant.id for meant in (*topic.needs, *topic.maybe)}
    return knowledge.need_by_id.keys() >= needs and knowledge.service_by_id.keys() >= set(topic.named)


def _stands(option: Option, shown: tuple[str, ...], knowledge: Knowledge) -> bool:
    """True where a choice can still be taken."""
    if option.action == "need":
        return option.value in knowledge.need_by_id
    if option.action == "area":
        return option.value in knowledge.place_by_id
    if option.action == "group":
        return any(group.id == option.value for group in knowledge.groups)
    return option.action != "keep" or option.value in shown
