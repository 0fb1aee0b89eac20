"""All records of a source, tidied: each document once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from knowledge.openreferral.ids import make_id, service_id
from knowledge.openreferral.register import Register
from knowledge.openreferral.repairs import RepairLog
from knowledge.openreferral.sources import Item
from knowledge.openreferral.tidy import Refused, Tidier
from knowledge.openreferral.upgrade import Document


@dataclass(slots=True)
class Gathered:
    """What came of a source's records."""

    documents: dict[str, bytes] = field(default_factory=dict)
    """Id → document as JSON."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """(where, why) of the records that could not be used."""
    refused_ids: set[str] = field(default_factory=set)
    """Ids that those records give themselves, as far as they do."""
    barred: int = 0
    """Records on the do-not-list register."""
    read: int = 0


def gather(
    items: Iterable[Item], source: str, tidier: Tidier, register: Register, log: RepairLog
) -> Gathered:
    """Tidy every record; one that comes twice is kept once, with what either of them says."""
    found = Gathered()
    for item in items:
        found.read += 1
        try:
            document = tidier.document(item.record)
        except Refused as error:
            found.refused.append((item.where, str(error)))
            log.note(item.where, "", "refused", None, str(error))
            given = item.record.get("id") if isinstance(item.record, dict) else None
            if isinstance(given, (str, int)):
                found.refused_ids.add(str(given))
            continue
        if register.bars(document, service_id(source, document["id"])):
            found.barred += 1
            continue
        _add(document, item, found, log)
    return found


def _add(document: Document, item: Item, found: Gathered, log: RepairLog) -> None:
    key = document["id"]
    body = msgspec.json.encode(document)
    earlier = found.documents.get(key)
    if earlier is not None and earlier != body:
        old = msgspec.json.decode(earlier)
        if old["name"].casefold() != document["name"].casefold():
            document["source_id"] = document.get("source_id", key)
            document["id"] = make_id(key, document["name"])
            log.note(key, "id", "id-shared", key, document["id"])
            key, body = document["id"], msgspec.json.encode(document)
        else:
            body = msgspec.json.encode({**old, **document})
            log.note(key, "", "record-twice", item.where)
    elif earlier is not None:
        log.note(key, "", "record-twice", item.where)
    found.documents[key] = body
