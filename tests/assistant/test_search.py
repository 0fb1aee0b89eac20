"""Helpline search looks words up in the index, by part, slip and number."""

from __future__ import annotations

import re

import pytest

from assistant.filters import Filters
from assistant.library import Library
from assistant.lookup import BEGINS, EXACT, MAX_PREFIXED, SLIP, Lookup
from assistant.search import HelplineSearch
from index.lexicon import Lexicon
from tests.conftest import NOW


@pytest.fixture
def lookup() -> Lookup:
    return lookup_of(["dement", "dementia", "demo", "lunch", "lunches", "the"])


def lookup_of(words: list[str]) -> Lookup:
    return Lookup(Lexicon(words))


def test_a_whole_word_counts_in_full_and_longer_ones_less(lookup: Lookup) -> None:
    assert list(lookup.terms(["lunch"])) == [("lunch", EXACT)]
    assert ("dementia", BEGINS) in list(lookup.terms(["deme"]))


def test_only_the_last_word_may_be_unfinished(lookup: Lookup) -> None:
    assert next(lookup.terms(["demo", "lunch"])) == ("demo", EXACT)
    assert [term for term, _ in lookup.terms(["lunch", "dem"])] == ["lunch", "dement", "dementia", "demo"]


def test_a_misspelt_word_becomes_the_nearest(lookup: Lookup) -> None:
    assert list(lookup.terms(["lumch"])) == [("lunch", SLIP)]


def test_a_beginning_stands_for_a_bounded_number_of_words() -> None:
    lookup = lookup_of([f"a{letter}{other}" for letter in "bcdefghij" for other in "klmnopqrst"])
    assert len(list(lookup.terms(["a"]))) == MAX_PREFIXED


def test_part_of_a_phone_number_finds_who_has_it(library: Library) -> None:
    samaritans = HelplineSearch(library).search("116 123", now=NOW)[0]
    assert "116123" in re.sub(r"\D", "", samaritans.phone or "")


def test_part_of_a_number_keeps_to_the_area(library: Library) -> None:
    found = HelplineSearch(library).search("01442", Filters(place="thurrock"), now=NOW, limit=20)
    reach = library.places.reach(library.places.setting("thurrock"))
    assert all(reach.intersection(library.knowledge.service_by_id[item.id].areas) for item in found)


def test_every_service_with_a_band_is_in_reach_and_no_other(library: Library) -> None:
    where = library.places.setting("dacorum")
    reach = library.places.reach(where)
    for service in library.knowledge.services:
        assert (library.places.band(service, where) is not None) == bool(reach.intersection(service.areas))
