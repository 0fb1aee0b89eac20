"""Step 7: answer, ask, show a plan, chat, or hand over to a person.

The moves are tried in order; the first that fits wins. The reason for each place in the order stands
beside it in `MOVES`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from assistant.dialogue import State, Turn

Move = Literal[
    "option",
    "again",
    "human",
    "pick",
    "keep",
    "pack",
    "pack-clear",
    "more",
    "closure",
    "plan",
    "plan-again",
    "add",
    "narrow",
    "answer",
    "refine",
    "reject",
    "greet",
    "thanks",
    "goodbye",
    "about",
    "where",
    "stay",
    "handover",
]
_SHORT = 9
"""A message of more words than this is about something, whatever pleasantries it holds."""
_FEW = 5
_LONG = 16
"""The same for a message in which no need is seen."""
_GREETING = 2
"""A message of so few words that greets is a greeting and nothing else."""
_SURE, _CLEAR = 0.5, 0.8


def move_for(state: State, turn: Turn) -> Move:
    """What this message calls for."""
    return next(move for move, fits in MOVES if fits(state, turn))


def _has_need(turn: Turn) -> bool:
    return bool(turn.routed.needs or turn.named)


def _about_shown(state: State, turn: Turn) -> bool:
    asks = turn.cues & {"their-number", "their-hours", "their-address", "their-cost", "tell-me-more"}
    return (
        bool(state.shown)
        and (turn.ordinal is not None or bool(asks))
        and turn.words <= _SHORT
        and not turn.named
    )


def _is_plan(turn: Turn) -> bool:
    top = turn.routed.needs[0] if turn.routed.needs else None
    return "about-plans" in turn.cues or (
        top is not None and top.id == "local-plans" and top.confidence >= _SURE
    )


def _clear_need(turn: Turn) -> bool:
    """True where a short message names a need so clearly that it is no mere follow-up."""
    return bool(turn.named) or any(meant.confidence >= _CLEAR for meant in turn.routed.needs)


def _refines(state: State, turn: Turn) -> bool:
    given = turn.details.where is not None or turn.details.slots.narrows or "nearer" in turn.cues
    most = _SHORT if turn.routed.needs else _LONG
    return bool(state.topic) and not state.plans and given and turn.words <= most


def _stays(state: State, turn: Turn) -> bool:
    """A fragment ("and for bad knees?") after an answer: perhaps it says more of the same."""
    going_on = bool(state.topic.needs) and not state.plans and not state.failures
    return going_on and not turn.routed.outside and turn.words <= _LONG


def _only_narrows(state: State, turn: Turn) -> bool:
    needs = turn.routed.needs
    unsure = not turn.named and (not needs or needs[0].confidence < _SURE)
    return not state.topic and turn.details.slots.narrows and unsure and turn.words <= _FEW


def _other_ones(state: State, turn: Turn) -> bool:
    """ "More", or "not a gym" after a list that had one."""
    asks = "more" in turn.cues or ("not-wanted" in turn.cues and not turn.routed.needs)
    return asks and bool(state.topic) and turn.words <= _SHORT and not _clear_need(turn)


def _chat(cue: str) -> Callable[[State, Turn], bool]:
    return lambda state, turn: (
        cue in turn.cues
        and turn.words <= _SHORT
        and (turn.words <= _GREETING or not _clear_need(turn))
        and not turn.named
    )


MOVES: tuple[tuple[Move, Callable[[State, Turn], bool]], ...] = (
    # A choice that was offered means exactly what it was offered for.
    ("option", lambda state, turn: turn.option is not None),
    # "Clear my list" is not "clear everything".
    ("pack-clear", lambda state, turn: "clear-list" in turn.cues and turn.words <= _SHORT),
    # Wiping the screen must always work.
    ("again", lambda state, turn: "start-again" in turn.cues and turn.words <= _SHORT),
    # Whoever asks for a person gets one, whatever else is understood.
    ("human", lambda state, turn: "human" in turn.cues),
    # The list to take away is asked for in a few fixed ways.
    ("pack", lambda state, turn: "show-list" in turn.cues and turn.words <= _SHORT),
    ("keep", lambda state, turn: "keep" in turn.cues and bool(state.shown) and turn.words <= _SHORT),
    # "The second one", "what's their number" speak of what is on the screen.
    ("pick", _about_shown),
    ("more", _other_ones),
    # A service that has closed must not be answered with itself.
    ("closure", lambda state, turn: turn.closure is not None),
    # "Who leads it" after a plan speaks of that plan.
    (
        "plan-again",
        lambda state, turn: bool(state.plans) and "about-owner" in turn.cues and turn.words <= _SHORT,
    ),
    ("plan", lambda state, turn: _is_plan(turn)),
    # Pleasantries are none the less pleasantries for sounding a little like a need.
    ("greet", _chat("greeting")),
    ("thanks", _chat("thanks")),
    ("goodbye", _chat("goodbye")),
    ("about", _chat("who-are-you")),
    # "No, not that" comes before an answer to the same words.
    (
        "reject",
        lambda state, turn: "not-that" in turn.cues and bool(state.topic) and not _clear_need(turn),
    ),
    (
        "add",
        lambda state, turn: "as-well" in turn.cues and bool(state.topic.needs) and bool(turn.routed.needs),
    ),
    # A fragment that only narrows ("any that are free", "in Tring") keeps the subject.
    ("refine", lambda state, turn: _refines(state, turn) and not _clear_need(turn)),
    # "Any that are free", with nothing before it, asks for nothing yet.
    ("narrow", _only_narrows),
    ("answer", lambda state, turn: _has_need(turn)),
    # A place alone is half a question: remember it, and ask what is needed.
    ("where", lambda state, turn: turn.details.where is not None and turn.words <= _SHORT),
    ("stay", _stays),
    ("handover", lambda state, turn: True),
)
