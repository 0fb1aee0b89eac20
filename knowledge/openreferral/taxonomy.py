"""What the terms of a record say about the needs that it serves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import yaml

from knowledge.openreferral.upgrade import Document
from knowledge.records import Need

BY_TERM = 0.9
"""How surely a term that we know means its need."""
_LGSL = re.compile(r"(?:id\.esd\.org\.uk/service/|^(?:lgsl|esdServiceType):)(\d{1,4})$", re.IGNORECASE)
_SPACE = re.compile(r"[\s_]+")


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    need: str
    terms: tuple[str, ...]
    lgsl: tuple[int, ...] = ()


def term_key(name: str) -> str:
    """A term as it is compared: small letters, single spaces."""
    return _SPACE.sub(" ", name.casefold()).strip(" .:;,-")


class Terms:
    """From terms to needs."""

    def __init__(self, needs: Mapping[str, Need]) -> None:
        path = Path(__file__).with_name("taxonomy.yaml")
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        self._by_term: dict[str, list[str]] = {}
        for need in needs.values():
            self._add(term_key(need.label), need.id)
            self._add(term_key(need.id.replace("-", " ")), need.id)
        for entry in msgspec.convert(raw, tuple[_Entry, ...]):
            if entry.need in needs:
                for key in (*map(term_key, entry.terms), *(f"lgsl:{number}" for number in entry.lgsl)):
                    self._add(key, entry.need)

    def _add(self, key: str, need: str) -> None:
        found = self._by_term.setdefault(key, [])
        if need not in found:
            found.append(need)

    def needs_of(self, document: Document) -> list[str]:
        """Ids of the needs that the record's terms name, most often named first."""
        counts: dict[str, int] = {}
        for keys in _keys(document):
            for need in {need for key in keys for need in self._by_term.get(key, ())}:
                counts[need] = counts.get(need, 0) + 1
        return sorted(counts, key=lambda need: (-counts[need], need))


def terms_of(document: Document) -> list[Document]:
    """The taxonomy terms of a document, its own and those of its attributes."""
    attributes: Iterable[object] = document.get("attributes", [])
    terms = (item.get("taxonomy_term") for item in attributes if isinstance(item, dict))
    return [term for term in terms if isinstance(term, dict)]


def _keys(document: Document) -> Iterable[set[str]]:
    for term in terms_of(document):
        name = str(term.get("name", ""))
        keys = {term_key(part) for part in (name, *name.split("|"))}
        for given in (term.get("term_uri"), term.get("code")):
            if given and (found := _LGSL.search(str(given))):
                keys.add(f"lgsl:{int(found[1])}")
        yield keys
