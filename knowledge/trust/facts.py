"""What the log tells of one record. These are folded into records, and never written by an editor or an import."""

from __future__ import annotations

from typing import Literal

import msgspec

How = Literal["phoned", "visited", "website"]
"""How a person checked a record."""
ReportKind = Literal["wrong-number", "closed", "moved", "wrong-times", "not-right-for-me", "other"]
"""What someone said is wrong with a record."""
Teller = Literal["resident", "staff"]


class Confirmed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A person checked this record."""

    date: str
    """ISO date of the check."""
    by: str
    """Initials."""
    how: How
    said_by: str | None = None
    """The role of the person at the service who said that the details are right."""
    lapsed: bool = False
    """True where the ways to reach the service were changed after the check: it says nothing of the new ones."""


class Reported(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Someone said that this record is wrong, and nobody has checked it since."""

    kind: ReportKind
    date: str
    """ISO date."""
    by: Teller
