"""What one hub is: its name, its place and its own front door."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class House:
    """A hub, as its settings describe it. Without settings it has no name and no place."""

    name: str | None = None
    """As the greeting says it."""
    place: str | None = None
    """Id of the place that it serves."""
    front_door: str | None = None
    """Id of the service that connects its residents to a person, instead of the place's own."""


NO_HOUSE = House()
