"""Web and email addresses as feeds send them, put right where it is plain what is meant."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from knowledge.contacts import email_problem, url_problem
from knowledge.openreferral.text import is_placeholder

_SPLIT = re.compile(r"\s+or\s+|\s+and\s+|\s*[;,|]\s*|\s+(?=https?://|www\.)", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:https?[:;./]*(?:\s*/)*\s*)+", re.IGNORECASE)
_GOOD_SCHEME = re.compile(r"^https?://(?=[^/:.\s])", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+", re.IGNORECASE)
_DUMMY_HOST = re.compile(
    r"(^|\.)(example\.(com|org|net)|[^.]+\.(invalid|example|test|localhost))$", re.IGNORECASE
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+'&/=-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_EMAIL_GAP = re.compile(r"(@[A-Za-z0-9.-]+)[ ,]+(uk|com|org|net|co|nhs|gov|ac)\b", re.IGNORECASE)
MAX_ADDRESS = 2_000
_UNSAFE = "!$&'()*+,;=:@/?%~-._"


class Links:
    """What was made of one value: the addresses, and the rules that changed it."""

    def __init__(self) -> None:
        self.urls: list[str] = []
        self.emails: list[str] = []
        self.rules: list[str] = []


def read_urls(value: str) -> Links:
    """Every web address in a value. An email address there is kept as one."""
    found = Links()
    text = " ".join(value.split())
    if text and not url_problem(text) and _strict(text) == text and not _dummy(text):
        found.urls.append(text)
        return found
    if not text or is_placeholder(text) or len(text) > MAX_ADDRESS:
        found.rules.append("placeholder" if text and len(text) <= MAX_ADDRESS else "url-dropped")
        return found
    parts = [part for part in _SPLIT.split(text) if part]
    if len(parts) > 1 and sum(_url(part) is not None for part in parts) > 1:
        found.rules.append("several-urls")
    else:
        parts = [text] if _url(text) else parts
    for part in parts:
        _take_url(part, found)
    if not found.urls and not found.emails and not found.rules:
        found.rules.append("url-dropped")
    return found


def _take_url(part: str, found: Links) -> None:
    if "@" in part and (email := _EMAIL.search(part)) and "/" not in part:
        found.emails.append(email[0])
        found.rules.append("email-in-url")
        return
    url = _url(part)
    if url is None:
        return
    if _dummy(url):
        found.rules.append("dummy-address")
    elif url not in found.urls:
        found.urls.append(url)
        if url != part:
            bare = not re.match(r"https?://", part, re.IGNORECASE)
            found.rules.append("url-scheme" if bare else "url-characters")


def _url(text: str) -> str | None:
    """The web address that is meant, or None."""
    text = text.strip(" \t<>\"'()[],;")
    scheme = "https://" if text.lower().startswith("https") else "http://"
    rest = text if _GOOD_SCHEME.match(text) and text.lower().count("http") == 1 else None
    if rest is None:
        rest = scheme + _SCHEME.sub("", text).lstrip("/:.")
    try:
        strict = _strict(rest)
    except ValueError:
        return None
    return strict if strict and not url_problem(strict) else None


def _strict(url: str) -> str | None:
    """The address with every character that RFC 3986 does not allow escaped; None where its host is none.

    Raises:
        ValueError: it cannot be taken apart.
    """
    parts = urlsplit(url)
    if parts.username or parts.password:
        return None
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if not _HOST.fullmatch(host):
        return None
    port = f":{parts.port}" if parts.port else ""
    path, query, fragment = (quote(item, safe=_UNSAFE) for item in (parts.path, parts.query, parts.fragment))
    return urlunsplit(
        (parts.scheme.lower(), host + port, _percents(path), _percents(query), _percents(fragment))
    )


def _percents(text: str) -> str:
    """A `%` that starts no escape is escaped itself."""
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)


def _dummy(url: str) -> bool:
    return _DUMMY_HOST.search(urlsplit(url).hostname or "") is not None


def read_emails(value: str) -> Links:
    """Every email address in a value."""
    found = Links()
    text = " ".join(value.split())
    if not text or is_placeholder(text):
        found.rules.append("placeholder")
        return found
    joined = _EMAIL_GAP.sub(r"\1.\2", text)
    joined = _EMAIL_GAP.sub(r"\1.\2", re.sub(r"\s*@\s*", "@", joined))
    addresses = [item.strip(".'") for item in _EMAIL.findall(joined)]
    for address in dict.fromkeys(addresses):
        if email_problem(address):
            continue
        if _DUMMY_HOST.search(address.partition("@")[2]):
            found.rules.append("dummy-address")
        else:
            found.emails.append(address)
    if len(found.emails) > 1:
        found.rules.append("several-emails")
    elif found.emails and found.emails[0] != value:
        found.rules.append("email-form")
    elif not found.emails and not found.rules:
        found.rules.append("email-dropped")
    return found
