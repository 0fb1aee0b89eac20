"""What residents read is plain: by the Flesch-Kincaid grade, and with every sentence in the catalogue."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.reading import grade, syllables
from knowledge.store import Knowledge

LEAST_WORDS = 6
"""A shorter text is a label; the formula says nothing of those."""
MEDIAN, MOST = 6.0, 9.0
"""US school grades."""
_SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
NOT_SHOWN = {("command.py", "The same again"), ("supervisor.py", "food bnak near")}
"""A prompt of the command line, and a question that nobody asked: it warms the assistant up."""
FACES = Path(__file__).parents[2] / "tui"


def said(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Id and text of every sentence of ours that a resident may read."""
    yield from ((reply.id, re.sub(r"\{\w+\}", "it", reply.text)) for reply in knowledge.replies)
    yield from ((need.id, need.opening) for need in knowledge.needs)
    for need in knowledge.needs:
        yield from ((f"{need.id}-{item.other}", item.question) for item in need.clarify)
    for category in knowledge.safety_categories:
        texts = (category.emergency, category.urgent, category.gentle or "")
        yield from ((category.id, text) for text in texts)


def long_enough(texts: Iterator[tuple[str, str]]) -> list[tuple[float, str]]:
    return [(grade(text), name) for name, text in texts if len(text.split()) >= LEAST_WORDS]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("table", 2),
        ("people", 2),
        ("wanted", 2),
        ("phoned", 1),
        ("organisation", 5),
        ("places", 2),
        ("free", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_hard_sentence_has_a_higher_grade_than_an_easy_one() -> None:
    easy = "Ring this number. They will help you."
    hard = "Please be advised that eligibility determinations necessitate documentary substantiation."
    assert grade(easy) < 4 < 12 < grade(hard)


def test_our_own_sentences_are_plain(knowledge: Knowledge) -> None:
    grades = long_enough(said(knowledge))
    assert statistics.median(value for value, _ in grades) <= MEDIAN
    assert not [(round(value, 1), name) for value, name in grades if value > MOST]


def test_what_services_do_is_plain_in_the_main(knowledge: Knowledge) -> None:
    grades = long_enough((service.id, service.summary) for service in knowledge.services)
    assert statistics.median(value for value, _ in grades) <= MEDIAN


def test_no_sentence_of_a_screen_stands_in_the_code() -> None:
    left = [
        f"{path.name}:{line}: {text}"
        for folder in ("screens", "widgets", "desk", "kiosk", "browser")
        for path in sorted((FACES / folder).rglob("*.py"))
        for line, text in sentences_in(path)
        if (path.name, text) not in NOT_SHOWN
    ]
    assert not left, "\n".join(left)


def sentences_in(path: Path) -> Iterator[tuple[int, str]]:
    """Texts of three words or more that are neither docstrings, log lines nor the messages of errors."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spared = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and is_log(node)):
            spared |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spared:
            yield from ((node.lineno, text) for text in _SENTENCE.findall(node.value))


def is_log(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in {"warning", "error", "info", "print"}
