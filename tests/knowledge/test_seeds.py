"""Every item of the public documents behind the plans has a record, with its figures as printed."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from knowledge.store import Knowledge
from tests.conftest import need_shared

FILES = {
    "000_ccc65dc66087e54a.txt": 45,
    "001_a4da111fc1e32690.txt": 21,
    "002_fea181ad15fb82a7.txt": 11,
    "003_fa9f7dfc172425f0.txt": 28,
    "004_0fd1e0a643a0a5da.txt": 22,
}
"""Document → the least number of records: one for each of its items."""


def plain(text: str) -> str:
    """Letters and digits only, so that quotes, dashes and line ends do not matter."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def text_of(name: str) -> str:
    return need_shared("seeds", name).read_text(encoding="utf-8")


def said(knowledge: Knowledge, name: str) -> str:
    """All that the records of one document say."""
    found = []
    for plan in knowledge.plans:
        if plan.source == name:
            figures = [f"{figure.label} {figure.value}" for figure in plan.figures]
            found.append(
                " ".join(
                    filter(None, [plan.statement, plan.outcome, plan.owner, plan.due, plan.note, *figures])
                )
            )
    return plain(" ".join(found))


def test_there_are_enough_records(knowledge: Knowledge) -> None:
    counts = Counter(plan.source for plan in knowledge.plans)
    assert len(knowledge.plans) >= 100
    assert all(counts[name] >= least for name, least in FILES.items()), counts


def test_every_action_letter_of_thurrock(knowledge: Knowledge) -> None:
    letters = {
        plan.reference for plan in knowledge.plans if plan.source.startswith("001") and plan.kind == "action"
    }
    assert letters == set("ABCDEFGHIJKLMNOP")


def test_every_indicator_with_its_figures(knowledge: Knowledge) -> None:
    text = said(knowledge, "001_a4da111fc1e32690.txt")
    for figure in ("19,069", "66.4%", "66.52%", "66.64%", "66.76%", "66.88%", "67%", "70.7%", "71.96%"):
        assert plain(figure) in text, figure
    for figure in ("73.22%", "74.48%", "75.74%", "77.0%", "25 by February 2017", "3750", "2564", "1180"):
        assert plain(figure) in text, figure


@pytest.mark.parametrize("name", ["003_fa9f7dfc172425f0.txt"])
def test_every_bullet_of_the_vision(knowledge: Knowledge, name: str) -> None:
    text = said(knowledge, name)
    bullets = [line[2:].strip() for line in text_of(name).splitlines() if line.startswith("- ")]
    assert len(bullets) >= 18
    assert not [bullet for bullet in bullets if plain(bullet) not in text]


def test_every_numbered_point_of_calderdale(knowledge: Knowledge) -> None:
    name = "004_0fd1e0a643a0a5da.txt"
    text = said(knowledge, name)
    points = re.findall(r"^\t?\s*\d+\. (.+)$", text_of(name), re.MULTILINE)
    assert len(points) == 22
    missing = [point for point in points if " ".join(plain(point).split()[:6]) not in text]
    assert not missing


def test_every_principle_and_priority_of_the_care_strategy(knowledge: Knowledge) -> None:
    name = "002_fea181ad15fb82a7.txt"
    text = said(knowledge, name)
    heads = re.findall(r"^(?:\d\. |Priority \d: )(.+)$", text_of(name), re.MULTILINE)
    assert len(heads) == 10
    assert not [head for head in heads if plain(head) not in text]


def test_every_line_of_the_community_plan(knowledge: Knowledge) -> None:
    name = "000_ccc65dc66087e54a.txt"
    text = said(knowledge, name)
    bullets = [line.lstrip("· ").strip() for line in text_of(name).splitlines() if line.startswith("·")]
    assert len(bullets) == 14
    assert not [bullet for bullet in bullets if " ".join(plain(bullet).split()[:6]) not in text]
    for figure in ("22.9", "23.8", "10.3", "11.6", "4"):
        assert plain(figure) in text


def test_every_record_names_its_document(knowledge: Knowledge) -> None:
    assert {plan.source for plan in knowledge.plans} == set(FILES)
