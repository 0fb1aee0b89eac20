"""What each entity of HSDS-UK 3.0 may hold, read from `model.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import yaml


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entities: dict[str, dict[str, str]]
    required: dict[str, dict[str, str]]
    needed: dict[str, tuple[str, ...]]
    aliases: dict[str, dict[str, str]]
    hidden: frozenset[str]
    status: dict[str, str]
    placeholders: frozenset[str]
    capitals: frozenset[str]
    small_words: frozenset[str]
    refuge: tuple[str, ...]


class Child(NamedTuple):
    """A field that holds an entity, or a list of them."""

    entity: str
    many: bool


class Model:
    """Fields and kinds by entity."""

    def __init__(self, file: _File) -> None:
        self.values: dict[str, dict[str, str]] = {}
        """Entity → field → kind of value."""
        self.children: dict[str, dict[str, Child]] = {}
        """Entity → field → what entity it holds."""
        for entity, fields in file.entities.items():
            self.values[entity] = {}
            self.children[entity] = {}
            for name, kind in fields.items():
                many, _, target = kind.partition(" ")
                if target:
                    self.children[entity][name] = Child(target, many == "many")
                else:
                    self.values[entity][name] = kind
        self.order = {entity: tuple(fields) for entity, fields in file.entities.items()}
        self.required = file.required
        self.needed = file.needed
        self.aliases = file.aliases
        self.hidden = file.hidden
        self.status = file.status
        self.placeholders = file.placeholders
        self.capitals = file.capitals
        self.small_words = file.small_words
        self.refuge = file.refuge


@cache
def model() -> Model:
    """The model, as `model.yaml` gives it."""
    path = Path(__file__).with_name("model.yaml")
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return Model(msgspec.convert(raw, _File))
