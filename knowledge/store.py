"""The knowledge in memory: every record by id, and a snapshot that an index can carry."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from knowledge.records import (
    Abbreviation,
    Closure,
    Confusion,
    Cue,
    Examples,
    Need,
    NeedGroup,
    Outside,
    Place,
    PlanItem,
    Record,
    ReplyText,
    Respelling,
    SafetyCategory,
    SafetyRule,
    Service,
    WordClass,
)

GAZETTEER_FILES = (
    "gazetteer/outcodes.csv",
    "gazetteer/postcodes_calderdale.csv.gz",
    "gazetteer/postcodes_hertfordshire.csv.gz",
    "gazetteer/postcodes_thurrock.csv.gz",
)
WORD_LIST = "language/words.txt"
"""Ordinary English words, one a line: the guard that keeps right words from being corrected."""

NAME_LIST = "language/names.txt"
"""Names of people and places, one a line: right as they stand, but nothing is corrected to them."""

R = TypeVar("R", bound=Record)


class Knowledge(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Everything Fingerpost knows, checked. Build it with `load_knowledge` or `from_snapshot`."""

    fingerprint: str
    folder: str
    """Where the gazetteer and the word list are read from when they are first needed."""
    services: tuple[Service, ...] = ()
    closures: tuple[Closure, ...] = ()
    plans: tuple[PlanItem, ...] = ()
    needs: tuple[Need, ...] = ()
    groups: tuple[NeedGroup, ...] = ()
    places: tuple[Place, ...] = ()
    safety_rules: tuple[SafetyRule, ...] = ()
    safety_categories: tuple[SafetyCategory, ...] = ()
    word_classes: tuple[WordClass, ...] = ()
    signs: tuple[Examples, ...] = ()
    """Sentences that mean a crisis; the need is the crisis."""
    calm: tuple[Examples, ...] = ()
    """Sentences that sound like a crisis and are none."""
    stories: tuple[Examples, ...] = ()
    cues: tuple[Cue, ...] = ()
    replies: tuple[ReplyText, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    respellings: tuple[Respelling, ...] = ()
    outside: tuple[Outside, ...] = ()

    @classmethod
    def of(cls, records: Mapping[str, tuple[Any, ...]], folder: Path, fingerprint: str) -> Knowledge:
        """Knowledge made of lists of records, keyed by field name."""
        return cls(fingerprint=fingerprint, folder=str(folder), **records)

    @cached_property
    def service_by_id(self) -> Mapping[str, Service]:
        """Every service, closed ones included."""
        return _by_id(self.services)

    @cached_property
    def need_by_id(self) -> Mapping[str, Need]:
        """Every need."""
        return _by_id(self.needs)

    @cached_property
    def plan_by_id(self) -> Mapping[str, PlanItem]:
        """Every plan item."""
        return _by_id(self.plans)

    @cached_property
    def place_by_id(self) -> Mapping[str, Place]:
        """Every place."""
        return _by_id(self.places)

    @cached_property
    def reply_text(self) -> Mapping[str, str]:
        """The words of every reply, by id."""
        return {reply.id: reply.text for reply in self.replies}

    @cached_property
    def word_class(self) -> Mapping[str, tuple[str, ...]]:
        """Word classes of the pattern language."""
        return {group.id: group.words for group in self.word_classes}

    def to_snapshot(self) -> bytes:
        """The whole knowledge as JSON, for the index to carry."""
        return msgspec.json.encode(self)

    @classmethod
    def from_snapshot(cls, data: bytes) -> Knowledge:
        """Knowledge as `to_snapshot` wrote it.

        Raises:
            msgspec.MsgspecError: the data is not such a snapshot.
        """
        return msgspec.json.decode(data, type=cls)

    def ordinary_words(self) -> frozenset[str]:
        """Words that are right as they stand; empty where the list is missing."""
        return self._words_in(WORD_LIST)

    def proper_names(self) -> frozenset[str]:
        """Names that are right as they stand; empty where the list is missing."""
        return self._words_in(NAME_LIST)

    def _words_in(self, name: str) -> frozenset[str]:
        path = Path(self.folder) / name
        return frozenset(path.read_text(encoding="utf-8").split()) if path.is_file() else frozenset()


def _by_id(records: tuple[R, ...]) -> dict[str, R]:
    return {record.id: record for record in records}
