"""Broken knowledge is refused with every problem at its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.loader import fingerprint, load_knowledge
from knowledge.problems import KnowledgeError


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    return [str(problem) for problem in caught.value.problems]


def edit(folder: Path, name: str, change: Callable[[str], str]) -> None:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert before != after, "the edit changed nothing"
    path.write_text(after, encoding="utf-8")


def test_the_small_knowledge_is_right(tiny: Path) -> None:
    knowledge = load_knowledge(tiny)
    assert [service.id for service in knowledge.services] == ["helping-hand", "hemel-lunch-club"]


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "words"),
    [
        ("services/all.yaml", "- loneliness", "- lonliness", 6, "there is no need 'lonliness'"),
        ("services/all.yaml", "0808 802 0300", "0808 802 03", 14, "is not a number in use in the UK"),
        ("services/all.yaml", "id: hemel-lunch-club", "id: helping-hand", 16, "already used"),
        ("services/all.yaml", "- dacorum", "- docorum", 23, "there is no place 'docorum'"),
        ("services/all.yaml", "HP1 1DN", "HP1 1ZZ", 33, "not a live postcode"),
        ("services/all.yaml", "confidence: high", "confidence: certain", 13, "confidence"),
        ("services/all.yaml", "summary: A hot", "sumary: A hot", 19, "did you mean 'summary'?"),
        ("services/all.yaml", "2026-11-22'", "22/11/2026'", 12, "is not a date"),
        ("services/all.yaml", "confidence: high", "confidence: low", 14, "low confidence may show no number"),
        ("services/all.yaml", "https://www.example.org.uk/help", "www.example", 10, "not a web address"),
        ("needs/all.yaml", "  - i am so lonely on mon a\n", "", 12, "has 24 phrases; write at least 25"),
        ("needs/all.yaml", "  rules_out:", "  related_to: x\n  rules_out:", 38, "unknown key 'related_to'"),
        ("places/all.yaml", "- uk", "- dacorum", 9, "lead back to the place itself"),
        ("safety/rules/all.yaml", "- no one left at all", "- no (one left", 4, "is not a word"),
        (
            "safety/categories.yaml",
            "- helping-hand",
            "- helping-hans",
            4,
            "there is no service 'helping-hans'",
        ),
        ("plans/all.yaml", "place: dacorum", "place: docorum", 3, "there is no place"),
    ],
)
def test_one_fault_is_named_at_its_line(
    tiny: Path, name: str, old: str, new: str, line: int, words: str
) -> None:
    edit(tiny, name, lambda text: text.replace(old, new, 1))
    found = problems_of(tiny)
    assert len(found) <= 2, found
    assert any(problem.startswith(f"{name}:{line}: ") and words in problem for problem in found), found


def test_all_faults_are_listed_at_once(tiny: Path) -> None:
    edit(tiny, "services/all.yaml", lambda text: text.replace("0808 802 0300", "12", 1))
    edit(tiny, "needs/all.yaml", lambda text: text.replace("group: people", "group: poeple"))
    (tiny / "plans/all.yaml").write_text("- id: [broken\n", encoding="utf-8")
    (tiny / "stray.yaml").write_text("- id: x\n", encoding="utf-8")
    files = {problem.split(":")[0] for problem in problems_of(tiny)}
    assert files >= {"services/all.yaml", "needs/all.yaml", "plans/all.yaml", "stray.yaml"}


def test_bad_yaml_is_named_at_its_line(tiny: Path) -> None:
    (tiny / "services/all.yaml").write_text("- id: a\n  name: 'open\n", encoding="utf-8")
    assert any(problem.startswith("services/all.yaml:3: is not valid YAML") for problem in problems_of(tiny))


def test_an_alias_bomb_is_refused_unread(tiny: Path) -> None:
    bomb = "- &a ['" + "x" * (10 * 1024 * 1024) + "']\n- [*a, *a]\n"
    (tiny / "services/bomb.yaml").write_text(bomb, encoding="utf-8")
    assert any("is 10.0 MB" in problem for problem in problems_of(tiny))


def test_a_small_alias_bomb_is_refused_too(tiny: Path) -> None:
    lines = ["- id: a", "  name: &a0 [x, x]"]
    lines += [f"  k{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    (tiny / "services/bomb.yaml").write_text("\n".join(lines), encoding="utf-8")
    assert any("an alias (*name) is used" in problem for problem in problems_of(tiny))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"id: x", "must be a list"),
        (b"- just text", "must be a record"),
        (b"- {id: a, id: b}", "stands twice"),
        (b"- " + b"[" * 5000, "is not valid YAML"),
        (b"- {[a]: b}", "a key must be a plain word"),
    ],
)
def test_strange_files_are_named(tiny: Path, data: bytes, words: str) -> None:
    (tiny / "services/strange.yaml").write_bytes(data)
    assert any(
        problem.startswith("services/strange.yaml:1: ") and words in problem for problem in problems_of(tiny)
    )


def test_a_missing_folder_is_one_problem(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path / "nowhere")) == 1


def test_the_fingerprint_follows_the_words_and_nothing_else(tiny: Path) -> None:
    before = fingerprint(tiny)
    (tiny / "README.md").write_text("words for people", encoding="utf-8")
    assert fingerprint(tiny) == before
    edit(tiny, "services/all.yaml", lambda text: text.replace("Fridays", "Mondays"))
    assert fingerprint(tiny) != before
