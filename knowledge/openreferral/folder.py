"""Where imports stand in a knowledge folder.

`openreferral/SOURCE.jsonl` holds the documents as they were put right, one a line, sorted by id: they are the truth.
`openreferral/*.yaml` are the lists that editors decide on. `services/imported/SOURCE/` holds our own records, made
from all that at each import, and `places/imported.yaml` the local authorities that had to be added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from knowledge.loader import EXCHANGE
from knowledge.openreferral import duplicates, register
from knowledge.openreferral.files import list_bytes, read_list, to_yaml
from knowledge.openreferral.ids import service_id
from knowledge.openreferral.tidy import MARK
from knowledge.openreferral.upgrade import Document
from knowledge.records import Place, Service

SERVICES = "services/imported"
PLACES = "places/imported.yaml"
REVIEW, DUPLICATES, REGISTER, SOURCES = "review.yaml", "duplicates.yaml", "do_not_list.yaml", "sources.yaml"
PER_FILE = 400
"""Services in one file, about: so that a change touches little."""
_MARK = f',"{MARK}":'.encode()


class Mark(msgspec.Struct, frozen=True, omit_defaults=True):
    """What we keep beside a document."""

    read_on: str
    """The day on which it was first read as it is now: ISO date."""
    gone: str | None = None
    """The day on which its feed had it no longer."""


class Kept(NamedTuple):
    """A document as it stands in the folder."""

    body: bytes
    """JSON, without the mark."""
    mark: Mark

    def line(self) -> bytes:
        """The line of the file."""
        return self.body[:-1] + _MARK + msgspec.json.encode(self.mark) + b"}\n"


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a source's records come from."""

    id: str
    """Short name, such as `bristol`; part of the ids of its services."""
    shown: str
    """As it is named to people."""
    address: str | None = None
    """The address of its list, for a feed over HTTP."""


def exchange(folder: Path) -> Path:
    """The folder of what imports keep."""
    return folder / EXCHANGE


def sources(folder: Path) -> list[str]:
    """Every source that was imported into a folder."""
    return sorted(path.stem for path in exchange(folder).glob("*.jsonl"))


def origins(folder: Path) -> list[Origin]:
    """The origin of every source.

    Raises:
        KnowledgeError: the list is damaged.
    """
    return read_list(exchange(folder) / SOURCES, Origin, lambda origin: ())


def sources_file(folder: Path, origin: Origin) -> dict[Path, bytes]:
    """The list of origins, with this one in it."""
    known = {item.id: item for item in origins(folder)} | {origin.id: origin}
    heading = "Where each source comes from. Written by imports."
    return {exchange(folder) / SOURCES: list_bytes([known[item] for item in sorted(known)], heading)}


def documents_path(folder: Path, source: str) -> Path:
    """The file of a source's documents."""
    return exchange(folder) / f"{source}.jsonl"


def read_kept(folder: Path, source: str) -> Iterator[tuple[str, Kept]]:
    """(id, document) of every document of a source, sorted by id.

    Raises:
        ValueError: the file is damaged.
    """
    path = documents_path(folder, source)
    if not path.is_file():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            head, _, tail = line.rstrip(b"\n").rpartition(_MARK)
            try:
                kept = Kept(head + b"}", msgspec.json.decode(tail[:-1], type=Mark))
                yield msgspec.json.decode(kept.body, type=_Id).id, kept
            except msgspec.MsgspecError:
                raise ValueError(
                    f"{path}:{number} is damaged; put the file back from a copy, or import anew"
                ) from None


class _Id(msgspec.Struct):
    id: str


def documents(folder: Path, source: str) -> Iterator[Document]:
    """Every document of a source, without marks."""
    for _, kept in read_kept(folder, source):
        yield msgspec.json.decode(kept.body)


def service_files(folder: Path, source: str, services: Iterable[Service]) -> dict[Path, bytes]:
    """The files of a source's services: a few when there are many, each service always in the same one."""
    items = sorted(services, key=lambda service: service.id)
    digits = 0
    while len(items) / 16**digits > PER_FILE:
        digits += 1
    shards: dict[str, list[dict[str, object]]] = {}
    for service in items:
        key = service.id.removeprefix(f"{source}-")[:digits]
        shards.setdefault(key, []).append(msgspec.to_builtins(service))
    parent = folder / SERVICES / source
    return {parent / f"{key or 'all'}.yaml": to_yaml(rows).encode() for key, rows in shards.items()}


def place_file(folder: Path, places: Iterable[Place]) -> dict[Path, bytes]:
    """The file of the places that imports added; none where there are none."""
    rows = [msgspec.to_builtins(place) for place in sorted(places, key=lambda place: place.id)]
    head = "# Local authorities that imported services are for. Written by imports, which keep what you change.\n"
    return {folder / PLACES: (head + to_yaml(rows)).encode()} if rows else {}


class Hidden:
    """Which imported documents are not to be shown: barred by the register, or merged into another."""

    def __init__(self, folder: Path) -> None:
        """Read the editors' lists.

        Raises:
            KnowledgeError: one of them is wrong.
        """
        lists = exchange(folder)
        self._register = register.Register(
            read_list(lists / REGISTER, register.DoNotList, register.wrong_with)
        )
        pairs = read_list(lists / DUPLICATES, duplicates.Duplicate, duplicates.wrong_with)
        self._merged = {
            pair.second if pair.keep == pair.first else pair.first
            for pair in pairs
            if pair.decision == "merge"
        }

    def hides(self, source: str, document: Document) -> bool:
        """True where a document of a source is not to be shown."""
        service = service_id(source, document["id"])
        return service in self._merged or self._register.bars(document, service)
