"""What a piece of JSON is: a page of 3.0 or of 1.0, one service, a list of them, or something else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from knowledge.openreferral.upgrade import Document, is_old, snake

Version = Literal["3.0", "1.0"]
_SERVICE = frozenset(
    {
        "organization",
        "organisation",
        "organization_id",
        "service_at_locations",
        "schedules",
        "regular_schedules",
    }
    | {
        "service_areas",
        "status",
        "contacts",
        "cost_options",
        "eligibilitys",
        "service_taxonomys",
        "assured_date",
    }
    | {"fees", "minimum_age", "maximum_age", "min_age", "regular_schedule", "locations", "accreditations"}
)
_OTHERS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"location", "service"}), "a service at a location"),
    (frozenset({"taxonomy_terms"}), "a taxonomy"),
    (frozenset({"term_uri"}), "a taxonomy term"),
    (frozenset({"slug", "label"}), "a word list"),
    (frozenset({"website", "logo"}), "an organisation"),
    (frozenset({"version", "uri"}), "a taxonomy"),
    (frozenset({"version", "openapi_url"}), "the description of an API"),
    (frozenset({"isUp", "isServicesValid"}), "a report of a validator"),
)


class NotServices(Exception):
    """The JSON holds no services; the message says what it is instead."""


@dataclass(frozen=True, slots=True)
class Page:
    """The records of a page, a list or a single document."""

    version: Version | None
    """None where nothing tells."""
    records: list[Any]
    total: int | None = None
    """How many records the feed says there are in all."""
    first: bool | None = None
    """What the page says of being the first."""


def read_json(data: bytes) -> Any:
    """JSON as feeds send it: UTF-8 with or without a byte order mark, or else Windows-1252.

    Raises:
        NotServices: it is not JSON.
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError):
        pass
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    try:
        # NaN is no JSON, and lone halves of surrogate pairs cannot be written again.
        return _scrub(json.loads(text, parse_constant=lambda name: None))
    except json.JSONDecodeError as error:
        raise NotServices(f"is not JSON (line {error.lineno}: {error.msg})") from None
    except (RecursionError, ValueError):
        raise NotServices("is not JSON that can be read") from None


def _scrub(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_scrub(item) for item in value]
    if isinstance(value, dict):
        return {_scrub(key): _scrub(item) for key, item in value.items()}
    return value


def read_page(value: Any) -> Page:
    """The services in a piece of JSON.

    Raises:
        NotServices: there are none in it.
    """
    if isinstance(value, dict):
        for key, version in (("contents", "3.0"), ("content", "1.0")):
            if isinstance(value.get(key), list):
                return _enveloped(value, value[key], version)  # type: ignore[arg-type]
        _expect_service(value)
        return Page("1.0" if is_old(value) else "3.0", [value])
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            _expect_service(value[0])
        elif value:
            raise NotServices("is a list of plain values, not of services")
        return Page("1.0" if value and is_old(value[0]) else None, value)
    raise NotServices("is a plain value, not services")


def _enveloped(envelope: Document, records: list[Any], version: Version) -> Page:
    if records and isinstance(records[0], dict):
        _expect_service(records[0])
    total = envelope.get("total_items", envelope.get("totalElements"))
    first = envelope.get("first_page", envelope.get("first"))
    return Page(
        version,
        records,
        total if isinstance(total, int) and not isinstance(total, bool) else None,
        first if isinstance(first, bool) else None,
    )


def _expect_service(record: Document) -> None:
    keys = {snake(key) for key in record}
    for signs, what in _OTHERS:
        if signs <= set(record) and not ({"service_at_locations", "organization", "organisation"} & keys):
            raise NotServices(f"holds {what}, not a service")
    if not _SERVICE & keys:
        raise NotServices("holds no services: a page has them under 'contents' (3.0) or 'content' (1.0)")
