"""When nobody seems to be there any more. It reads no clock: the time is passed in, in seconds."""

from __future__ import annotations

import math
from typing import Literal

Stage = Literal["there", "asking", "gone"]


class IdleClock:
    """Counts from the last key, click or touch."""

    def __init__(self, warning: float, wipe: float, now: float) -> None:
        """Ask `warning` seconds after the last touch; count as gone `wipe` seconds after that."""
        self._warning = warning
        self._wipe = wipe
        self._last = now

    def touch(self, now: float) -> None:
        """Somebody is there."""
        self._last = now

    def stage(self, now: float) -> Stage:
        """Whether somebody is there, is being asked, or is gone."""
        idle = now - self._last
        if idle < self._warning:
            return "there"
        return "asking" if idle < self._warning + self._wipe else "gone"

    def seconds_left(self, now: float) -> int:
        """Whole seconds until the visit counts as over, at least 0."""
        return max(0, math.ceil(self._last + self._warning + self._wipe - now))
