"""Words as feeds send them, made safe to read: HTML, entities, broken encodings, odd spaces, capitals."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

import ftfy
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from knowledge.openreferral.model import model

MAX_TEXT = 50_000
"""Characters of one value that are kept."""
_ROUNDS = 4
"""How often escaped escapes are undone; what still looks like a tag then is taken out."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_BLOCKS = frozenset(
    {"p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "ul", "ol", "table", "section"}
)
_DROPPED = ("script", "style", "iframe", "object", "template", "noscript")
Rules = list[str]


def plain_line(value: str) -> tuple[str, Rules]:
    """One line of plain text, and the names of the rules that changed it."""
    text, rules = _readable(value)
    line = " ".join(text.split())
    if line != text and "spaces" not in rules:
        rules.append("spaces")
    return line, rules


def plain_prose(value: str) -> tuple[str, Rules]:
    """Paragraphs of plain text, and the names of the rules that changed it."""
    text, rules = _readable(value)
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    prose = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if prose != text and "spaces" not in rules:
        rules.append("spaces")
    return prose, rules


def _readable(value: str) -> tuple[str, Rules]:
    rules: Rules = []
    text = value
    if text.isascii() and not ("<" in text or "&" in text or _CONTROL.search(text)) and len(text) <= MAX_TEXT:
        return text, rules
    steps: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("mojibake", _encoding),
        ("html", _unmarked),
        ("unicode-form", lambda item: unicodedata.normalize("NFC", item)),
        ("control-codes", lambda item: _CONTROL.sub("", item.replace("\r\n", "\n"))),
        ("lost-character", lambda item: item.replace("\ufffd", "")),
        ("too-long", lambda item: item[:MAX_TEXT]),
    )
    for rule, step in steps:
        after = step(text)
        if after != text:
            rules.append(rule if rule != "html" or _TAG.search(text) else "html-entity")
            text = after
    return text, rules


def _encoding(text: str) -> str:
    return text if text.isascii() else ftfy.fix_encoding(text)


def _unmarked(text: str) -> str:
    for _ in range(_ROUNDS):
        if _TAG.search(text):
            text = _without_tags(text)
        elif _ENTITY.search(text):
            text = html.unescape(text).replace("\xa0", " ")
        else:
            return text
    return _TAG.sub("", text)


def _without_tags(markup: str) -> str:
    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup(_DROPPED):
        tag.decompose()
    parts: list[str] = []
    _walk(soup, parts)
    return re.sub(r"\n{3,}", "\n\n", "".join(parts).replace("\xa0", " ")).strip()


def _walk(node: Tag, parts: list[str]) -> None:
    """Gather the text, a block on a line of its own. Iterative, so that deep nesting cannot stop it."""
    stack: list[Tag | NavigableString | str] = list(reversed(node.contents))  # type: ignore[arg-type]
    while stack:
        item = stack.pop()
        if isinstance(item, Tag):
            name = item.name
            after = _after(item)
            parts.append("\n\n" if name in _BLOCKS and name != "br" else "\n" if name in {"br", "li"} else "")
            parts.append("- " if name == "li" else "")
            stack.append(after)
            stack.extend(reversed(item.contents))  # type: ignore[arg-type]
        elif type(item) in {NavigableString, str}:  # comments and declarations are subclasses
            parts.append(re.sub(r"[ \t\r]*\n[ \t\r]*", " ", item) if type(item) is NavigableString else item)


def _after(tag: Tag) -> str:
    if tag.name == "a":
        address = str(tag.get("href") or "").strip()
        shown = tag.get_text(" ", strip=True)
        if address.startswith(("http://", "https://")) and address.rstrip("/") != shown.rstrip("/"):
            return f" ({address})"
    return "\n\n" if tag.name in _BLOCKS and tag.name != "br" else ""


def is_placeholder(text: str) -> bool:
    """True for words that only say that nothing is known."""
    return text.casefold().strip() in model().placeholders


def calm_name(name: str) -> str:
    """A name in capitals as people write it; others, and short ones that may be initials, as they are."""
    letters = [char for char in name if char.isalpha()]
    if len(letters) < 9 or " " not in name or any(char.islower() for char in letters):
        return name
    found = list(re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)*", name))
    pieces, at = [], 0
    for match in found:
        pieces += [name[at : match.start()], _calm_word(match[0], match.start() == 0)]
        at = match.end()
    return "".join([*pieces, name[at:]])


def _calm_word(word: str, first: bool) -> str:
    known = model()
    if word in known.capitals or (len(word) > 1 and not set("AEIOUY").intersection(word)):
        return word
    if word.lower() in known.small_words and not first:
        return word.lower()
    return word[0] + word[1:].lower()
