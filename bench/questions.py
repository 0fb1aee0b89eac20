"""The questions of the benchmark. Half are for tuning; the other half is only ever counted."""

from __future__ import annotations

import csv
import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("questions")
SHARED = Path(__file__).resolve().parents[2] / "shared" / "eval"
"""Real people's words. They are measured on where they are present, and never copied."""

LABELS = {
    "mental-health": "mental-wellbeing",
    "anger": "mental-wellbeing",
    "relationships-family": "relationships",
    "self-harm-suicide": "suicide-self-harm",
    "smoking": "stop-smoking",
    "weight-healthy-eating": "healthy-weight",
    "work-employment": "employment",
}
"""Labels of the real people's sets → ids of needs."""


@dataclass(frozen=True, slots=True)
class Question:
    """A message, and what it means."""

    id: str
    text: str
    needs: tuple[str, ...]
    """The right need first, then others that are right too; empty where none is meant."""
    place: str | None = None
    register: str = ""
    misspelt_of: str | None = None


def rows_of(name: str, half: str | None = None) -> list[dict[str, str]]:
    """The rows of one of our own files, all or one half."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if half is None or row["half"] == half]


def needs_questions(half: str | None = None) -> list[Question]:
    """Questions whose need is known."""
    return [
        Question(
            row["id"],
            row["text"],
            (row["need"], *filter(None, row["also"].split(","))),
            row["place"] or None,
            row["register"],
            row["misspelt_of"] or None,
        )
        for row in rows_of("needs", half)
    ]


def outside_questions(half: str | None = None) -> list[Question]:
    """Messages that are none of our business."""
    return [Question(row["id"], row["text"], (), None, row["kind"]) for row in rows_of("outside", half)]


def everyday_sentences(part: int, parts: int) -> list[str]:
    """Real people's everyday sentences: one part of so many, chosen by a hash of the text. Part 0 is for tuning."""
    return [
        row["text"]
        for row in shared_rows("benign")
        if int(hashlib.sha256(row["text"].encode()).hexdigest(), 16) % parts == part
    ]


def shared_rows(name: str) -> list[dict[str, str]]:
    """Rows of a file of real people's words; empty where it is absent."""
    path = SHARED / f"{name}.tsv.gz"
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        text = row.get("text", "")
        if len(text) > 1 and text[0] == text[-1] == '"':
            row["text"] = text[1:-1].replace('""', '"')
    return rows


def shared_needs(name: str = "needs_gold") -> list[Question]:
    """Real people's messages whose need was read by hand."""
    found = []
    for number, row in enumerate(shared_rows(name)):
        also = [
            LABELS.get(item.strip(), item.strip()) for item in (row["also"] or "").split(",") if item.strip()
        ]
        need = LABELS.get(row["need"], row["need"])
        found.append(Question(f"{name}-{number}", row["text"], (need, *also)))
    return found
