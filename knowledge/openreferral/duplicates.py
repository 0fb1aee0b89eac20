"""`duplicates.yaml`: records that may be one and the same, offered for merging and never merged unasked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec
from rapidfuzz import fuzz

from knowledge.records import Service

HEADING = """\
Records that may be one and the same. Nothing is merged until you say so.
decision: merge, with the id to `keep`; or separate. The next import does it, and does not ask again."""
SAME_PLACE, SAME_PHONE, SAME_NAME = 85.0, 95.0, 97.0
"""How alike the names must be (rapidfuzz token_sort_ratio, 0 to 100) for records of one postcode, of one number but
another postcode, and of neither."""
MAX_BLOCK = 120
"""A bigger block (a switchboard, say) is sorted by name, and each record compared with its neighbours."""
WINDOW = 12
_NOISE = re.compile(r"\b(the|ltd|limited|cic|cio|plc|llp)\b|[^a-z0-9 ]+")
Decision = Literal["undecided", "merge", "separate"]


class Duplicate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Two records that may be one."""

    first: str
    second: str
    decision: Decision
    keep: str | None = None
    """The id that stays, where the decision is to merge."""
    names: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    """What is the same: `postcode`, `phone`."""
    score: float = 0.0
    """How alike they are, from 0 to 1."""

    @property
    def key(self) -> tuple[str, str]:
        """The two ids in order."""
        return (self.first, self.second) if self.first < self.second else (self.second, self.first)


class Likeness(NamedTuple):
    """What of a service is compared."""

    id: str
    name: str
    key: str
    """The name as it is compared."""
    postcode: str
    phones: frozenset[str]


def likeness(service: Service) -> Likeness:
    """A service as it is compared."""
    numbers = frozenset(phone.number for phone in service.phones)
    return likeness_of(service.id, service.name, service.postcode or "", numbers)


def likeness_of(id: str, name: str, postcode: str, phones: frozenset[str]) -> Likeness:
    """What is compared, from its parts."""
    text = name.casefold().replace("&", " and ").replace("'", "").replace("’", "")
    return Likeness(id, name, " ".join(sorted(_NOISE.sub(" ", text).split())), postcode, phones)


def find_duplicates(ours: Iterable[Likeness], others: Iterable[Likeness]) -> list[Duplicate]:
    """Pairs that may be the same, of which at least one is ours; surest first, ties by id."""
    own = {item.id for item in ours}
    found: dict[tuple[str, str], Duplicate] = {}
    for a, b in _pairs([*ours, *others]):
        pair = (a.id, b.id) if a.id < b.id else (b.id, a.id)
        if pair in found or not (a.id in own or b.id in own):
            continue
        if duplicate := _compare(a, b):
            found[pair] = duplicate
    return sorted(found.values(), key=lambda item: (-item.score, item.key))


def _pairs(items: list[Likeness]) -> Iterator[tuple[Likeness, Likeness]]:
    blocks: dict[str, list[Likeness]] = {}
    for item in items:
        keys = [f"at {item.postcode}"] if item.postcode else []
        keys += [f"tel {phone}" for phone in item.phones]
        if not item.postcode and not item.phones:
            keys.append(f"name {item.key}")
        for key in keys:
            blocks.setdefault(key, []).append(item)
    for block in blocks.values():
        reach = len(block)
        if reach > MAX_BLOCK:
            block.sort(key=lambda item: (item.key, item.id))
            reach = WINDOW
        for place, item in enumerate(block):
            for other in block[place + 1 : place + 1 + reach]:
                yield item, other


def _compare(a: Likeness, b: Likeness) -> Duplicate | None:
    place = bool(a.postcode) and a.postcode == b.postcode
    phone = not a.phones.isdisjoint(b.phones)
    least = SAME_PLACE if place else SAME_PHONE if phone else SAME_NAME
    alike = fuzz.ratio(a.key, b.key, score_cutoff=least)
    if not alike:
        return None
    first, second = sorted((a, b))
    return Duplicate(
        first=first.id,
        second=second.id,
        decision="undecided",
        names=tuple(dict.fromkeys((first.name, second.name))),
        same=tuple(name for name, same in (("postcode", place), ("phone", phone)) if same),
        score=round(0.7 * alike / 100 + 0.2 * place + 0.1 * phone, 3),
    )


def updated(
    old: Iterable[Duplicate], new: Iterable[Duplicate], source_ids: frozenset[str]
) -> list[Duplicate]:
    """The list to write: every decision stays, and so do offers that are none of this source's business."""
    kept = {
        item.key: item
        for item in old
        if item.decision != "undecided" or not source_ids.intersection(item.key)
    }
    fresh = {item.key: item for item in new if item.key not in kept}
    return sorted(
        [*kept.values(), *fresh.values()],
        key=lambda item: (item.decision != "undecided", -item.score, item.key),
    )


def wrong_with(item: Duplicate) -> Iterator[str]:
    """What is wrong with an entry: a merge that does not say which record stays."""
    if item.decision == "merge" and item.keep not in item.key:
        yield f"to merge, name as 'keep' one of {item.first}, {item.second}"


def merge(services: Mapping[str, Service], decisions: Iterable[Duplicate]) -> dict[str, Service]:
    """The services after the merges that an editor decided; the one that goes leaves its name and contacts behind."""
    merged = dict(services)
    moved: dict[str, str] = {}
    for item in decisions:
        if item.decision != "merge" or item.keep is None:
            continue
        gone = item.second if item.keep == item.first else item.first
        keep = item.keep
        while keep in moved:
            keep = moved[keep]
        service = merged.pop(gone, None) if keep != gone else None
        if service is not None:
            moved[gone] = keep
            if keep in merged:
                merged[keep] = _joined(merged[keep], service)
    return merged


def _joined(kept: Service, gone: Service) -> Service:
    names = () if gone.name == kept.name else (gone.name,)
    return msgspec.structs.replace(
        kept,
        needs=tuple(dict.fromkeys((*kept.needs, *gone.needs))),
        areas=tuple(dict.fromkeys((*kept.areas, *gone.areas))),
        aka=tuple(dict.fromkeys((*kept.aka, *names, *gone.aka))),
        keywords=tuple(dict.fromkeys((*kept.keywords, *gone.keywords))),
        sources=tuple(dict.fromkeys((*kept.sources, *gone.sources))),
        phones=kept.phones or gone.phones,
        email=kept.email or gone.email,
        url=kept.url or gone.url,
        hours=kept.hours or gone.hours,
        address=kept.address or gone.address,
        postcode=kept.postcode or gone.postcode,
    )
