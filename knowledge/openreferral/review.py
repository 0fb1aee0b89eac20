"""`review.yaml`: what was guessed, for an editor to look over. What an editor changes there stays."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from knowledge.openreferral.guess import Guess

HEADING = """\
What each imported record was taken to help with. Records with the same terms stand together.
`needs` is what counts: change it where it is wrong, and import again. `guessed` is only what was guessed, how surely.
A record without needs, or without areas, is not shown to anyone until you name them here.
You may add an entry of your own for any record: its `id`, its `source`, its `needs`, and its `areas` if you wish."""
MAX_EXAMPLES = 3


class GuessedNeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A need, and how surely it was guessed."""

    need: str
    confidence: float


class ReviewEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One guess and what was decided on it."""

    id: str
    """Id of a service, or the terms of a group of them."""
    source: str
    needs: tuple[str, ...]
    """What counts."""
    areas: tuple[str, ...] = ()
    """Set by an editor for a single record: it counts in place of what was found out."""
    title: str | None = None
    records: int = 0
    by: str | None = None
    guessed: tuple[GuessedNeed, ...] = ()
    examples: tuple[str, ...] = ()
    place: str | None = None
    """`unknown` where no area could be found out."""

    @property
    def decided(self) -> bool:
        """True where an editor changed what was guessed, or wrote the entry."""
        sure = Guess("", "", "", tuple((item.need, item.confidence) for item in self.guessed)).sure
        return self.needs != sure or bool(self.areas) or not self.records


@dataclass(slots=True)
class _Seen:
    guess: Guess
    records: int = 0
    examples: list[str] = field(default_factory=list)
    place: str | None = None


class Review:
    """The decisions of earlier imports, and the guesses of this one."""

    def __init__(self, source: str, entries: Iterable[ReviewEntry]) -> None:
        self._source = source
        self._others: list[ReviewEntry] = []
        self._decided: dict[str, ReviewEntry] = {}
        for entry in entries:
            if entry.source != source:
                self._others.append(entry)
            elif entry.decided:
                self._decided[entry.id] = entry
        self._seen: dict[str, _Seen] = {}

    @property
    def decided(self) -> int:
        """How many entries an editor decided."""
        return len(self._decided)

    def decide(
        self, service: str, guess: Guess, areas: tuple[str, ...], name: str
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The needs and areas that count for a record, which is noted for the list."""
        seen = self._seen.setdefault(guess.key, _Seen(guess))
        seen.records += 1
        if len(seen.examples) < MAX_EXAMPLES and guess.key != service:
            seen.examples.append(name[:80])
        own = self._decided.get(service)
        group = self._decided.get(guess.key)
        if not areas and not (own and own.areas):
            alone = Guess(service, name[:120], guess.by, guess.needs)
            lost = self._seen.setdefault(service, _Seen(alone))
            lost.records, lost.place = 1, "unknown"
        needs = own.needs if own else group.needs if group else guess.sure
        return needs, own.areas if own and own.areas else areas

    def entries(self) -> list[ReviewEntry]:
        """The list to write: other sources' entries, then ours; what waits for a decision comes first."""
        made = [self._entry(key, seen) for key, seen in self._seen.items()]
        made += [
            msgspec.structs.replace(entry, records=0)
            for key, entry in self._decided.items()
            if key not in self._seen
        ]
        made.sort(key=lambda entry: (bool(entry.needs) and not entry.place, -entry.records, entry.id))
        return sorted(self._others, key=lambda entry: entry.source) + made

    def _entry(self, key: str, seen: _Seen) -> ReviewEntry:
        decided = self._decided.get(key)
        guessed = tuple(GuessedNeed(need, confidence) for need, confidence in seen.guess.needs)
        if decided is not None and not decided.records:
            guessed = ()
        return ReviewEntry(
            id=key,
            source=self._source,
            needs=decided.needs if decided else seen.guess.sure,
            areas=decided.areas if decided else (),
            title=seen.guess.title if seen.guess.title != key.removeprefix("terms: ") else None,
            records=seen.records if decided is None or decided.records else 0,
            by=seen.guess.by,
            guessed=guessed,
            examples=tuple(seen.examples),
            place=seen.place,
        )


def wrong_with(entry: ReviewEntry, needs: Container[str], places: Container[str]) -> Iterator[str]:
    """Needs and areas of an entry that do not exist."""
    for need in entry.needs:
        if need not in needs:
            yield f"{entry.id}: there is no need '{need}'"
    for area in entry.areas:
        if area not in places:
            yield f"{entry.id}: there is no place '{area}'"
