"""Postcodes lead to places."""

from __future__ import annotations

import pytest

from assistant.places import Places
from knowledge.store import Knowledge


@pytest.fixture(scope="module")
def places(knowledge: Knowledge) -> Places:
    return Places(knowledge)


@pytest.mark.parametrize(
    ("postcode", "place", "locality"),
    [
        ("HP1 1DN", "dacorum", "hemel-hempstead"),
        ("hp23 5ad", "dacorum", "tring"),
        ("RM18", "thurrock", None),
        ("rm17 6sl", "thurrock", "grays"),
        ("HX1 2TU", "calderdale", "halifax"),
        ("OL14", "calderdale", None),
        ("SG1 1AA", "hertfordshire", None),
    ],
)
def test_a_postcode_finds_its_authority(
    places: Places, postcode: str, place: str, locality: str | None
) -> None:
    where = places.from_postcode(postcode)
    assert where is not None
    assert where.place == place
    assert locality is None or where.locality == locality


@pytest.mark.parametrize(
    ("postcode", "name"), [("M1", "Manchester"), ("EH1 1AA", "City of Edinburgh"), ("B12", "Birmingham")]
)
def test_a_place_that_is_not_covered_says_so(places: Places, postcode: str, name: str) -> None:
    where = places.from_postcode(postcode)
    assert where is not None
    assert where.uncovered == name
    assert where.place in {"england", "scotland"}


@pytest.mark.parametrize("text", ["", "ZZ99 9ZZ", "hello", "12345", "HP1 1D"])
def test_what_is_no_postcode_is_nowhere(places: Places, text: str) -> None:
    assert places.from_postcode(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("we're in tilbury", "thurrock"),
        ("food bank near Todmorden", "calderdale"),
        ("lunch club in berkhamsted", "dacorum"),
        ("help in stevenage", "hertfordshire"),
        ("i live at hp2 4xx area", "dacorum"),
    ],
)
def test_a_sentence_names_its_place(places: Places, text: str, place: str) -> None:
    found = places.find(text)
    assert found is not None
    assert found[0].place == place


@pytest.mark.parametrize(
    "text", ["should i take vitamin b12", "the triangle on my iron", "my ware is broken", "what a ridge"]
)
def test_ordinary_words_are_no_places(places: Places, text: str) -> None:
    assert places.find(text) is None
