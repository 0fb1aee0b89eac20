"""Step 3: words that nobody knows become words that we know.

A word that is right stays: our own words, ordinary English words, names and places are the guard. Others are
compared, word against word, with those that we know, by optimal string alignment (OSA) distance with a limit that
grows with length, by how they sound, by how often we meet them, and by whether they go with their neighbours:
"a cair home" is a care home, "the sugery" a surgery. A right word that is hardly ever used, such as `dyed`, gives
way to one that sounds alike where its neighbours strongly call for that. Whole sentences are never compared.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.sounds import sound_of, undoubled
from assistant.wordcounts import WordCounts
from index.analysis import STOP_WORDS, fold
from knowledge.store import Knowledge

_PIECE = re.compile(r"(?<!\w)(?:[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)*|[A-Za-z0-9]{1,8})(?!\w)")
"""A word, or letters and digits such as `2nite`, which only the lists of respellings and confusions put right."""
MIN_LENGTH = 3
"""Shorter words are never corrected, except by the list of respellings."""
MAX_LENGTH = 24
CANDIDATES = 12
COUNT_WEIGHT, PAIR_WEIGHT = 0.45, 0.7
"""Slips that a tenfold more frequent word, or neighbour pair, makes up for."""
SOUND_GAIN = 0.8
DOUBLE_GAIN = 0.3
"""For a slip that is only a letter doubled or not."""
FIRST_LETTER_COST = 0.7
UNUSED_COST = 0.6
"""For an ordinary word that none of our texts uses."""
TOO_FAR = 1.9
"""A cost above this is a guess, and no correction is made."""
SHORT_TOO_FAR = 0.35
"""The same for words of up to four letters, where nearly everything is near to something."""
PAIR_SURE, PAIR_OVERRULES = 3, 6
"""Times that a pair must have been seen to split a word in two, and to overrule a right word."""
CONTRACTIONS = frozenset(
    """arent couldnt didnt doesnt dont hadnt hasnt havent hed hell hes id ill im isnt itd itll ive shed shell shes
    shouldnt thats theres theyd theyll theyre theyve wasnt weve werent whats whos wont wouldnt youd youll youre
    youve cant aint mightnt mustnt neednt oughtnt whod whove wholl heres wheres hows lets""".split()
)
"""Right as they stand, with or without the apostrophe."""
MOSTLY_WRONG = 0.5
"""Where more than this share of a message's words is unknown, it may be no English: only plain slips are put right."""
STRANGE_TOO_FAR = 0.6
ENGLISH_SHARE = 0.15
"""With fewer common English words than this besides, it is another language, and nothing is put right."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One word put right."""

    wrong: str
    right: str
    silent: bool = False
    """True where it was dialect or a short form, not a mistake."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """A message after spelling."""

    text: str
    corrections: tuple[Correction, ...]

    @property
    def shown(self) -> bool:
        """True where the person should be told what was put right."""
        return any(not correction.silent for correction in self.corrections)


def edit_limit(word: str) -> int:
    """How many slips a word of this length may hold: 1 up to 5 letters, 2 up to 8, else 3."""
    return 1 if len(word) <= 5 else 2 if len(word) <= 8 else 3


class Speller:
    """Corrects words against the vocabulary of the knowledge."""

    def __init__(self, knowledge: Knowledge, counts: WordCounts, place_words: frozenset[str]) -> None:
        self._counts: dict[str, int] = counts.words | {
            word: counts.words.get(word, 0) + 3 for word in place_words
        }
        self._pairs = counts.pairs
        self._ordinary = knowledge.ordinary_words()
        self._guard = self._ordinary | knowledge.proper_names() | CONTRACTIONS | self._counts.keys()
        self._respell = {wrong: item.right for item in knowledge.respellings for wrong in item.wrong}
        self._silent = {wrong for item in knowledge.respellings if item.silent for wrong in item.wrong}
        self._confusions = {item.wrong: item for item in knowledge.confusions}
        self._ours = _by_letter(self._counts)
        self._others = _by_letter(self._ordinary - self._counts.keys())
        self._counts_by_sound = counts.sounds
        self._near: dict[str, tuple[tuple[float, str], ...]] = {}

    def correct(self, text: str, keep: frozenset[str] = frozenset()) -> Spelt:
        """Put right the words that nobody knows. Words in `keep` stay as they are."""
        pieces = list(_PIECE.finditer(text))
        words = [fold(piece.group()).replace("'", "") for piece in pieces]
        strange = self._mostly_strange(words)
        if strange and sum(word in STOP_WORDS for word in words) < ENGLISH_SHARE * len(words):
            return Spelt(text, ())
        corrections: list[Correction] = []
        out, last = [], 0
        for place, piece in enumerate(pieces):
            word = words[place]
            left_alone = word in keep or (_is_short_form(piece.group()) and not text.isupper())
            right = None if left_alone else self._right_for(place, words, piece.group(), strange)
            if right is None or right == word:
                continue
            corrections.append(Correction(piece.group(), right, word in self._silent))
            words[place] = right.split()[-1]
            out += [text[last : piece.start()], right]
            last = piece.end()
        return Spelt("".join((*out, text[last:])), tuple(corrections))

    def _mostly_strange(self, words: Sequence[str]) -> bool:
        """True for a message in another language, or for keys struck at random."""
        words = [word for word in words if word.isalpha()]
        unknown = sum(word not in self._guard and word not in self._respell for word in words)
        return len(words) > 2 and unknown > MOSTLY_WRONG * len(words)

    def _right_for(self, place: int, words: Sequence[str], written: str, strange: bool) -> str | None:
        word = words[place]
        if word in self._respell:
            return self._respell[word]
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        confusion = self._confusions.get(word)
        if confusion is not None:
            return confusion.right if before in confusion.after or after in confusion.before else None
        if not MIN_LENGTH <= len(word) <= MAX_LENGTH or not word.isalpha():
            return None
        if word in self._guard:
            return self._called_for(word, before, after)
        return self._nearest(word, before, after, named=place > 0 and written[0].isupper(), strange=strange)

    def _called_for(self, word: str, before: str, after: str) -> str | None:
        """The word that sounds like a rare right one, where both of our texts and its neighbours want it."""
        if self._counts.get(word, 0) or word in CONTRACTIONS or not (before or after):
            return None
        own = self._together(before, word) + self._together(word, after)
        sound = sound_of(word)
        best: tuple[int, str] | None = None
        for cost, other in self._near_words(word):
            pairs = self._together(before, other), self._together(other, after)
            called = max(pairs) >= PAIR_OVERRULES or min(pairs) >= PAIR_SURE
            if (
                called
                and not own
                and cost <= 2
                and abs(len(other) - len(word)) < 2
                and sound_of(other) == sound
            ):
                best = max(best or (0, ""), (sum(pairs), other))
        return best[1] if best else None

    def _nearest(self, word: str, before: str, after: str, *, named: bool, strange: bool) -> str | None:
        for end in ("s", "ing", "ed", "er", "ers", "ly"):
            if word.endswith(end) and word[: -len(end)] in self._counts and len(word) - len(end) > 3:
                return None
        ranked = sorted(
            (
                (
                    cost
                    - COUNT_WEIGHT * math.log10(1 + self._counts.get(other, 0))
                    - PAIR_WEIGHT * math.log10(1 + self._together(before, other))
                    - PAIR_WEIGHT * math.log10(1 + self._together(other, after)),
                    other,
                    cost,
                )
                for cost, other in self._near_words(word)
            )
        )
        if (split := self._split(word)) is not None:
            ranked = sorted([*ranked, split])
        if not ranked:
            return None
        total, right, cost = ranked[0]
        furthest = STRANGE_TOO_FAR if strange else SHORT_TOO_FAR if len(word) <= 4 else TOO_FAR
        return None if total > furthest or (named and cost > 1.0) else right

    def _together(self, first: str, second: str) -> int:
        return self._pairs.get(f"{first} {second}", 0)

    def _near_words(self, word: str) -> tuple[tuple[float, str], ...]:
        """(slips, word) of the nearest words, whatever stands beside them."""
        known = self._near.get(word)
        if known is None:
            if len(self._near) > 20_000:
                self._near.clear()
            known = self._near[word] = tuple(sorted(self._look_near(word)))
        return known

    def _look_near(self, word: str) -> Iterable[tuple[float, str]]:
        limit, sound = edit_limit(word), sound_of(word)
        near = dict.fromkeys(
            other
            for other in self._counts_by_sound.get(sound, ())
            if OSA.distance(word, other, score_cutoff=limit + 1) <= limit + 1
        )
        for letters, table in ((_letters(word), self._ours), (word[0], self._others)):
            for letter in letters:
                found = process.extract(
                    word, table.get(letter, ()), scorer=OSA.distance, score_cutoff=limit, limit=CANDIDATES
                )
                near.update(dict.fromkeys(other for other, _, _ in found))
        for other in near:
            if other != word:
                yield self._slips(word, other, sound), other

    def _slips(self, word: str, other: str, sound: str) -> float:
        slips = float(OSA.distance(word, other))
        slips -= SOUND_GAIN if sound_of(other) == sound else 0.0
        slips -= DOUBLE_GAIN if undoubled(other) == undoubled(word) else 0.0
        slips += FIRST_LETTER_COST if other[0] != word[0] else 0.0
        return slips + (0.0 if other in self._counts else UNUSED_COST)

    def _split(self, word: str) -> tuple[float, str, float] | None:
        """`foodbank` → `food bank`, where the two halves are often seen together."""
        for cut in range(2, len(word) - 1):
            seen = self._together(word[:cut], word[cut:])
            if seen >= PAIR_SURE:
                return 0.6 - PAIR_WEIGHT * math.log10(1 + seen), f"{word[:cut]} {word[cut:]}", 0.6
        return None


def _is_short_form(written: str) -> bool:
    """True for capitals such as `ILR`."""
    return len(written) <= 5 and written.isupper()


def _letters(word: str) -> str:
    """First letters to look under: the word's own, its second (a swap), and one that sounds alike."""
    alike = {"k": "c", "c": "k", "f": "p", "j": "g", "s": "c", "n": "k", "e": "i"}.get(word[0], "")
    return "".join(dict.fromkeys(word[0] + word[1] + alike))


def _by_letter(words: Iterable[str] | Mapping[str, int]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for word in sorted(words):
        if MIN_LENGTH <= len(word) <= MAX_LENGTH and word.isalpha():
            table.setdefault(word[0], []).append(word)
    return table
