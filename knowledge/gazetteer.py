"""From a postcode to a position and a local authority, offline.

Districts cover Great Britain; single postcodes are held for the areas that Fingerpost serves.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge.store import GAZETTEER_FILES

_POSTCODE = re.compile(
    r"(?<![a-z0-9])([a-z]{1,2}[0-9][0-9a-z]?)(?:[ -]{0,2}([0-9][abd-hjlnp-uw-z]{2}))?(?![a-z0-9])",
    re.IGNORECASE,
)
EARTH_RADIUS_MILES = 3958.8
_NATIONS = {"E": "england", "W": "wales", "S": "scotland"}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a postcode lies."""

    outcode: str
    postcode: str | None
    """The whole postcode, where it is one that we hold."""
    lat: float
    lon: float
    town: str
    """The nearest sizeable town: for reading, not for post."""
    lad: str
    """ONS code of the local authority with most of the district's postcodes."""
    authority: str
    """Name of that local authority."""

    @property
    def nation(self) -> str:
        """Id of the nation."""
        return _NATIONS.get(self.lad[:1], "uk")


class Gazetteer:
    """Postcodes of Great Britain. Files are read when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _districts(self) -> dict[str, Spot]:
        path = self._folder / GAZETTEER_FILES[0]
        if not path.is_file():
            return {}
        with path.open(encoding="utf-8", newline="") as file:
            return {
                row["outcode"]: Spot(
                    row["outcode"],
                    None,
                    float(row["lat"]),
                    float(row["lon"]),
                    row["nearest_town"],
                    row["lad_code"],
                    row["lad_name"],
                )
                for row in csv.DictReader(file)
            }

    @cached_property
    def _units(self) -> dict[str, tuple[float, float, str]]:
        units: dict[str, tuple[float, float, str]] = {}
        for name in GAZETTEER_FILES[1:]:
            path = self._folder / name
            if not path.is_file():
                continue
            with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    units[row["postcode"]] = (float(row["lat"]), float(row["lon"]), row["lad_code"])
        return units

    @cached_property
    def authorities(self) -> dict[str, str]:
        """ONS code → name of every local authority of Great Britain that has a postcode district."""
        return {spot.lad: spot.authority for spot in self._districts.values()}

    def read(self) -> None:
        """Read the files now, where they may be gone by the time they are needed."""
        _ = self.authorities, self._units

    @cached_property
    def _held_whole(self) -> frozenset[str]:
        """Local authorities of which every postcode is held."""
        return frozenset(lad for *_, lad in self._units.values())

    def districts_of(self, lad: str) -> tuple[str, ...]:
        """The postcode districts that lie mostly in a local authority."""
        return tuple(sorted(spot.outcode for spot in self._districts.values() if spot.lad == lad))

    def knows_outcode(self, outcode: str) -> bool:
        """True for a postcode district of Great Britain."""
        return outcode.upper() in self._districts

    def locate(self, text: str) -> Spot | None:
        """The place of a postcode or district, or None where it is not one we know."""
        match = _POSTCODE.fullmatch(text.strip())
        return self._spot(match) if match else None

    def find_all(self, text: str) -> Iterator[tuple[tuple[int, int], Spot]]:
        """Each postcode or district in a sentence, with its start and end."""
        for match in _POSTCODE.finditer(text):
            spot = self._spot(match)
            if spot is not None:
                yield match.span(), spot

    def problem(self, postcode: str) -> str | None:
        """Says what is wrong with a full postcode, if anything."""
        match = _POSTCODE.fullmatch(postcode.strip())
        if match is None or match[2] is None:
            return f"'{postcode}' is not a full postcode; write it like HP1 1DN"
        district = self._districts.get(match[1].upper())
        if district is None:
            return f"'{postcode}' is in no postcode district of Great Britain; check it"
        full = f"{match[1]} {match[2]}".upper()
        if district.lad in self._held_whole and full not in self._units:
            return f"'{postcode}' is not a live postcode; check it"
        return None

    def _spot(self, match: re.Match[str]) -> Spot | None:
        district = self._districts.get(match[1].upper())
        if district is None or match[2] is None:
            return district
        full = f"{match[1]} {match[2]}".upper()
        unit = self._units.get(full)
        if unit is None:
            return district
        lat, lon, lad = unit
        return Spot(
            district.outcode,
            full,
            lat,
            lon,
            district.town,
            lad,
            self.authorities.get(lad, district.authority),
        )


def miles_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in miles between two (latitude, longitude) pairs (haversine formula)."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1.0, math.sqrt(half)))
