"""The list that a person takes away, and what they say is wrong with a record."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import msgspec

from assistant.answers import MAX_OPTIONS, Answers, Draft
from assistant.dialogue import Option, State
from assistant.pack import with_kept
from assistant.reply import ReportShown, ServiceShown
from knowledge.store import Knowledge
from knowledge.trust.facts import ReportKind

REPORT_KINDS: tuple[ReportKind, ...] = get_args(ReportKind)


class TakeAway:
    """Writes drafts about one service or about the list."""

    def __init__(self, knowledge: Knowledge, answers: Answers) -> None:
        self._knowledge = knowledge
        self._answers = answers
        self._say = answers.say

    def keep(self, state: State, at: int) -> Draft:
        """Put one of the services on the screen on the list to take away."""
        if not -len(state.shown) <= at < len(state.shown):
            return self._answers.chat(state, "no-such-number", state.options, count=str(len(state.shown)))
        service = self._knowledge.service_by_id[state.shown[at]]
        kept = with_kept(state.kept, service.id)
        full = service.id not in kept
        options = (
            Option(self._say("option-list"), "pack"),
            *(item for item in state.options if item.action not in {"keep", "pack"}),
        )[:MAX_OPTIONS]
        key = "list-full" if full else "kept"
        return self._answers.chat(
            replace(state, kept=kept), key, options, name=service.name, count=str(len(kept))
        )

    def pack(self, state: State) -> Draft:
        """The list to take away."""
        if not state.kept:
            return self._answers.chat(state, "list-empty", state.options)
        options = (
            Option(self._say("option-human"), "human"),
            Option(self._say("option-again"), "again"),
        )
        after = replace(state, shown=state.kept, plans=(), options=options, failures=0)
        return Draft("answer", self._say("list"), after, services=tuple(self.kept(state)), options=options)

    def kept(self, state: State) -> list[ServiceShown]:
        """The services on the list, in the order in which they were kept."""
        services = self._knowledge.service_by_id
        return [self._answers.show(services[item], self._say("why-kept"), state.where) for item in state.kept]

    def what_is_wrong(self, state: State, service: str) -> Draft:
        """Ask what is wrong with a record: a kind to choose, no words."""
        name = self._knowledge.service_by_id[service].name
        options = tuple(
            Option(self._say(f"wrong-{kind}"), "report", f"{service} {kind}") for kind in REPORT_KINDS
        )
        after = replace(state, options=options, failures=0)
        return Draft("clarify", self._say("what-is-wrong", name=name), after, options=options)

    def reported(self, state: State, said: str) -> Draft:
        """Thank someone for saying what is wrong; the face keeps the report."""
        service, kind = said.split()
        draft = self._answers.chat(state, "reported", self._next_steps())
        return replace(draft, reported=ReportShown(service, msgspec.convert(kind, ReportKind)))

    def _next_steps(self) -> tuple[Option, ...]:
        return Option(self._say("option-human"), "human"), Option(self._say("option-again"), "again")
