"""The records of the knowledge base: frozen, typed, with unknown keys refused.

Every record is a `msgspec.Struct`, so the same definition validates an editor's YAML and decodes
the snapshot that a search index carries.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from knowledge.trust.facts import Confirmed, Reported

Confidence = Literal["high", "medium", "low"]
Status = Literal["open", "closed", "renamed", "unverified"]
Level = Literal["emergency", "urgent"]
Audience = Literal[
    "children",
    "young-people",
    "parents",
    "adults",
    "older-people",
    "carers",
    "men",
    "women",
    "lgbtq",
    "veterans",
    "disabled-people",
    "deaf-people",
    "blind-people",
    "migrants",
    "students",
    "tenants",
    "professionals",
]
Access = Literal[
    "step-free",
    "wheelchair",
    "interpreter",
    "bsl",
    "text-relay",
    "large-print",
    "home-visits",
    "online",
    "phone",
    "webchat",
    "video",
    "in-person",
    "outreach",
]
ReferralRoute = Literal["self", "gp", "professional", "agency", "school", "council", "hospital", "police"]
PlanKind = Literal[
    "vision",
    "aim",
    "objective",
    "action",
    "indicator",
    "target",
    "principle",
    "priority",
    "outcome",
    "theme",
    "point",
]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What every record has: an id that is unique among all records of its kind."""

    id: str
    """Lower-case letters, digits and hyphens. Never reused, never renamed."""


class Phone(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A number that residents may ring."""

    number: str
    """As printed on a card, such as `0300 123 4042`."""
    label: str | None = None
    """What this number is for, where a service has several."""
    hours: str | None = None
    """When it is answered, in plain words."""
    source: str | None = None
    """The page that this number was read on, where it is not one of the record's sources."""


class TextNumber(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A number to send a text message to."""

    to: str
    send: str | None = None
    """The word to send, where the service asks for one."""


class Service(Record, frozen=True, kw_only=True):
    """Something a resident can be sent to."""

    name: str
    organisation: str
    summary: str
    """What it does for the person: plain English, at most 30 words."""
    contact: str
    """What happens when someone gets in touch: at most 30 words."""
    needs: tuple[str, ...]
    """Ids of needs that it serves, best first."""
    areas: tuple[str, ...]
    """Ids of the places whose people may use it."""
    read_on: str
    """The ISO date on which the sources were read."""
    confidence: Confidence
    """How well sourced it is: a `low` record never shows a number to ring."""
    sources: tuple[str, ...]
    """Pages, or `public-file:ID` for a public list known only by an id."""
    source_date: str | None = None
    """What the source says of its own date, in its own words."""
    confirmed: Confirmed | None = None
    """The last check by a person, from the trust log only."""
    reports: tuple[Reported, ...] = ()
    """What someone said is wrong since that check, oldest first; from the trust log only."""
    who: str | None = None
    not_for: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    audience: tuple[Audience, ...] = ()
    located: tuple[str, ...] = ()
    """Ids of the towns or estates where it meets or has its door."""
    phones: tuple[Phone, ...] = ()
    text: TextNumber | None = None
    email: str | None = None
    url: str | None = None
    address: str | None = None
    postcode: str | None = None
    hours: str | None = None
    """Opening hours in plain words."""
    opening: str | None = None
    """The same in OpenStreetMap `opening_hours` syntax, only where exact."""
    cost: str | None = None
    """`free`, or a short phrase."""
    access: tuple[Access, ...] = ()
    referral: tuple[ReferralRoute, ...] = ()
    aka: tuple[str, ...] = ()
    """Other names, old names and abbreviations."""
    keywords: tuple[str, ...] = ()
    front_door: str | None = None
    """The service that can connect a person, where this one has no contact of its own."""
    status: Status = "open"
    became: str | None = None
    """The id of the service that took over."""
    feed: str | None = None
    """The Open Referral feed or file that it was imported from, as it is named to people."""
    editor_note: str | None = None
    """For knowledge editors; never shown to residents."""


class Closure(Record, frozen=True, kw_only=True):
    """A service that closed, merged or changed its name, kept so that nobody is sent there."""

    name: str
    aka: tuple[str, ...] = ()
    status: Literal["closed", "renamed", "changed", "unverified"]
    message: str
    """What a resident is told: plain English, at most 30 words."""
    became: tuple[str, ...] = ()
    """Ids of services to offer instead."""
    areas: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    source: str
    read_on: str


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One value of an indicator, exactly as its document prints it."""

    label: str
    """`baseline`, `2017`, `target` and so on."""
    value: str


class PlanItem(Record, frozen=True, kw_only=True):
    """One thing that a public body promised, aimed for or measured."""

    plan: str
    """Title of the document."""
    place: str
    """Id of the place it is about."""
    kind: PlanKind
    statement: str
    """What the document says, with scanning errors put right."""
    source: str
    """File name of the document."""
    section: str
    period: str
    """When the plan ran, in words."""
    reference: str | None = None
    """The document's own letter or number for it."""
    outcome: str | None = None
    owner: str | None = None
    due: str | None = None
    linked_documents: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    needs: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    status: Literal["historic", "current"] = "historic"
    note: str | None = None


class Clarify(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"other": "with"}
):
    """A short question that tells this need from one that sounds alike."""

    other: str
    question: str


class Need(Record, frozen=True, kw_only=True):
    """Something a resident may need help with."""

    group: str
    label: str
    definition: str
    opening: str
    """The kind sentence that opens a reply."""
    related: tuple[str, ...]
    strong: tuple[str, ...]
    """Words that nearly always mean this need."""
    weak: tuple[str, ...]
    """Words that lean to it."""
    phrases: tuple[str, ...]
    """What real people say, at least 25."""
    rules_out: tuple[str, ...]
    """Words that show this need is not meant although its words appear."""
    clarify: tuple[Clarify, ...] = ()


class NeedGroup(Record, frozen=True, kw_only=True):
    """A tile to browse needs by."""

    label: str


class Place(Record, frozen=True, kw_only=True):
    """A place, from an estate up to the whole country."""

    name: str
    kind: Literal["country", "nation", "region", "county", "district", "town", "village", "estate"]
    parents: tuple[str, ...] = ()
    """Ids of the places that hold it, nearest first."""
    aka: tuple[str, ...] = ()
    outcodes: tuple[str, ...] = ()
    """Postcode districts that lie mostly in it."""
    lat: float | None = None
    lon: float | None = None
    """Degrees, WGS84."""
    lad: str | None = None
    """ONS code, for a local authority."""
    covered: bool = False
    """True where Fingerpost holds local services for it."""
    front_door: str | None = None
    """The service that connects its residents to a person."""
    ambiguous: bool = False
    """True where the name is also an ordinary word or a bigger place elsewhere: it needs `in` or `near` before it."""


class SafetyRule(Record, frozen=True, kw_only=True):
    """Words that may mean someone is at risk."""

    category: str
    """`suicide-self-harm` or a need of the group `safety`."""
    level: Level
    patterns: tuple[str, ...]
    also: tuple[str, ...] = ()
    """Patterns of which one must be found in the same message too, where the rule needs two things said."""
    guards: tuple[str, ...] = ()
    """Patterns that show the words mean something else, where they touch them."""
    sentence_guards: tuple[str, ...] = ()
    """Patterns that show it from anywhere in the same sentence, such as "essay on"."""
    positive: tuple[str, ...]
    """Examples that must raise this rule's category."""
    negative: tuple[str, ...]
    """Examples that must raise nothing."""


class SafetyCategory(Record, frozen=True, kw_only=True):
    """What is said and who is offered when a category is raised. The id is the need's."""

    emergency: str
    """Message at level emergency."""
    urgent: str
    """Message at level urgent."""
    emergency_contacts: tuple[str, ...]
    """Ids of services, in the order shown."""
    urgent_contacts: tuple[str, ...]
    gentle: str | None = None
    """Said at the end of an answer where this is possible but not clear. `{name}` and `{contact}` stand for the
    first urgent contact."""
    learnt_level: Level | None = None
    """The level at which the router alone, without a rule, raises it; none where it may not."""


class Examples(Record, frozen=True, kw_only=True):
    """Sentences for the router to learn from.

    Signs of a crisis, sentences that share words with a crisis and are calm, or stories that residents tell.
    """

    need: str | None = None
    """Id of the need that is meant; none where it is none of our business."""
    texts: tuple[str, ...]


class WordClass(Record, frozen=True, kw_only=True):
    """A named list of words that safety patterns refer to as `<id>`."""

    words: tuple[str, ...]


class Cue(Record, frozen=True, kw_only=True):
    """Patterns that show what a message does in a conversation, such as greeting or asking for more."""

    patterns: tuple[str, ...]
    positive: tuple[str, ...]
    """Examples that must match."""
    negative: tuple[str, ...] = ()
    """Examples that must not."""


class ReplyText(Record, frozen=True, kw_only=True):
    """A sentence that residents read. `{name}` marks what is filled in."""

    text: str


class Abbreviation(Record, frozen=True, kw_only=True):
    """Short forms that residents and helpline staff type, and what they stand for."""

    short: tuple[str, ...]
    long: str


class Confusion(Record, frozen=True, kw_only=True):
    """A real word that is often typed for another, put right only beside certain words."""

    wrong: str
    right: str
    after: tuple[str, ...] = ()
    """Words that stand directly before it when it is wrong."""
    before: tuple[str, ...] = ()
    """Words that stand directly after it when it is wrong."""


class Respelling(Record, frozen=True, kw_only=True):
    """A habitual misspelling or dialect spelling, and the word that is meant."""

    wrong: tuple[str, ...]
    right: str
    silent: bool = False
    """True for dialect and short forms, which are no mistake: understood, but not shown as put right."""


class Outside(Record, frozen=True, kw_only=True):
    """Messages of one kind that are none of our business: learnt from, so that they are handed over."""

    texts: tuple[str, ...]
