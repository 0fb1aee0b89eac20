"""Three calm themes. Every text colour stands at least 7:1 against what it is written on (WCAG 2.2, AAA)."""

from __future__ import annotations

from textual.theme import Theme

DEFAULT = "calm-dark"

THEMES = (
    Theme(
        name="calm-dark",
        dark=True,
        primary="#8FBCE6",
        secondary="#A9C7B4",
        accent="#F2C879",
        warning="#FFB86B",
        error="#FFA8A0",
        success="#9FDBA8",
        foreground="#F2F2EE",
        background="#14181D",
        surface="#1B2027",
        panel="#232A33",
        text_alpha=1.0,
        variables={
            "text-muted": "#C9CED4",
            "foreground-muted": "#C9CED4",
            "text-disabled": "#B4BAC2",
            "border": "#7C8B9B",
            "crisis": "#FFD3CE",
            "crisis-background": "#3A1414",
        },
    ),
    Theme(
        name="calm-light",
        dark=False,
        primary="#123E66",
        secondary="#1F4D33",
        accent="#5C3A00",
        warning="#6B3200",
        error="#7A0F0F",
        success="#134A1E",
        foreground="#16191D",
        background="#FBFAF6",
        surface="#F3F1EA",
        panel="#E9E6DC",
        text_alpha=1.0,
        variables={
            "text-muted": "#33393F",
            "foreground-muted": "#33393F",
            "text-disabled": "#3D444B",
            "border": "#5B6670",
            "crisis": "#5E0808",
            "crisis-background": "#FFE9E6",
        },
    ),
    Theme(
        name="high-contrast",
        dark=True,
        primary="#FFFF66",
        secondary="#FFFFFF",
        accent="#66FFFF",
        warning="#FFD966",
        error="#FFC2C2",
        success="#A6FFA6",
        foreground="#FFFFFF",
        background="#000000",
        surface="#000000",
        panel="#000000",
        text_alpha=1.0,
        variables={
            "text-muted": "#FFFFFF",
            "foreground-muted": "#FFFFFF",
            "text-disabled": "#E6E6E6",
            "border": "#FFFFFF",
            "crisis": "#FFFFFF",
            "crisis-background": "#000000",
        },
    ),
)
