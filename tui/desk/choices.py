"""What can be picked: places, needs and kinds of people, found by the beginnings of their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from assistant.library import Library
from assistant.say import Say
from index.analysis import words_of
from knowledge.records import Audience, Place


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick."""

    id: str
    label: str
    words: tuple[str, ...]
    """All the words that it can be found by."""


Find = Callable[[str], Sequence[Choice]]


def matching(letters: str, choices: Iterable[Choice]) -> list[Choice]:
    """The choices with words that begin as each word typed; those whose label begins so come first."""
    typed = words_of(letters)
    found = [
        choice
        for choice in choices
        if all(any(word.startswith(part) for word in choice.words) for part in typed)
    ]
    start = " ".join(typed)
    return sorted(found, key=lambda choice: not " ".join(words_of(choice.label)).startswith(start))


def needs(library: Library) -> Find:
    """Finds needs by their label and id."""
    choices = [
        Choice(need.id, need.label, (*words_of(need.label), *words_of(need.id)))
        for need in library.knowledge.needs
    ]
    choices.sort(key=lambda choice: choice.label)
    return lambda letters: matching(letters, choices)


def audiences(say: Say) -> Find:
    """Finds kinds of people."""
    choices = [
        Choice(item, label, tuple(words_of(label)))
        for item in get_args(Audience)
        if (label := say(f"audience-{item}"))
    ]
    return lambda letters: matching(letters, choices)


def places(library: Library) -> Find:
    """Finds places by name, or by a postcode; those with local services first."""
    known = library.knowledge.place_by_id
    ordered = sorted(known.values(), key=lambda place: (not place.covered, place.name, place.id))
    choices = [
        Choice(place.id, _label(place, known), tuple(words_of(" ".join((place.name, *place.aka)))))
        for place in ordered
    ]

    def find(letters: str) -> Sequence[Choice]:
        where = library.places.from_postcode(letters) if any(char.isdigit() for char in letters) else None
        if where is None:
            return matching(letters, choices)
        place = where.locality if where.locality in known else where.place
        assert place is not None
        return [Choice(place, f"{letters.strip().upper()}: {library.places.name(place)}", ())]

    return find


def _label(place: Place, known: Mapping[str, Place]) -> str:
    holders = [known[item].name for item in place.parents]
    return f"{place.name} ({holders[0]})" if holders else place.name
