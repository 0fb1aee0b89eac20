"""Services and organisations that a message calls by name ("is there an age uk round here")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.analysis import STOP_WORDS, words_of
from knowledge.records import Closure, Service
from knowledge.store import Knowledge

_MAX_WORDS = 7
_SMALL = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "the"})
_SHORT_MESSAGE = 4
"""In a message of up to this many words, a name that is also an ordinary word counts as the name."""


class Names:
    """Every name that a record goes by."""

    def __init__(self, knowledge: Knowledge) -> None:
        ordinary = knowledge.ordinary_words()
        self._services: dict[tuple[str, ...], list[str]] = {}
        self._closures: dict[tuple[str, ...], Closure] = {}
        for service in knowledge.services:
            for name in _names_of(service):
                self._services.setdefault(tuple(_name_words(name)), []).append(service.id)
        for closure in knowledge.closures:
            for name in (closure.name, *closure.aka):
                self._closures.setdefault(tuple(_name_words(name)), closure)
        self._plain = {
            key
            for key in (*self._services, *self._closures)
            if all(word in ordinary or word in STOP_WORDS for word in key)
        }

    def services_in(self, text: str) -> list[str]:
        """Ids of services whose name, other name or organisation stands in a message, longest name first."""
        found: list[tuple[int, str]] = []
        for key in self._keys_in(text):
            found += [(-len(key), service) for service in self._services.get(key, ())]
        return list(dict.fromkeys(service for _, service in sorted(found)))

    def closure_in(self, text: str) -> Closure | None:
        """A closed or renamed service that a message names."""
        keys = [key for key in self._keys_in(text) if key in self._closures]
        return self._closures[max(keys, key=lambda key: (len(key), key))] if keys else None

    def _keys_in(self, text: str) -> Iterator[tuple[str, ...]]:
        words = _name_words(text)
        for start in range(len(words)):
            for length in range(1, min(_MAX_WORDS, len(words) - start) + 1):
                key = tuple(words[start : start + length])
                if (key in self._services or key in self._closures) and self._meant(key, words, text):
                    yield key

    def _meant(self, key: tuple[str, ...], words: Sequence[str], text: str) -> bool:
        if key not in self._plain or len(key) > 2 or (len(key) > 1 and key in self._closures):
            return True
        if len(words) <= _SHORT_MESSAGE and len(words) - len(key) <= 1:
            return True
        titled = " ".join(word.capitalize() for word in key)
        return titled in text and not text.startswith(titled) and not text.isupper()


def _name_words(text: str) -> list[str]:
    """The words of a name, without the small ones that people leave out or put in ("CAB in Tring")."""
    return [word for word in words_of(text) if word not in _SMALL]


def _names_of(service: Service) -> Iterator[str]:
    yield service.name
    yield service.organisation
    yield from service.aka
    head, bracket, _ = service.name.partition(" (")
    if bracket:
        yield head
