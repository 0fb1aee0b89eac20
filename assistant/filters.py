"""What a helpline search may be narrowed by. Every filter set must hold; what a record does not say does not count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, cast, get_args

from assistant.opening import is_open
from assistant.places import Band, Places, Where
from knowledge.records import Access, Audience, Service

Flag = Literal["free", "open-now", "phone", "online", "home-visits", "step-free"]
FilterName = Literal["place", "need", "audience", Flag]
FLAGS: tuple[Flag, ...] = get_args(Flag)
_ACCESS: dict[Flag, frozenset[Access]] = {
    "online": frozenset({"online", "webchat", "video"}),
    "home-visits": frozenset({"home-visits"}),
    "step-free": frozenset({"step-free", "wheelchair"}),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """A set of filters; by default there is none."""

    place: str | None = None
    """Id of the place whose people the service must be for."""
    need: str | None = None
    """Id of a need that it must serve."""
    audience: Audience | None = None
    """Whom the service names as those it is for."""
    flags: frozenset[Flag] = frozenset()

    def names(self) -> tuple[FilterName, ...]:
        """The filters that are set, in the order in which they are shown."""
        named: dict[FilterName, str | None] = {
            "place": self.place,
            "need": self.need,
            "audience": self.audience,
        }
        chosen = [name for name, value in named.items() if value is not None]
        return (*chosen, *(flag for flag in FLAGS if flag in self.flags))

    @property
    def narrows(self) -> bool:
        """True where more than the place is filtered by, so that a list without words is of use."""
        return bool(self.need or self.audience or self.flags)

    def without(self, name: FilterName) -> Filters:
        """The same filters less one."""
        return self.toggled(name) if name in self.flags else self.with_value(name, None)

    def toggled(self, flag: Flag) -> Filters:
        """The same filters with one flag turned over."""
        return replace(self, flags=self.flags ^ {flag})

    def with_value(self, name: FilterName, value: str | None) -> Filters:
        """The same filters with a place, a need or an audience set, or with None taken off."""
        if name == "place":
            return replace(self, place=value)
        if name == "need":
            return replace(self, need=value)
        return replace(self, audience=cast(Audience | None, value)) if name == "audience" else self


NO_FILTERS = Filters()


class Sieve:
    """Filters at one moment, ready to be held against services."""

    def __init__(self, filters: Filters, places: Places, now: datetime) -> None:
        """Read the filters.

        Raises:
            KeyError: there is no such place.
        """
        self._places = places
        self._now = now
        self._filters = filters
        self._checks = [(name, self._check(name)) for name in filters.names()]
        self.where: Where | None = places.setting(filters.place) if filters.place else None
        """The place that the filters ask for."""

    def stopped_by(self, service: Service) -> list[FilterName]:
        """The filters that a service does not meet; empty where it meets all."""
        return [name for name, meets in self._checks if not meets(service)]

    def band(self, service: Service, where: Where | None) -> Band | None:
        """How near a service is; None where it is not for the people of that place."""
        return self._places.band(service, where)

    def _check(self, name: FilterName) -> Callable[[Service], bool]:
        filters = self._filters
        if name == "place":
            return lambda service: self._places.band(service, self.where) is not None
        if name == "need":
            return lambda service: filters.need in service.needs
        if name == "audience":
            return lambda service: filters.audience in service.audience
        if name == "free":
            return lambda service: service.cost == "free"
        if name == "open-now":
            return lambda service: is_open(service.opening, self._now) is True
        if name == "phone":
            return lambda service: bool(service.phones)
        wanted = _ACCESS[cast(Flag, name)]
        return lambda service: not wanted.isdisjoint(service.access)
