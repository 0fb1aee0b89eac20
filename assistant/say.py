"""The catalogue of sentences, as whoever speaks is given it."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[..., str]
"""A sentence of the catalogue by its id, filled in."""
