"""From text to index terms. Index and assistant both use these functions, so they always agree."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_STEMMER = snowballstemmer.stemmer("english")

STOP_WORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being both but by can cant could
    did do does doing dont down each few for from further get got had has have having he her here hers him his how i
    id if im in into is isnt it its itself ive just keep keeps know let like ll me more most my myself need needs no
    nor not now of off on once only or other our out over own please really s same she should so some someone something
    such than that thats the their them then there theres these they theyre this those through to too under until up us
    very want wants was we were what when where which while who whom why will with wont would you your yours""".split()
)
"""Words too common to tell one record from another."""


def fold(text: str) -> str:
    """Lower case, straight apostrophes and plain letters (`café` → `cafe`)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("‘", "'"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words_of(text: str) -> list[str]:
    """The words of a text, folded, with apostrophes left out (`don't` → `dont`)."""
    return [word.replace("'", "") for word in _WORD.findall(fold(text))]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word (Porter 2, by Snowball)."""
    if len(word) < 4 or not word.isalpha():
        return word
    return str(_STEMMER.stemWord(word))


def terms_of(text: str) -> list[str]:
    """Index terms of a text: stems of its words, stop words left out."""
    return [stem(word) for word in words_of(text) if word not in STOP_WORDS]
