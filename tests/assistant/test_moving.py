"""A conversation goes on when the knowledge is replaced under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from assistant.dialogue import Option, State, Topic
from assistant.engine import Assistant
from assistant.library import Library, build_index, open_library, open_live_library, take_bundle
from assistant.moving import remembered
from assistant.router import Meant
from index.bundle import Trust, pack
from index.generations import IndexProblem, current
from index.live import Live
from knowledge.loader import load_knowledge
from tests.conftest import NOW
from tests.tiny import SERVICES


def without_lunch_club(tiny: Path) -> None:
    services = [item for item in SERVICES if item["id"] != "hemel-lunch-club"]
    services.append(services[0] | {"id": "chess-club", "name": "Chess Club", "areas": ["dacorum"]})
    text = "".join(yaml.safe_dump([item]) for item in services)  # one by one: aliases are refused
    (tiny / "services/all.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def following(tiny: Path, tiny_index: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """An assistant that follows the index of the small knowledge; a newer one is opened at once."""
    live = open_live_library(tiny_index, NOW, tiny)

    def at_once(work: Callable[[], None]) -> None:
        work()

    monkeypatch.setattr(live, "_start", at_once)
    return Assistant(live.now(), newest=live.now)


def test_a_running_conversation_answers_from_the_newer_index(
    following: Assistant, tiny: Path, tiny_index: Path
) -> None:
    state, reply = following.step(following.start("dacorum"), "i am lonely")
    assert "hemel-lunch-club" in [service.id for service in reply.services]
    without_lunch_club(tiny)
    build_index(load_knowledge(tiny), tiny_index, NOW)
    following.greet(state)
    state, reply = following.step(state, "i am so lonely")
    assert "chess-club" in [service.id for service in reply.services]
    assert "hemel-lunch-club" not in [service.id for service in reply.services]


def test_a_kept_service_that_is_gone_leaves_the_list(
    following: Assistant, tiny: Path, tiny_index: Path
) -> None:
    state = State(kept=("hemel-lunch-club", "helping-hand"), shown=("hemel-lunch-club", "helping-hand"))
    without_lunch_club(tiny)
    build_index(load_knowledge(tiny), tiny_index, NOW)
    following.greet(state)
    state, _ = following.step(state, "the second one")
    assert state.kept == ("helping-hand",)


def test_a_list_that_lost_a_service_is_forgotten_whole(library: Library) -> None:
    knowledge = library.knowledge
    known = knowledge.services[0].id
    state = State(shown=(known, "gone"), plans=("gone",), options=(Option("Keep", "keep", known),))
    left = remembered(state, knowledge)
    assert (left.shown, left.plans, left.options) == ((), (), ())
    whole = State(shown=(known,), options=(Option("Keep", "keep", known), Option("More", "more")))
    assert remembered(whole, knowledge) == whole


def test_places_needs_and_groups_that_are_gone_are_forgotten(library: Library) -> None:
    knowledge = library.knowledge
    where = replace(library.places.setting("dacorum"), place="atlantis")
    gone = (Option("a", "need", "gone"), Option("b", "area", "gone"), Option("c", "group", "gone"))
    state = State(where=where, topic=Topic((Meant("gone", 0.9),)), options=gone)
    left = remembered(state, knowledge)
    assert left == State()
    stays = State(where=library.places.setting("dacorum"), topic=Topic((Meant(knowledge.needs[0].id, 0.9),)))
    assert remembered(stays, knowledge) == stays


def test_a_disk_that_cannot_be_written_leaves_the_last_good_index_serving(
    tiny: Path, tiny_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lunch_club(tiny)

    def refuse(path: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("index.publish._flush", refuse)
    said: list[str] = []
    library = open_library(tiny_index, NOW, tiny, warn=said.append)
    assert "hemel-lunch-club" in library.knowledge.service_by_id
    assert len(said) == 1
    assert "Read-only file system: answering from the index of 2026-11-25" in said[0]


def test_an_index_from_a_bundle_serves_until_the_own_knowledge_changes(
    tiny: Path, tiny_index: Path, tmp_path: Path
) -> None:
    digest = pack(tiny_index, tmp_path / "b")
    without_lunch_club(tiny)
    kiosk = tmp_path / "kiosk"
    build_index(load_knowledge(tiny), kiosk, NOW)
    take_bundle(kiosk, tmp_path / "b", Trust(expect=digest), tiny)
    assert "hemel-lunch-club" in open_library(kiosk, NOW, tiny).knowledge.service_by_id
    path = tiny / "services/all.yaml"
    path.write_text(path.read_text().replace("Chess Club", "Chess Night"), encoding="utf-8")
    assert open_library(kiosk, NOW, tiny).knowledge.service_by_id["chess-club"].name == "Chess Night"


def test_a_bundle_without_what_the_assistant_learnt_is_refused(
    tiny: Path, tiny_index: Path, tmp_path: Path
) -> None:
    from index.build import build

    build(load_knowledge(tiny), tmp_path / "bare", NOW)
    digest = pack(tmp_path / "bare", tmp_path / "b")
    before = current(tiny_index)
    with pytest.raises(IndexProblem, match=r"lacks model\.msgpack"):
        take_bundle(tiny_index, tmp_path / "b", Trust(expect=digest), tiny)
    assert current(tiny_index) == before


def test_the_same_library_leaves_the_state_alone(library: Library) -> None:
    live: Live[Library] = Live(library, 1, lambda: library, lambda: 1)
    assistant = Assistant(library, newest=live.now)
    state = assistant.start("dacorum")
    assert assistant.greet(state)[0].where == state.where
