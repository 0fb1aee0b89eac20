"""The small pattern language of the safety rules and the dialogue cues.

A pattern is matched against tidy text: lower case, no apostrophes, one space between words, a lone `.`
between sentences. It is a row of:

- `word`            that word; `strangl*` any word that starts so
- `a|b|c`           one of these words
- `(a b|c d)`       one of these rows; rows may hold anything of this list, so groups may be nested
- `<class>`         one of the rows of that word class; a class may name other classes
- `?` at the end of a word, group or class: that or nothing
- `...`             up to four words of the same sentence; `..` up to one word
- `^` and `$`       start and end of the message; `.` end of a sentence

Patterns compile to bounded regular expressions without nested repeats, so matching time grows with the
length of the message only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

_WORD = re.compile(r"[a-z0-9£]+\*?")
_GAPS = {
    "...": r"(?: [^ .]+){0,4}",
    "..": r"(?: [^ .]+)?",
    "^": r"^(?: \.)*",
    "$": r"(?: \.)* $",
    ".": r"(?= \.| $)",
}
_MAX_DEPTH = 12
_COMMON = frozenset(
    "a i im ive ill id my me is am are was were be been being and or but the to of in on at for with up out off it its"
    " that this he she they we you him her his them their our your not no dont cant do did has have had so as if by"
    " from just want get got go going been all one can will would could what when who how there here some any very"
    " really now then than about feel like know think help need please more after".split()
)
"""Words that stand in very many messages: bad keys."""


class PatternError(ValueError):
    """A pattern that does not follow the language."""


@dataclass(frozen=True)
class Pattern:
    """A pattern that was read; its regular expression is built when it is first needed."""

    source: str
    """The regular expression as text."""
    keys: frozenset[str] | None
    """Words (`strangl*`: beginnings of words) of which a text must hold one to match; None: any text may match."""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The regular expression."""
        return re.compile(self.source)


@dataclass(frozen=True, slots=True)
class _Part:
    regex: str
    keys: frozenset[str] | None = None

    @property
    def cost(self) -> int:
        return sum(100 if key in _COMMON else 1 for key in self.keys or ())


def tidy_for_patterns(text: str) -> str:
    """The form of a message that patterns are matched against, with a space at each end."""
    lowered = text.lower().replace("’", "'").replace("‘", "'").replace("`", "'")
    lowered = re.sub(r"(?<=\w)'(?=\w)", "", lowered)
    lowered = re.sub(r"[.!?;\n\r]+(?=\s|$)", " . ", lowered)
    lowered = re.sub(r"[^\w.£]+|_", " ", lowered)
    lowered = re.sub(r"(?<! )\.|\.(?! )", " ", lowered)
    lowered = re.sub(r"([a-z])\1{2,}", r"\1", lowered)
    return f" {' '.join(lowered.split())} "


def compile_pattern(pattern: str, classes: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Compile one pattern.

    Raises:
        PatternError: the pattern is empty, names an unknown class or holds a sign with no meaning.
    """
    return PatternReader(classes).read(pattern).regex


class PatternReader:
    """Reads patterns that share their word classes; each class is read once."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        self._classes = classes
        self._read: dict[str, _Part] = {}

    def read(self, pattern: str) -> Pattern:
        """Read one pattern.

        Raises:
            PatternError: the pattern is empty, names an unknown class or holds a sign with no meaning.
        """
        part = self._row(pattern, 0)
        return Pattern(f"{part.regex}(?= |$)", part.keys)

    def _row(self, text: str, depth: int) -> _Part:
        if depth > _MAX_DEPTH:
            raise PatternError(f"groups and classes are nested deeper than {_MAX_DEPTH} levels")
        parts = [self._item(token, depth) for token in _split(text, " ")]
        if not parts:
            raise PatternError("the pattern is empty" if depth == 0 else "an alternative is empty")
        keyed = [part for part in parts if part.keys]
        keys = min(keyed, key=lambda part: part.cost).keys if keyed else None
        return _Part("".join(part.regex for part in parts), keys)

    def _item(self, token: str, depth: int) -> _Part:
        if token in _GAPS:
            return _Part(_GAPS[token])
        optional = token.endswith("?")
        core = token[:-1] if optional else token
        if core.startswith("(") and core.endswith(")") and _closes_at_end(core):
            part = self._any_of(_split(core[1:-1], "|"), depth)
        elif "|" in core:
            part = self._any_of(_split(core, "|"), depth)
        elif core.startswith("<") and core.endswith(">"):
            part = self._class(core[1:-1], depth)
        else:
            part = _word(core)
        return _Part(f"(?:{part.regex})?") if optional else part

    def _class(self, name: str, depth: int) -> _Part:
        if name not in self._classes:
            raise PatternError(f"there is no word class '{name}'")
        if name not in self._read:
            rows = sorted(self._classes[name], key=lambda row: (-len(row), row))
            self._read[name] = self._any_of(rows, depth)
        return self._read[name]

    def _any_of(self, rows: Sequence[str], depth: int) -> _Part:
        parts = [self._row(row, depth + 1) for row in rows]
        keys: frozenset[str] | None = None
        if all(part.keys is not None for part in parts):
            keys = frozenset().union(*(part.keys or () for part in parts))
        return _Part(f"(?:{'|'.join(part.regex for part in parts)})", keys)


@cache
def _word(word: str) -> _Part:
    if not _WORD.fullmatch(word):
        raise PatternError(f"'{word}' is not a word: use lower case, no apostrophes, no punctuation")
    stem = re.escape(word.rstrip("*"))
    return _Part(f" {stem}[^ ]*" if word.endswith("*") else f" {stem}", frozenset([word]))


def _split(text: str, at: str) -> list[str]:
    """The pieces between spaces or bars that stand outside every group."""
    if "(" not in text:
        return text.split() if at == " " else text.split(at)
    pieces, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == at and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece for piece in pieces if piece.strip()] if at == " " else pieces


def _closes_at_end(core: str) -> bool:
    """True where the first bracket closes at the very end: `(a|b)`, not `(a)|(b)`."""
    depth = 0
    for place, sign in enumerate(core):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place == len(core) - 1
    return False
