"""As many services as wanted, for measuring at size: real ones, repeated in other towns.

The real ones are 46,000 records of British directories in Open Referral UK form (`/work/shared`; nothing of them is
in the product). A copy moves to another town: its place, its area and its id change, its other words do not.
"""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.documents import Document

FOLDER = Path(__file__).resolve().parents[2] / "shared/openreferral/data/derived-oruk3-uk"
TOWNS = 300
"""Areas that the services are spread over."""
NATIONAL_STEP = 50
"""One service in so many is for the whole country."""


def real_services(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Every record of the files, in a fixed order.

    Raises:
        FileNotFoundError: the folder is not on this machine.
    """
    records: list[dict[str, Any]] = []
    for path in sorted(folder.iterdir()):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        records += [json.loads(line) for line in data.decode().splitlines()]
    return records


def town_names(records: list[dict[str, Any]]) -> list[str]:
    """The towns that most services lie in."""
    counts: dict[str, int] = {}
    for record in records:
        town = _address(record).get("city") or ""
        counts[town] = counts.get(town, 0) + 1
    counts.pop("", None)
    return sorted(counts, key=lambda town: (-counts[town], town))[:TOWNS]


def many(count: int, records: list[dict[str, Any]], towns: list[str]) -> Iterator[Document]:
    """Documents of `count` services, the copies of one record side by side."""
    copies, more = divmod(count, len(records))
    for number, record in enumerate(records[:count]):
        base = _document(record)
        for copy in range(copies + (number < more)):
            at = (number + 7 * copy) % len(towns)
            area = "uk" if (number + copy) % NATIONAL_STEP == 0 else f"town-{at}"
            texts = {**base.texts, "place": towns[at]}
            yield replace(base, id=f"{base.id}-{copy}", texts=texts, areas=(area,))


def _address(record: dict[str, Any]) -> dict[str, Any]:
    for place in record.get("service_at_locations", ()):
        for address in place.get("location", {}).get("addresses", ()):
            return dict(address)
    return {}


def _document(record: dict[str, Any]) -> Document:
    address = _address(record)
    tags = [item["taxonomy_term"]["name"] for item in record.get("attributes", ())]
    phones = [
        re.sub(r"\D", "", phone["number"])
        for contact in record.get("contacts", ())
        for phone in contact.get("phones", ())
    ]
    lines = [str(address.get(key) or "") for key in ("address_1", "city", "postal_code")]
    hours = [item.get("description", "") for item in record.get("schedules", ())]
    postcode = str(address.get("postal_code") or "")
    texts = {
        "name": record["name"],
        "aka": "",
        "keywords": " ".join(tags),
        "needs": tags[0] if tags else "",
        "organisation": record.get("organization", {}).get("name", ""),
        "summary": record.get("description", ""),
        "place": "",
        "details": " ".join([*lines, *hours]),
        "number": " ".join([*phones, *postcode.split(), postcode.replace(" ", "")]),
    }
    needs = tuple(re.sub(r"[^a-z0-9]+", "-", tag.lower()) for tag in tags[:1])
    return Document(
        record["id"], "service", {name: html.unescape(text) for name, text in texts.items()}, (), needs
    )
