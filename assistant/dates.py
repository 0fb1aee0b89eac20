"""Dates in words."""

from __future__ import annotations

from datetime import date


def say_date(iso: str) -> str:
    """`2026-11-22` → `22 November 2026`; a month or a year alone likewise."""
    if len(iso) == 4:
        return iso
    day = date.fromisoformat(iso if len(iso) == 10 else f"{iso}-01")
    return f"{day.day} {day:%B %Y}" if len(iso) == 10 else f"{day:%B %Y}"
