"""Step 5: which of the needs is meant, how surely, one or several, or none.

The learnt weights of a message's words and word pairs are added up for each need, without what the need's rule-outs
cover. The best score, its lead over the next,
how much of the message is known at all and how much of it speaks for the need give the confidence, by a logistic
curve fitted on the tuning questions (`calibration.yaml`). Each part of a longer message is then looked at alone:
that finds the second need of "my mum has dementia and I can't pay the gas bill".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import msgspec
import yaml

from assistant.features import FILLERS, Feature, features_of
from assistant.model import Model
from index.analysis import stem, words_of
from knowledge.store import Knowledge

MAX_NEEDS = 3
_RANKED = 6
CONTEXT_BONUS = 0.12
"""For a need that the conversation is about already: it wins a close call."""
_PART = re.compile(r"[.!?;:\n]+|,\s*|\b(?:and|also|plus|but|as well as|then)\b", re.IGNORECASE)


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Figures fitted on data by `bench.calibrate`, and the thresholds chosen for what an error costs."""

    start: float
    score: float
    lead: float
    known: float
    support: float
    inside: float
    """Weights of the logistic curve: constant, score, its lead, share of known words, count of telling words, and the
    lead over "none of our business"."""
    alarm_start: float
    alarm_score: float
    alarm_lead: float
    alarm_known: float
    alarm_support: float
    alarm_inside: float
    """The same for a crisis, whose lead is over all that is no crisis."""
    accept: float
    """A need of at least this confidence is answered."""
    accept_part: float
    """A further need, found in a part of the message, must be at least this sure there."""
    alarm: float
    """A crisis that no rule has seen is raised when the router is so sure of it."""
    gentle: float
    """A crisis that is less sure than `alarm`, but at least this, gets a gentle word at the end of the answer."""
    mention: float
    """Needs below this confidence are not named at all."""


@cache
def calibration() -> Calibration:
    """The figures, as `calibration.yaml` gives them."""
    path = Path(__file__).with_name("calibration.yaml")
    return msgspec.convert(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), Calibration)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence, for `fingerpost explain`."""

    need: str
    what: str
    weight: float


@dataclass(frozen=True, slots=True)
class Meant:
    """A need that is meant."""

    id: str
    confidence: float
    """From 0 to 1: of all needs named at 0.8, about eight in ten are right."""


@dataclass(frozen=True, slots=True)
class Routed:
    """What the router made of a message."""

    needs: tuple[Meant, ...]
    """Best first; empty where none is meant."""
    others: tuple[Meant, ...] = ()
    """The next best, not answered but possible."""
    danger: tuple[Meant, ...] = ()
    """Needs that are a crisis, each with the confidence that someone is in danger; surest first."""
    outside: bool = False
    """True where it is rather none of our business."""

    def without(self, needs: frozenset[str]) -> Routed:
        """The same, less some needs that are not wanted. What is dangerous stays so."""
        return replace(
            self,
            needs=tuple(meant for meant in self.needs if meant.id not in needs),
            others=tuple(meant for meant in self.others if meant.id not in needs),
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a message shows before anything is decided."""

    ranked: tuple[tuple[int, float], ...]
    """(need number, score), best first."""
    known: float
    """Share of the telling words that any phrase uses, from 0 to 1."""
    telling: int
    """How many words speak for the best need."""
    outside: float
    """Score of "none of our business"."""
    danger: tuple[tuple[int, float], ...] = ()
    """(need number, score) of the crises, best first."""
    calm: float = 0.0
    """The best score of all that is no crisis."""
    alarming: int = 0
    """How many words speak for any crisis."""

    def danger_features(self, place: int) -> tuple[float, float, float, float, float]:
        """What the logistic curve looks at for one of the crises."""
        own = self.danger[place][1]
        return own, own - max(self.calm, 0.0), self.known, min(self.alarming, 8) / 8, own - self.outside

    def features(self, place: int) -> tuple[float, float, float, float, float]:
        """What the logistic curve looks at for one of the ranked needs; see `Calibration`."""
        own = self.ranked[place][1]
        rival = max((score for at, (_, score) in enumerate(self.ranked) if at != place), default=0.0)
        return own, own - max(rival, 0.0), self.known, min(self.telling, 5) / 5, own - self.outside


class Router:
    """From words to needs."""

    def __init__(self, knowledge: Knowledge, model: Model) -> None:
        self._model = model
        self._calibration = calibration()
        self._number = {need: number for number, need in enumerate(model.needs)}
        self._calm = {
            len(model.needs) + 1 + place: self._number[need] for place, need in enumerate(model.calm)
        }
        self._crises = frozenset(self._calm.values())
        self._rules_out: dict[tuple[str, ...], list[int]] = {}
        for need in knowledge.needs:
            for text in need.rules_out:
                key = tuple(stem(word) for word in words_of(text))
                self._rules_out.setdefault(key, []).append(self._number[need.id])
        self._longest = max(map(len, self._rules_out), default=1)

    def route(
        self, text: str, ignore: frozenset[int] = frozenset(), context: frozenset[str] = frozenset()
    ) -> Routed:
        """Find the needs in a message.

        `ignore` holds positions of words that do not count (a place, something the person does not want);
        `context` the needs that the conversation is about.
        """
        words = words_of(text)
        limits = self._calibration
        whole = self.evidence(words, ignore, context)
        ranked, danger = self._sure(whole), self._danger(whole)
        if not ranked or ranked[0].confidence < limits.accept:
            best = max((score for _, score in whole.ranked), default=0.0)
            return Routed((), _mentioned(ranked, limits.mention), danger, whole.outside > best)
        found = [ranked[0]]
        for meant in self._in_parts(text, words, ignore, ranked[0].id):
            if len(found) < MAX_NEEDS and meant.id not in {item.id for item in found}:
                found.append(meant)
        taken = {item.id for item in found}
        others = [item for item in ranked if item.id not in taken]
        return Routed(tuple(found), _mentioned(others, limits.mention), danger)

    def need_id(self, number: int) -> str:
        """The id of a need by its number."""
        return self._model.needs[number]

    def _name(self, number: int) -> str:
        if number in self._calm:
            return f"{self._model.needs[self._calm[number]]} (calm)"
        if number == self._model.everyday:
            return "(everyday talk)"
        return self._model.needs[number] if number < len(self._model.needs) else "(none of our business)"

    def evidence(
        self, words: Sequence[str], ignore: frozenset[int], context: frozenset[str] = frozenset()
    ) -> Evidence:
        """Score every need for a row of words."""
        totals: dict[int, float] = {}
        speaking: dict[int, set[int]] = {}
        for need, _, at, weight in self._gather(words, ignore):
            totals[need] = totals.get(need, 0.0) + weight
            if weight > 0.03:
                speaking.setdefault(need, set()).update(at)
        for need_id in context:
            number = self._number.get(need_id, -1)
            if totals.get(number, 0.0) > 0:
                totals[number] += CONTEXT_BONUS
        outside = totals.pop(self._model.outside, 0.0)
        everyday = totals.pop(self._model.everyday, 0.0)
        calm = {need: totals.pop(number, 0.0) for number, need in self._calm.items()}
        danger = [(need, totals[need]) for need in self._crises if totals.get(need, 0.0) > 0]
        no_crisis = max(
            (
                everyday,
                *calm.values(),
                *(score for need, score in totals.items() if need not in self._crises),
            ),
            default=0.0,
        )
        alarming = {at for need in self._crises for at in speaking.get(need, ())}
        for number, need in self._calm.items():
            if calm[need] > totals.get(need, 0.0):
                totals[need] = calm[need]
                speaking[need] = speaking.get(need, set()) | speaking.get(number, set())
        ranked = self._ranked(totals)[:_RANKED]
        telling = [at for at, word in enumerate(words) if word not in FILLERS and at not in ignore]
        known = sum(stem(words[at]) in self._model.weights for at in telling)
        best = speaking.get(ranked[0][0], set()) if ranked else set()
        return Evidence(
            tuple(ranked),
            known / len(telling) if telling else 0.0,
            sum(words[at] not in FILLERS for at in best),
            outside,
            tuple(self._ranked(dict(danger))[:MAX_NEEDS]),
            no_crisis,
            sum(words[at] not in FILLERS for at in alarming),
        )

    def _ranked(self, totals: Mapping[int, float]) -> list[tuple[int, float]]:
        """Best first; ties by id."""
        return sorted(totals.items(), key=lambda item: (-item[1], self._model.needs[item[0]]))

    def _sure(self, evidence: Evidence) -> list[Meant]:
        """The ranked needs with their confidences."""
        limits = self._calibration
        weights = (limits.score, limits.lead, limits.known, limits.support, limits.inside)
        found: list[Meant] = []
        for place, (number, own) in enumerate(evidence.ranked[: MAX_NEEDS + 1]):
            if own <= 0:
                break
            features = evidence.features(place)
            value = limits.start + math.fsum(w * seen for w, seen in zip(weights, features, strict=True))
            found.append(Meant(self._model.needs[number], _logistic(value)))
        return found

    def _danger(self, evidence: Evidence) -> tuple[Meant, ...]:
        """The crises with the confidence that someone is in danger."""
        limits = self._calibration
        weights = (
            limits.alarm_score,
            limits.alarm_lead,
            limits.alarm_known,
            limits.alarm_support,
            limits.alarm_inside,
        )
        found = []
        for place, (number, _) in enumerate(evidence.danger):
            seen = evidence.danger_features(place)
            value = limits.alarm_start + math.fsum(w * x for w, x in zip(weights, seen, strict=True))
            found.append(Meant(self._model.needs[number], _logistic(value)))
        return tuple(found)

    def _in_parts(
        self, text: str, words: Sequence[str], ignore: frozenset[int], main: str
    ) -> Iterable[Meant]:
        """Further needs that a part of the message brings on its own, surest first."""
        parts = _parts(text, words)
        if len(parts) < 2:
            return []
        found: dict[str, Meant] = {}
        for start, end in parts:
            inside = frozenset(at - start for at in ignore if start <= at < end)
            part = words[start:end]
            if sum(word not in FILLERS for word in part) < 2:
                continue
            ranked = self._sure(self.evidence(part, inside))
            if ranked and ranked[0].id != main and ranked[0].confidence >= self._calibration.accept_part:
                best = found.get(ranked[0].id)
                if best is None or best.confidence < ranked[0].confidence:
                    found[ranked[0].id] = ranked[0]
        return sorted(found.values(), key=lambda meant: (-meant.confidence, meant.id))

    def _gather(
        self, words: Sequence[str], ignore: frozenset[int]
    ) -> list[tuple[int, str, tuple[int, ...], float]]:
        """(need number, what was seen, positions, weight) of every piece of evidence."""
        ruled_out = self._ruled_out(words)
        features = [feature for feature in features_of(words) if ignore.isdisjoint(feature.words)]
        found: list[tuple[int, str, tuple[int, ...], float]] = []
        for feature, share in self._shares(features):
            key, at = feature.key, feature.words
            pairs = self._model.unpack(key)
            if ruled_out:
                pairs = [pair for pair in pairs if not _covered(pair[0], at, ruled_out)]
            found += [(need, key, at, weight * share) for need, weight in pairs]
        return found

    def _shares(self, features: Sequence[Feature]) -> list[tuple[Feature, float]]:
        """Each known feature with its share of the message: rarity, over the length of the whole."""
        known = [
            (feature, rarity)
            for feature in features
            if (rarity := self._model.idf.get(feature.key)) is not None
        ]
        length = math.sqrt(math.fsum(rarity * rarity for _, rarity in known)) or 1.0
        return [(feature, rarity / length) for feature, rarity in known]

    def _ruled_out(self, words: Sequence[str]) -> list[tuple[int, tuple[int, ...]]]:
        """(need number, positions) of every rule-out that stands in the words."""
        stems = [stem(word) for word in words]
        found: list[tuple[int, tuple[int, ...]]] = []
        for start in range(len(stems)):
            for length in range(1, min(self._longest, len(stems) - start) + 1):
                for need in self._rules_out.get(tuple(stems[start : start + length]), ()):
                    found.append((need, tuple(range(start, start + length))))
        return found

    def pieces(self, text: str, ignore: frozenset[int] = frozenset()) -> tuple[Piece, ...]:
        """The weightiest evidence of a message, weightiest first."""
        words = words_of(text)
        pieces = [
            Piece(self._name(need), what, round(weight, 3))
            for need, what, _, weight in self._gather(words, ignore)
            if abs(weight) >= 0.01
        ]
        return tuple(sorted(pieces, key=lambda piece: (-abs(piece.weight), piece.need, piece.what))[:40])


def _logistic(value: float) -> float:
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, value)))), 3)


def _covered(need: int, at: Sequence[int], ruled_out: Iterable[tuple[int, tuple[int, ...]]]) -> bool:
    return any(need == other and not set(at).isdisjoint(places) for other, places in ruled_out)


def _mentioned(ranked: Iterable[Meant], least: float) -> tuple[Meant, ...]:
    return tuple(meant for meant in ranked if meant.confidence >= least)[:MAX_NEEDS]


def _parts(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end, in words, of each part of a message between stops, commas and joining words."""
    parts: list[tuple[int, int]] = []
    at = 0
    for piece in _PART.split(text):
        size = len(words_of(piece))
        start = at
        while size and start < len(words) and list(words[start : start + size]) != words_of(piece):
            start += 1
        if size and start < len(words):
            parts.append((start, start + size))
            at = start + size
    return parts
