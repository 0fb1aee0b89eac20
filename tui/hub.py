"""The settings of one hub: `hub.yaml`. Without one everything has a sensible default.

Looked for where `--hub` says, where `FINGERPOST_HUB` says, in the user's own settings folder, then in
`/etc/fingerpost`; the first that is there counts, whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from assistant.house import House
from knowledge.checks import has_contact
from knowledge.loader import convert
from knowledge.problems import Problem
from knowledge.store import Knowledge
from knowledge.yamlfile import Entry, read_settings
from tui.kiosk.pin import is_hash

FILE_NAME = "hub.yaml"
MAX_NAME = 60
ThemeName = Literal["calm-dark", "calm-light", "high-contrast"]


class HubError(ValueError):
    """The settings cannot be used. Carries every problem, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} problem{'s' if len(problems) != 1 else ''} in the hub's settings")


class Hub(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a hub may set."""

    name: str | None = None
    """As the greeting says it, at most 60 characters."""
    place: str | None = None
    """Id of the place that answers are for where a person names none."""
    front_door: str | None = None
    """Id of the service that connects people to a person, instead of the place's own."""
    theme: ThemeName = "calm-dark"
    large_print: bool = False
    """Fewer words on a screen, with more room around them."""
    languages: tuple[Literal["en"], ...] = ("en",)
    """Languages of the words on the screen; more than English are not there yet."""
    printer: str | None = None
    """Name of the queue that a list will be printed on; nothing is printed yet."""
    read_aloud: bool = True
    """Offer to read a card aloud, where espeak-ng is installed."""
    idle_warning: int = 90
    """Seconds without a key or touch before a kiosk asks whether someone is still there: 15 to 3,600."""
    idle_wipe: int = 30
    """Seconds from that question to the wipe: 5 to 600."""
    staff_pin: str | None = None
    """The staff PIN of a kiosk as `fingerpost kiosk --set-pin` writes it: salted and hashed, never the PIN itself."""
    on_screen_keyboard: bool = False
    """A kiosk shows keys to touch."""
    browser_sessions: int = 8
    """Visitors that `fingerpost serve` lets in at once: 1 to 100."""
    count_shown: bool = True
    """Keep counts of how often each service was shown, by month: what to check next is chosen by them."""
    knowledge: str | None = None
    """Folder of the knowledge to answer from, instead of the one that ships."""
    engine: str | None = None
    """Address of a PostgreSQL server that holds the index, instead of this machine's own folder."""

    @property
    def house(self) -> House:
        """What the assistant needs to know of the hub."""
        return House(self.name, self.place, self.front_door)


def hub_file(chosen: Path | None) -> Path | None:
    """The settings file to read; None where there is none. A chosen file need not be there."""
    if chosen is not None:
        return chosen
    named = os.environ.get("FINGERPOST_HUB")
    if named:
        return Path(named)
    own = platformdirs.user_config_path("fingerpost", appauthor=False) / FILE_NAME
    return next((path for path in (own, Path("/etc/fingerpost") / FILE_NAME) if path.is_file()), None)


def load_hub(path: Path | None) -> tuple[Hub, Entry | None]:
    """The settings, and where each was written, for `check_hub`.

    Raises:
        HubError: something is wrong with the file; it lists every problem.
    """
    if path is None:
        return Hub(), None
    entry, problems = read_settings(path, str(path))
    if entry is None:
        raise HubError(problems)
    hub, problems = convert(entry, Hub)
    if hub is None:
        raise HubError(problems)
    problems = [Problem(entry.file, entry.line_of(key), message) for key, message in _out_of_range(hub)]
    if problems:
        raise HubError(problems)
    return hub, entry


def check_hub(hub: Hub, entry: Entry | None, knowledge: Knowledge) -> None:
    """Check what the settings say against the knowledge.

    Raises:
        HubError: a place or a service is not there; it lists every problem.
    """
    if entry is None:
        return
    problems = [Problem(entry.file, entry.line_of(key), text) for key, text in _unknown(hub, knowledge)]
    if problems:
        raise HubError(problems)


def _out_of_range(hub: Hub) -> Iterator[tuple[str, str]]:
    for key, value, least, most in (
        ("idle_warning", hub.idle_warning, 15, 3600),
        ("idle_wipe", hub.idle_wipe, 5, 600),
        ("browser_sessions", hub.browser_sessions, 1, 100),
    ):
        if not least <= value <= most:
            yield key, f"{key}: {value} is out of range; give a number from {least} to {most}"
    if hub.name is not None and not (0 < len(hub.name) <= MAX_NAME and hub.name.isprintable()):
        yield "name", f"name: give at most {MAX_NAME} printable characters, on one line"
    if hub.staff_pin is not None and not is_hash(hub.staff_pin):
        yield "staff_pin", "staff_pin: is no hash; run 'fingerpost kiosk --set-pin' and copy what it prints"
    if hub.knowledge is not None and not Path(hub.knowledge).is_dir():
        yield "knowledge", f"knowledge: there is no folder {hub.knowledge}; give the whole path of one"
    if hub.engine is not None and not hub.engine.startswith(("postgresql://", "postgres://")):
        yield "engine", "engine: give an address that starts with postgresql://, or leave it out"


def _unknown(hub: Hub, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    if hub.place is not None and hub.place not in knowledge.place_by_id:
        covered = sorted(place.id for place in knowledge.places if place.covered)
        yield "place", f"place: there is no place '{hub.place}'; known are {', '.join(covered)}"
    if hub.front_door is not None:
        service = knowledge.service_by_id.get(hub.front_door)
        if service is None or service.status == "closed":
            yield "front_door", f"front_door: there is no open service '{hub.front_door}'; give its id"
        elif not has_contact(service):
            yield "front_door", f"front_door: '{hub.front_door}' has no phone, e-mail or website to offer"
