"""An imported document → one of our own service records, as far as it can be trusted.

An import never counts as confirmed. A record whose feed does not say that it was looked at within a year is
`unverified`: it ranks lower, and its card says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from knowledge.contacts import email_problem, text_problem, url_problem
from knowledge.gazetteer import Gazetteer
from knowledge.openreferral.areas import Areas, addresses_of
from knowledge.openreferral.folder import Origin
from knowledge.openreferral.hours import hours_of
from knowledge.openreferral.ids import service_id
from knowledge.openreferral.phones import is_fax, is_text_line, printed
from knowledge.openreferral.summary import MAX_WORDS, summary_of
from knowledge.openreferral.taxonomy import terms_of
from knowledge.openreferral.upgrade import Document
from knowledge.records import Access, Phone, Service, Status, TextNumber

AGEING = timedelta(days=366)
MAX_PHONES = 4
MAX_KEYWORDS = 12
MAX_NAME = 120
_CLOSED = re.compile(
    r"\b(?:is|has|have|are) (?:now |permanently |been )?(?:closed|folded|ceased)\b", re.IGNORECASE
)
_ACCESS: dict[str, Access] = {
    "wheelchair": "wheelchair",
    "wheelchair accessible": "wheelchair",
    "wheelchair accessible entrance": "step-free",
    "ramp": "step-free",
    "elevator": "step-free",
    "deaf_interpreter": "bsl",
    "tty": "text-relay",
    "tape_braille": "large-print",
}
"""Words of the accessibility lists of 1.0 and Outpost, taken only as they stand."""


class ServiceMaker:
    """Makes services of documents."""

    def __init__(
        self, origin: Origin, areas: Areas, gazetteer: Gazetteer, texts: Mapping[str, str], today: date
    ) -> None:
        self._origin = origin
        self._areas = areas
        self._gazetteer = gazetteer
        self._texts = texts
        self._today = today

    def make(
        self, document: Document, needs: tuple[str, ...], areas: tuple[str, ...], read_on: str, gone: bool
    ) -> Service:
        """The service of a document; `needs` and `areas` are decided elsewhere."""
        phones = phones_of(document)
        email = _right(emails_of(document), email_problem)
        url = _right(_urls(document), url_problem)
        address, code = self._address(document)
        words, opening = hours_of(document, self._today)
        reachable = bool(phones or email or url or text_of(document))
        low, high = _age(document, "minimum_age"), _age(document, "maximum_age")
        return Service(
            id=service_id(self._origin.id, document["id"]),
            name=document["name"][:MAX_NAME],
            organisation=((document.get("organization") or {}).get("name") or document["name"])[:MAX_NAME],
            summary=self._summary(document),
            contact=self._contact(phones, email, url, address),
            needs=needs,
            areas=areas,
            read_on=read_on,
            confidence="medium",
            sources=(self._source(document),),
            source_date=document.get("assured_date") or document.get("last_modified", "")[:10] or None,
            who=self._who(document, low, high),
            min_age=low,
            max_age=high,
            located=self._areas.located(document, areas),
            phones=phones,
            text=text_of(document),
            email=email,
            url=url,
            address=address,
            postcode=code,
            hours=words,
            opening=opening,
            cost=_cost(document),
            access=_access(document),
            keywords=_keywords(document),
            front_door=None if reachable else self._areas.front_door(areas),
            status=self._status(document, gone),
            feed=self._origin.shown,
            editor_note=_note(document, gone),
        )

    def _summary(self, document: Document) -> str:
        text = summary_of(document.get("description", ""))
        if text:
            return text
        terms = list(dict.fromkeys(term["name"] for term in terms_of(document)))[:4]
        if not terms:
            return self._texts["feed-summary-none"]
        words = self._texts["feed-summary-terms"].format(terms=", ".join(terms)).replace("!", "").split()
        return " ".join(words[:MAX_WORDS])

    def _contact(
        self, phones: tuple[Phone, ...], email: str | None, url: str | None, address: str | None
    ) -> str:
        ways = (("phone", phones), ("email", email), ("web", url), ("visit", address))
        way = next((name for name, found in ways if found), "none")
        return self._texts[f"feed-contact-{way}"]

    def _source(self, document: Document) -> str:
        if self._origin.address is None:
            return f"public-file:{self._origin.id}"
        page = f"{self._origin.address}/{document.get('source_id', document['id'])}"
        return page if url_problem(page) is None else f"public-file:{self._origin.id}"

    def _who(self, document: Document, low: int | None, high: int | None) -> str | None:
        texts, parts = self._texts, []
        if low and high is not None:
            parts.append(texts["feed-ages-between"].format(low=low, high=high))
        elif low:
            parts.append(texts["feed-ages-from"].format(low=low))
        elif high is not None and high < 100:
            parts.append(texts["feed-ages-to"].format(high=high))
        audiences = document.get("pc_targetAudience")
        for item in audiences if isinstance(audiences, list) else []:
            if isinstance(item, dict) and isinstance(item.get("audienceType"), str):
                parts.append(item["audienceType"])
        if text := summary_of(str(document.get("eligibility_description", ""))):
            parts.append(text)
        return " ".join("; ".join(dict.fromkeys(parts)).split()[:MAX_WORDS]) or None

    def _status(self, document: Document, gone: bool) -> Status:
        if document["status"] != "active" and not gone:
            return "closed"
        assured = document.get("assured_date")
        checked = assured and self._today - date.fromisoformat(assured) <= AGEING
        says_closed = _CLOSED.search(document.get("description", ""))
        return "open" if checked and not gone and not says_closed else "unverified"

    def _address(self, document: Document) -> tuple[str | None, str | None]:
        for address in addresses_of(document):
            code = address.get("postal_code") or ""
            right = code if code and self._gazetteer.problem(code) is None else None
            keys = ("address_1", "address_2", "city")
            lines = [str(address.get(key, "")).strip(" ,") for key in keys]
            street = lines[0] or lines[1]
            shown = ", ".join(dict.fromkeys(filter(None, [*lines, code]))) if street else None
            if shown or right:
                return shown, right
        return None, None


def _right(values: Iterable[str], problem: Any) -> str | None:
    return next((value for value in values if problem(value) is None), None)


def _phone_lists(document: Document) -> list[Document]:
    places = document.get("service_at_locations", [])
    locations = [place.get("location") or {} for place in places]
    holders = [document, *document.get("contacts", []), *places, *locations]
    holders += [contact for item in (*places, *locations) for contact in item.get("contacts", [])]
    holders.append(document.get("organization") or {})
    return [phone for holder in holders for phone in holder.get("phones", [])]


def phones_of(document: Document) -> tuple[Phone, ...]:
    """Its numbers, wherever the feed put them: service, contacts, places, organisation."""
    found: dict[str, Phone] = {}
    for phone in _phone_lists(document):
        if is_text_line(phone) or is_fax(phone):
            continue
        if (shown := printed(str(phone["number"]))) and shown not in found:
            label = str(phone.get("description") or "")[:60]
            if phone.get("extension"):
                label = f"{label} extension {phone['extension']}".strip()
            found[shown] = Phone(number=shown, label=label or None)
    return tuple(found.values())[:MAX_PHONES]


def text_of(document: Document) -> TextNumber | None:
    """Its number for text messages, where an entry says that it is one."""
    for phone in _phone_lists(document):
        if is_text_line(phone) and text_problem(str(phone["number"])) is None:
            word = re.fullmatch(r"Text ([A-Z0-9]{2,15})", str(phone.get("description", "")))
            return TextNumber(to=str(phone["number"]), send=word[1] if word else None)
    return None


def emails_of(document: Document) -> list[str]:
    """Its email addresses, the service's own first."""
    holders = [document, *document.get("contacts", []), document.get("organization") or {}]
    return [holder["email"] for holder in holders if holder.get("email")]


def _urls(document: Document) -> list[str]:
    organization = document.get("organization") or {}
    found = (document.get("url"), organization.get("website"), organization.get("uri"))
    return [url for url in found if url]


def _age(document: Document, key: str) -> int | None:
    value = document.get(key)
    return int(value) if value is not None else None


def _cost(document: Document) -> str | None:
    options: list[Document] = document.get("cost_options", [])
    parts = []
    for option in options[:3]:
        amount = option.get("amount")
        price = "" if amount is None else "free" if amount == 0 else f"£{amount:.2f}".removesuffix(".00")
        words = [option.get("option", ""), price, option.get("amount_description", "")]
        parts.append(" ".join(filter(None, words)) if price != "free" else "free")
    text = "; ".join(dict.fromkeys(filter(None, parts))) or str(
        document.get("fees") or document.get("fees_description") or ""
    )
    if text.lower().strip(" .") in {"free", "free of charge", "no charge", "none", "no cost"}:
        return "free"
    return " ".join(text.split()[:20]) or None


def _access(document: Document) -> tuple[Access, ...]:
    places = (place.get("location") or {} for place in document.get("service_at_locations", []))
    said = (item.get("accessibility", "") for place in places for item in place.get("accessibility", []))
    return tuple(dict.fromkeys(_ACCESS[word] for text in said if (word := str(text).lower()) in _ACCESS))


def _keywords(document: Document) -> tuple[str, ...]:
    names = (term["name"][:60] for term in terms_of(document))
    return tuple(dict.fromkeys(names))[:MAX_KEYWORDS]


def _note(document: Document, gone: bool) -> str | None:
    parts = []
    if gone:
        parts.append("No longer in its feed.")
    if _CLOSED.search(document.get("description", "")):
        parts.append("Its description says that something has closed.")
    if alert := document.get("alert"):
        parts.append(f"Alert in the feed: {alert}"[:300])
    return " ".join(parts) or None
