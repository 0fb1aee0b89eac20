"""How a word sounds in English, roughly: the key under which `demensha` and `dementia` meet."""

from __future__ import annotations

import re
from functools import lru_cache

_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<=.)(gh)(?=t|$)"), ""),
    (re.compile(r"^(kn|gn|pn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"(ti|si|ci|sh|ch)(?=[aeo])"), "x"),
    (re.compile(r"tch|ch|sh"), "x"),
    (re.compile(r"ck|c(?![eiy])|q|k"), "k"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"dg|j"), "j"),
    (re.compile(r"x"), "x"),
    (re.compile(r"(?<=.)[aeiouyhw]+"), ""),
    (_DOUBLED, r"\1"),
)


@lru_cache(maxsize=100_000)
def sound_of(word: str) -> str:
    """A rough key of how a word sounds in English, so that `demensha` and `dementia` agree."""
    for pattern, to in _SOUNDS:
        word = pattern.sub(to, word)
    return word


def undoubled(word: str) -> str:
    """The word with doubled letters made single: `realy` and `really` are one slip that everybody makes."""
    return _DOUBLED.sub(r"\1", word)
