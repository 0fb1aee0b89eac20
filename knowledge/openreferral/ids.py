"""Identifiers: the standard wants UUIDs, and many feeds give none."""

from __future__ import annotations

import re
from uuid import UUID, uuid5

NAMESPACE = UUID("6f1c1f2e-9a5b-5d0c-8a57-2f3f6f0c9e11")
"""Ours: never changed, so that the same thing always has the same id."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SLUG = re.compile(r"[^a-z0-9]+")
MAX_SLUG = 40


def is_uuid(text: str) -> bool:
    """True for a UUID in lower case with its hyphens."""
    return _UUID.fullmatch(text) is not None


def make_id(*parts: str) -> str:
    """The UUID that belongs to these words, always the same."""
    return str(uuid5(NAMESPACE, "/".join(parts)))


def slug(text: str) -> str:
    """Lower-case letters, digits and single hyphens; `source` where nothing is left."""
    return _SLUG.sub("-", text.lower())[:MAX_SLUG].strip("-") or "source"


def service_id(source: str, document_id: str) -> str:
    """Our id for the service of an imported document."""
    return f"{source}-{document_id}"
