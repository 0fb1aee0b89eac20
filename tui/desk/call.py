"""What the desk holds of one call, and how to forget it. Nothing of it is ever written down."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.desk import NOTHING, Found
from assistant.filters import Filters
from assistant.pack import with_kept
from tui.desk.trail import Step, Trail


@dataclass(slots=True)
class Call:
    """One caller's call. A new one begins with the hub's own place as its only filter."""

    start: Filters
    trail: Trail = field(init=False)
    found: Found = NOTHING
    pack: tuple[str, ...] = ()
    """Ids of the services for the caller, in the order in which they were added."""
    counted: Step | None = None
    """The search that was last counted as having nothing right."""
    reading: bool = False
    """True while records are shown as sentences to read out."""

    def __post_init__(self) -> None:
        self.trail = Trail(Step("", self.start))

    def turn_in_pack(self, service: str) -> bool:
        """Put a service in the pack, or take it out. False where the pack is full."""
        if service in self.pack:
            self.pack = tuple(item for item in self.pack if item != service)
            return True
        before = self.pack
        self.pack = with_kept(before, service)
        return self.pack != before
