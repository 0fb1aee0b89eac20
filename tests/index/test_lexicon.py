"""Words looked up as they are typed."""

from __future__ import annotations

import random

import pytest
from rapidfuzz.distance import OSA

from index.lexicon import Lexicon

WORDS = sorted(
    ["01442228000", "0808", "hp11dn", "dem", "dementia", "demo", "dental", "dentist", "debt", "zoo"]
)
COUNTS = {"dementia": 9, "debt": 5, "dental": 5, "demo": 1}


@pytest.fixture
def lexicon() -> Lexicon:
    return Lexicon(WORDS, [COUNTS.get(word, 1) for word in WORDS])


def test_words_begun_come_with_the_most_used_first_then_by_letters(lexicon: Lexicon) -> None:
    assert lexicon.beginning_with("de", 4) == ["dementia", "debt", "dental", "dem"]
    assert lexicon.beginning_with("de", 4) == ["dementia", "debt", "dental", "dem"]


def test_the_word_itself_is_no_longer_word(lexicon: Lexicon) -> None:
    assert lexicon.beginning_with("dem", 9) == ["dementia", "demo"]


@pytest.mark.parametrize("prefix", ["x", "zoos", "dementias"])
def test_nothing_begins_so(lexicon: Lexicon, prefix: str) -> None:
    assert lexicon.beginning_with(prefix, 9) == []


def test_without_counts_words_come_by_letters() -> None:
    assert Lexicon(WORDS).beginning_with("de", 2) == ["debt", "dem"]


def test_known_words_are_known(lexicon: Lexicon) -> None:
    assert lexicon.knows("debt")
    assert not lexicon.knows("deb")
    assert not lexicon.knows("zz")


def test_near_words_are_those_of_fewest_slips(lexicon: Lexicon) -> None:
    assert lexicon.near("dentisst", 2, 5) == ["dentist"]
    assert lexicon.near("dentil", 2, 5) == ["dental"]
    assert lexicon.near("xental", 2, 5) == []


def test_near_words_equal_a_look_at_every_word() -> None:
    rng = random.Random(3)
    words = sorted({"".join(rng.choices("abc", k=rng.randint(2, 7))) for _ in range(300)})
    lexicon = Lexicon(words)
    for _ in range(60):
        word = "".join(rng.choices("abc", k=rng.randint(4, 7)))
        near = [(OSA.distance(word, other), other) for other in words if other[0] == word[0]]
        least = min(distance for distance, _ in near)
        expected = sorted(other for distance, other in near if distance == least)[:5] if least <= 2 else []
        assert lexicon.near(word, 2, 5) == expected


def test_no_words_at_all_are_no_trouble() -> None:
    empty = Lexicon([])
    assert not empty.knows("a")
    assert empty.beginning_with("a", 5) == empty.near("abcd", 1, 5) == []
