"""Real services in number: the public directories on the shared desk, as knowledge to index.

NHS Choices 2014, Trafford and Manchester's street support, as Open Referral JSON lines: 45,976 records. To
reach a number beyond that, records are repeated in another town. Nothing of this ships with the product.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import re
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import msgspec

from knowledge.loader import CONTENT
from knowledge.records import Need, Phone, Place, Service
from knowledge.store import Knowledge

FOLDER = Path(__file__).resolve().parents[2] / "shared/openreferral/data/derived-oruk3-uk"
SHARED = Path("/work/shared/openreferral/data/derived-oruk3-uk")
_TAG = re.compile(r"<[^>]+>")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}")


def directory(size: int) -> Knowledge:
    """Knowledge of `size` services, always the same for a size, with a place for each town.

    Raises:
        FileNotFoundError: the directories are not on this machine.
    """
    services: list[Service] = []
    needs: dict[str, str] = {}
    towns: dict[str, str] = {}
    for raw, town in islice(_in_number(size), size):
        kinds = _kinds(raw)
        needs |= {_slug(kind): kind for kind in kinds}
        towns[_slug(town)] = town
        services.append(_service(raw, town, len(services), tuple(_slug(kind) for kind in kinds)))
    return Knowledge(
        fingerprint=hashlib.sha256(f"directory {size}".encode()).hexdigest(),
        folder=str(CONTENT),
        services=tuple(services),
        needs=tuple(
            Need(
                id=item,
                group="directory",
                label=label,
                definition=label,
                opening=label,
                related=(),
                strong=(),
                weak=(),
                phrases=(),
                rules_out=(),
            )
            for item, label in sorted(needs.items())
        ),
        places=tuple(Place(id=item, name=name, kind="town") for item, name in sorted(towns.items())),
    )


def _in_number(size: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Records without end, each with its town: first as they are, then again, moved on by one town each time."""
    records = list(islice(_records(), size))
    towns = sorted({_town(raw) for raw in records})
    at = {town: number for number, town in enumerate(towns)}
    for turn in count():
        for raw in records:
            yield raw, towns[(at[_town(raw)] + turn) % len(towns)]


def _records() -> Iterator[dict[str, Any]]:
    folder = SHARED if SHARED.is_dir() else FOLDER
    paths = sorted(folder.glob("*.jsonl*"))
    if not paths:
        raise FileNotFoundError(f"the directories are not at {folder}")
    for path in paths:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rb") as file:
            yield from (msgspec.json.decode(line) for line in file)


def _service(raw: dict[str, Any], town: str, number: int, kinds: tuple[str, ...]) -> Service:
    address = _address(raw)
    postcode = str(address.get("postal_code") or "").upper()
    phones = [
        phone.get("number", "") for contact in raw.get("contacts", ()) for phone in contact.get("phones", ())
    ]
    name = _plain(raw["name"])
    return Service(
        id=f"{_slug(name)[:40]}-{number}",
        name=name,
        organisation=_plain((raw.get("organization") or {}).get("name") or name),
        summary=_plain(raw.get("description") or "")[:2000],
        contact="",
        needs=kinds,
        areas=(_slug(town),),
        located=(_slug(town),),
        phones=tuple(Phone(number=item) for item in phones if item[:1].isdigit()),
        address=_plain(str(address.get("address_1") or "")),
        postcode=postcode if _POSTCODE.fullmatch(postcode) else None,
        url=raw.get("url"),
        read_on="2026-11-22",
        confidence="medium",
        sources=("https://www.example.org.uk/directory",),
    )


def _address(raw: dict[str, Any]) -> dict[str, Any]:
    for place in raw.get("service_at_locations", ()):
        for address in place.get("location", {}).get("addresses", ()):
            return dict(address)
    return {}


def _town(raw: dict[str, Any]) -> str:
    found = _plain(str(_address(raw).get("city") or "")).title()
    return found if _slug(found) else "Manchester"


def _kinds(raw: dict[str, Any]) -> list[str]:
    terms = [_plain(item.get("taxonomy_term", {}).get("name") or "") for item in raw.get("attributes", ())]
    return [term for term in dict.fromkeys(terms) if _slug(term)]


def _plain(text: str) -> str:
    return " ".join(_TAG.sub(" ", html.unescape(text)).split())


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
