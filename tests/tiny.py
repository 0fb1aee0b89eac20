"""A small knowledge folder that is right in every part, for tests that break it."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from knowledge.loader import CONTENT
from knowledge.store import GAZETTEER_FILES, WORD_LIST

KEPT = (
    "language/cues.yaml",
    "language/replies.yaml",
    "language/respellings.yaml",
    "safety/word_classes.yaml",
)
"""Files of the real content that the small one shares."""

SERVICES = [
    {
        "id": "helping-hand",
        "name": "Helping Hand",
        "organisation": "Helping Hand",
        "summary": "Someone to talk to, day or night.",
        "contact": "Ring them. They will listen.",
        "needs": ["loneliness"],
        "areas": ["uk"],
        "sources": ["https://www.example.org.uk/help"],
        "read_on": "2026-11-22",
        "confidence": "high",
        "phones": [{"number": "0808 802 0300"}],
    },
    {
        "id": "hemel-lunch-club",
        "name": "Hemel Lunch Club",
        "organisation": "Hemel Lunch Club",
        "summary": "A hot lunch and company on Fridays.",
        "contact": "Come along, or ring to ask.",
        "needs": ["loneliness"],
        "areas": ["dacorum"],
        "located": ["hemel-hempstead"],
        "sources": ["https://www.example.org.uk/lunch"],
        "read_on": "2026-11-22",
        "confidence": "medium",
        "phones": [{"number": "01442 228000"}],
        "postcode": "HP1 1DN",
    },
]
NEED = {
    "id": "loneliness",
    "group": "people",
    "label": "Feeling lonely",
    "definition": "Feeling alone.",
    "opening": "I am sorry things feel lonely.",
    "related": [],
    "strong": ["lonely", "befriending"],
    "weak": ["company"],
    "phrases": [
        f"i am so lonely on {day} {part}" for day in "mon tue wed thu fri".split() for part in "abcde"
    ],
    "rules_out": ["lonely planet"],
}
PLACES = [
    {"id": "uk", "name": "the UK", "kind": "country", "front_door": "helping-hand", "ambiguous": "true"},
    {"id": "dacorum", "name": "Dacorum", "kind": "district", "parents": ["uk"], "lad": "E07000096"}
    | {"covered": "true", "front_door": "helping-hand", "lat": "51.76", "lon": "-0.51"},
    {
        "id": "hemel-hempstead",
        "name": "Hemel Hempstead",
        "kind": "town",
        "parents": ["dacorum"],
        "aka": ["Hemel"],
    },
]
PLAN = {
    "id": "plan-a",
    "plan": "Community plan",
    "place": "dacorum",
    "kind": "action",
    "statement": "Start a time bank by 2012.",
    "source": "plan.txt",
    "section": "Actions",
    "period": "2010 to 2012",
    "figures": [{"label": "baseline", "value": "10%"}],
}
RULE = {
    "id": "low",
    "category": "loneliness",
    "level": "urgent",
    "patterns": ["no one left at all"],
    "guards": ["in the film ..."],
    "positive": ["there is no one left at all"],
    "negative": ["a film"],
}
CATEGORY = {
    "id": "loneliness",
    "emergency": "Ring 999 now.",
    "urgent": "Please talk to someone today.",
    "emergency_contacts": ["helping-hand"],
    "urgent_contacts": ["helping-hand"],
}


def write_tiny(folder: Path) -> Path:
    """Write the folder, and return it."""
    content = {
        "services/all.yaml": SERVICES,
        "needs/all.yaml": [NEED],
        "places/all.yaml": PLACES,
        "plans/all.yaml": [PLAN],
        "closures/all.yaml": [],
        "need_groups.yaml": [{"id": "people", "label": "People and company"}],
        "safety/rules/all.yaml": [RULE],
        "safety/categories.yaml": [CATEGORY],
        "language/abbreviations.yaml": [{"id": "lc", "short": ["lc"], "long": "lunch club"}],
        "language/confusions.yaml": [],
    }
    for name, records in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(records, sort_keys=False), encoding="utf-8")
    for name in (*KEPT, *GAZETTEER_FILES, WORD_LIST):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CONTENT / name, folder / name)
    return folder
