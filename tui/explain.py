"""`fingerpost explain`: what each step made of a message, with every piece of evidence and its weight."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.decide import move_for
from assistant.dialogue import State
from assistant.engine import Assistant
from assistant.router import Meant


def explain_lines(assistant: Assistant, state: State, text: str) -> Iterator[str]:
    """One line for each thing that was seen."""
    turn = assistant.understand(state, text)
    yield f"1 tidy      {turn.text}"
    alarms = ", ".join(f"{alarm.level} {alarm.category} (rule {alarm.rule})" for alarm in turn.alarms)
    yield f"2 safety    {alarms or 'no alarm'}"
    spelt = ", ".join(f"{item.wrong} → {item.right}" for item in turn.corrections)
    yield f"3 spelling  {spelt or 'nothing put right'}"
    where = turn.details.where
    place = f"{where.locality or where.place} ({where.source})" if where else "none"
    yield f"4 details   place {place}; cues {', '.join(sorted(turn.cues)) or 'none'}; {turn.details.slots}"
    yield f"5 needs     {_meant(turn.routed.needs) or 'none'}"
    yield f"            not answered but possible: {_meant(turn.routed.others) or 'none'}"
    yield f"            names: {', '.join(turn.named) or 'none'}"
    for piece in assistant.library.router.pieces(turn.corrected, turn.details.ignored):
        yield f"            {piece.weight:+.3f}  {piece.need:<22} {piece.what}"
    yield f"6 move      {move_for(state, turn)}"
    _, reply = assistant.step(state, text)
    yield f"7 reply     {reply.kind}"
    for service in reply.services:
        yield f"            {service.id}: {service.why}"


def _meant(needs: tuple[Meant, ...]) -> str:
    return ", ".join(f"{meant.id} {meant.confidence:.2f}" for meant in needs)
