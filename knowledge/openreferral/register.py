"""`do_not_list.yaml`: services that asked not to be listed, or must not be. No import brings them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from knowledge.contacts import date_problem
from knowledge.openreferral.areas import addresses_of
from knowledge.openreferral.text import plain_line
from knowledge.openreferral.upgrade import Document
from knowledge.openreferral.values import postcode

NAME = "do_not_list.yaml"


class DoNotList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One service that is not to be listed: named by its id, or by its name and postcode."""

    why: str
    who: str
    """Who decided it: initials."""
    when: str
    """ISO date."""
    id: str | None = None
    """Id of the document, the id its feed gives it, or our id of the service."""
    name: str | None = None
    postcode: str | None = None


def wrong_with(entry: DoNotList) -> Iterator[str]:
    """What is wrong with an entry of the register."""
    if not entry.id and not (entry.name and entry.postcode):
        yield "names nobody; give 'id', or 'name' and 'postcode'"
    if message := date_problem(entry.when):
        yield message


class Register:
    """Tells whether a document is not to be listed."""

    def __init__(self, entries: Iterable[DoNotList]) -> None:
        self._ids = set()
        self._places = set()
        for entry in entries:
            if entry.id:
                self._ids.add(entry.id.lower())
            if entry.name and entry.postcode:
                self._places.add((_name_key(entry.name), postcode(entry.postcode)[0]))

    def bars(self, document: Document, service: str) -> bool:
        """True where it is not to be listed."""
        ids = {document["id"].lower(), str(document.get("source_id", "")).lower(), service}
        if self._ids & ids:
            return True
        name = _name_key(document["name"])
        return any((name, address.get("postal_code")) in self._places for address in addresses_of(document))


def _name_key(name: str) -> str:
    return "".join(char for char in plain_line(name)[0].casefold() if char.isalnum())
