"""Every text colour can be read: at least 7:1 against each thing it is written on."""

from __future__ import annotations

import pytest
from textual.theme import Theme

from tui.themes import THEMES, contrast

INKS = ("foreground", "primary", "secondary", "accent", "warning", "error", "success")
GROUNDS = ("background", "surface", "panel")


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
