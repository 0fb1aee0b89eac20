"""How a visit ends. The numbers are exit codes of the visit's process; any other code is a fault."""

from __future__ import annotations

from enum import IntEnum


class Ending(IntEnum):
    """What the supervisor does next."""

    NEXT = 10
    """Nobody is there any more: the attract screen, in a new process."""
    AGAIN = 11
    """"Start again": an empty conversation, in a new process."""
    RELOAD = 12
    """Staff asked to use the knowledge that is on the disk now."""
    STOP = 13
    """Staff, or the system, ends the kiosk."""
    CRASHED = 70
    """A fault (`EX_SOFTWARE` of sysexits.h)."""


def ending_of(code: int) -> Ending:
    """The ending that an exit code stands for. A negative one is a signal that killed the process."""
    try:
        return Ending(code)
    except ValueError:
        return Ending.CRASHED
