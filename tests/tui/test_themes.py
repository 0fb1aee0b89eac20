"""Every text colour can be read: at least 7:1 against each thing it is written on."""

from __future__ import annotations

import pytest
from textual.theme import Theme

from tui.themes import THEMES

INKS = ("foreground", "primary", "secondary", "accent", "warning", "error", "success")
GROUNDS = ("background", "surface", "panel")


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two `#RRGGBB` colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_formula_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_stands_out(theme: Theme) -> None:
    inks = {name: getattr(theme, name) for name in INKS}
    inks |= {name: theme.variables[name] for name in ("text-muted", "foreground-muted", "text-disabled")}
    weak = {
        (ink, ground): ratio
        for ink, colour in inks.items()
        for ground in GROUNDS
        if (ratio := contrast(colour, getattr(theme, ground))) < 7
    }
    assert not weak
    assert contrast(theme.variables["crisis"], theme.variables["crisis-background"]) >= 7


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_borders_can_be_seen(theme: Theme) -> None:
    assert contrast(theme.variables["border"], str(theme.background)) >= 3
