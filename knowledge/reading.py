"""How hard a text is to read: the Flesch-Kincaid grade, in years of US school.

0.39 · words in a sentence + 11.8 · syllables in a word - 15.59 (Kincaid and others, 1975). Grade 6 is about 11 to
12 years of age. Syllables are counted by a rule, so a grade may be off by one either way; names and numbers count
as they are written.
"""

from __future__ import annotations

import re
from functools import cache

_SENTENCE = re.compile(r"[.!?:]+(?=\s|$)")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouylcsgzxh])es$|(?<=[^aeiouytd])ed$")


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text; 0 where it has no words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len([part for part in _SENTENCE.split(text) if _WORD.search(part)]))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@cache
def syllables(word: str) -> int:
    """How many syllables a word has, by a rule; at least 1."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    groups = len(_VOWELS.findall(plain)) - len(_SILENT.findall(plain))
    groups += len(re.findall(r"[iu]a|i(?:o(?!u|n)|um)", plain)) if len(plain) > 3 else 0
    return max(1, groups)
