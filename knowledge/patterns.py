"""The small pattern language of the safety rules and the dialogue cues.

A pattern is matched against tidy text: lower case, no apostrophes, one space between words, a lone `.`
between sentences. It is a row of:

- `word`            that word; `strangl*` any word that starts so
- `word?`           that word or nothing
- `a|b|c`           one of these words
- `(a b|c d)`       one of these phrases; `(a b|c d)?` or nothing
- `<class>`         one of the words or phrases of that word class; `<class>?` or nothing
- `...`             up to four words of the same sentence; `..` up to one word
- `^` and `$`       start and end of the message

Patterns compile to bounded regular expressions without nested repeats, so matching time grows with the
length of the message only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_TOKEN = re.compile(r"\([^()]*\)\??|\S+")
_WORD = re.compile(r"[a-z0-9£]+\*?")
_GAPS = {"...": r"(?:[^ .]+ ){0,4}", "..": r"(?:[^ .]+ )?"}


class PatternError(ValueError):
    """A pattern that does not follow the language."""


def tidy_for_patterns(text: str) -> str:
    """The form of a message that patterns are matched against, with a space at each end."""
    lowered = text.lower().replace("’", "'").replace("‘", "'").replace("`", "'")
    lowered = re.sub(r"(?<=\w)'(?=\w)", "", lowered)
    lowered = re.sub(r"[.!?;\n\r]+(?=\s|$)", " . ", lowered)
    lowered = re.sub(r"[^\w.£]+|_", " ", lowered)
    lowered = re.sub(r"(?<! )\.|\.(?! )", " ", lowered)
    return f" {' '.join(lowered.split())} "


def compile_pattern(pattern: str, classes: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Compile one pattern.

    Raises:
        PatternError: the pattern is empty, names an unknown class or holds a sign with no meaning.
    """
    if not pattern.strip():
        raise PatternError("the pattern is empty")
    body = "".join(_compile_token(token, classes) for token in _TOKEN.findall(pattern))
    return re.compile(rf"(?<= ){body}" if not pattern.startswith("^") else body)


def _compile_token(token: str, classes: Mapping[str, Sequence[str]]) -> str:
    if token in _GAPS:
        return _GAPS[token]
    if token == "^":
        return r"^ (?:\. )*"
    if token == "$":
        return r"(?:\. )*$"
    optional = token.endswith("?")
    core = token[:-1] if optional else token
    return f"(?:{_alternatives(core, classes)}){'?' if optional else ''}"


def _alternatives(core: str, classes: Mapping[str, Sequence[str]]) -> str:
    if core.startswith("<") and core.endswith(">"):
        name = core[1:-1]
        if name not in classes:
            raise PatternError(f"there is no word class '{name}'")
        phrases: Sequence[str] = classes[name]
    elif core.startswith("(") and core.endswith(")"):
        phrases = [part.strip() for part in core[1:-1].split("|")]
    else:
        phrases = core.split("|")
    return "|".join(_phrase(phrase) for phrase in sorted(phrases, key=lambda p: (-len(p), p)))


def _phrase(phrase: str) -> str:
    words = phrase.split()
    if not words:
        raise PatternError("an alternative is empty")
    return "".join(_word(word) for word in words)


def _word(word: str) -> str:
    if word in _GAPS:
        return _GAPS[word]
    if not _WORD.fullmatch(word):
        raise PatternError(f"'{word}' is not a word: use lower case, no apostrophes, no punctuation")
    return re.escape(word[:-1]) + "[^ ]* " if word.endswith("*") else re.escape(word) + " "
