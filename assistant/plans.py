"""What public bodies promised: answers from the plans."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers import Answers, Draft
from assistant.dialogue import Option, State, Topic, Turn
from assistant.library import Library
from assistant.places import Where
from assistant.router import Meant
from index.analysis import stem, words_of
from index.port import Query

PLAN_LIMIT = 6


class PlanAnswers:
    """Writes drafts from the plan records of a library."""

    def __init__(self, library: Library, answers: Answers) -> None:
        self._library = library
        self._knowledge = library.knowledge
        self._answers = answers

    def plans(self, state: State, turn: Turn) -> Draft:
        """What public bodies promised, from the plans."""
        areas = self._plan_areas(state.where)
        terms = self._plan_terms(turn)
        hits = self._library.engine.search(Query(terms or turn.terms, "plan", areas, None, PLAN_LIMIT))
        if not hits:
            return self._answers.handover(state, (), "no-plan")
        needs = turn.routed.needs or (Meant("local-plans", 0.9),)
        after = replace(state, topic=Topic(needs, terms), plans=tuple(hit.id for hit in hits))
        return self.plans_again(after)

    def plans_again(self, state: State) -> Draft:
        """The plan items that a state holds."""
        plans = tuple(self._knowledge.plan_by_id[item] for item in state.plans)
        key = "plans-historic" if all(plan.status == "historic" for plan in plans) else "plans"
        options = (Option(self._answers.say("option-human"), "human"),)
        after = replace(state, options=options, failures=0, shown=())
        return Draft("plan", self._answers.say(key), after, state.topic.needs, (), plans, options)

    def _plan_terms(self, turn: Turn) -> tuple[tuple[str, float], ...]:
        """What the plans are asked about: the message without "what did the council promise"."""
        asking = {
            stem(word)
            for span in self._library.cues.spans("about-plans", turn.corrected)
            for word in words_of(span)
        }
        topic = {stem(meant.id) for meant in turn.routed.needs}
        return tuple((term, weight) for term, weight in turn.terms if term not in asking - topic)

    def _plan_areas(self, where: Where | None) -> frozenset[str] | None:
        if where is None:
            return None
        return frozenset((*self._library.places.above(where.place), *self._library.places.below(where.place)))
