"""The engine finds what Whoosh finds, and survives what happens to files."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import whoosh.index
from whoosh.qparser import MultifieldParser, OrGroup
from whoosh.scoring import BM25F

from assistant.library import Library, build_index, open_library
from index.analysis import terms_of
from index.bm25f import K1
from index.documents import fields
from index.engine import WhooshEngine
from index.generations import IndexProblem, current, verify
from index.port import Query
from knowledge.loader import load_knowledge
from tests.conftest import NOW


def query(text: str, limit: int = 10) -> Query:
    return Query(tuple((term, 1.0) for term in terms_of(text)), limit=limit)


@pytest.mark.parametrize(
    "text", ["lonely older people lunch", "debt advice", "dementia carer break", "stop smoking"]
)
def test_scores_are_those_of_whoosh(library: Library, index_root: Path, text: str) -> None:
    folder = current(index_root)
    assert folder is not None
    stock = whoosh.index.open_dir(str(folder / "whoosh"), readonly=True)
    names = [field.name for field in fields()]
    weights = {f"{field.name}_B": field.b for field in fields()}
    parser = MultifieldParser(names, stock.schema, {f.name: f.boost for f in fields()}, group=OrGroup)
    ours = library.engine.search(query(text, 1000))
    with stock.searcher(weighting=BM25F(K1=K1, **weights)) as searcher:
        hits = searcher.search(parser.parse(" ".join(terms_of(text))), limit=None)
        expected = {hit["record"]: hit.score for hit in hits}
    services = {hit.id: hit.score for hit in ours}
    assert services
    assert services == {item: pytest.approx(expected[item]) for item in services}


def test_ties_are_broken_by_id_and_order_is_stable(library: Library) -> None:
    first = library.engine.search(query("help", 50))
    assert first == library.engine.search(query("help", 50))
    assert first == sorted(first, key=lambda hit: (-hit.score, hit.id))


def test_filters_keep_only_what_they_name(library: Library) -> None:
    hits = library.engine.search(
        Query((("help", 1.0),), areas=frozenset({"thurrock"}), needs=frozenset({"dementia"}), limit=50)
    )
    services = library.knowledge.service_by_id
    assert hits
    assert all("thurrock" in services[hit.id].areas and "dementia" in services[hit.id].needs for hit in hits)


def test_an_unchanged_folder_is_not_built_again(tiny: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    open_library(root, NOW, tiny)
    before = current(root)
    open_library(root, NOW + timedelta(days=1), tiny)
    assert current(root) == before


def test_a_changed_file_is_noticed_at_the_next_start(tiny: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    open_library(root, NOW, tiny)
    path = tiny / "services/all.yaml"
    path.write_text(path.read_text().replace("Hemel Lunch Club", "Hemel Supper Club"), encoding="utf-8")
    library = open_library(root, NOW, tiny)
    assert library.knowledge.service_by_id["hemel-lunch-club"].name == "Hemel Supper Club"


def test_broken_knowledge_leaves_the_last_good_index_serving(tiny: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    open_library(root, NOW, tiny)
    (tiny / "services/all.yaml").write_text("- id: [", encoding="utf-8")
    said: list[str] = []
    library = open_library(root, NOW, tiny, warn=said.append)
    assert library.knowledge.service_by_id["helping-hand"].phones[0].number == "0808 802 0300"
    assert len(said) == 1
    assert "answering from the index of 2026-11-25" in said[0]


def test_every_changed_byte_is_noticed_at_open(tiny_index: Path) -> None:
    folder = current(tiny_index)
    assert folder is not None
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"):
        whole = path.read_bytes()
        for damaged in (whole[:-1], whole[: len(whole) // 2] + b"\0" + whole[len(whole) // 2 + 1 :], b""):
            if damaged == whole:
                continue
            path.write_bytes(damaged)
            with pytest.raises(IndexProblem, match="damaged"):
                verify(folder)
        path.write_bytes(whole)
    verify(folder)


def test_a_damaged_index_is_built_again(tiny: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    open_library(root, NOW, tiny)
    folder = current(root)
    assert folder is not None
    (folder / "knowledge.json").write_bytes(b"{}")
    said: list[str] = []
    library = open_library(root, NOW, tiny, warn=said.append)
    assert library.knowledge.service_by_id["helping-hand"]
    assert "damaged" in said[0]


@pytest.mark.parametrize("pointer", [b"", b"nowhere", b"../../etc", b"\xff\xfe"])
def test_a_pointer_to_nothing_means_no_index(tiny_index: Path, pointer: bytes) -> None:
    (tiny_index / "CURRENT").write_bytes(pointer)
    with pytest.raises(IndexProblem, match="there is no index"):
        WhooshEngine(tiny_index)


def test_a_failed_build_leaves_the_old_generation(tiny: Path, tiny_index: Path) -> None:
    before = current(tiny_index)

    def stop(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(IndexProblem, match="No space left"):
        build_index(load_knowledge(tiny), tiny_index, NOW, stop)
    assert current(tiny_index) == before
    WhooshEngine(tiny_index).close()


def test_old_generations_are_cleared_away(tiny: Path, tiny_index: Path) -> None:
    for _ in range(4):
        build_index(load_knowledge(tiny), tiny_index, NOW)
    assert len([path for path in tiny_index.iterdir() if path.is_dir()]) <= 3


def test_a_folder_that_others_can_write_is_not_opened(tiny_index: Path) -> None:
    tiny_index.chmod(0o777)
    with pytest.raises(IndexProblem, match="can be written by others"):
        WhooshEngine(tiny_index)


def test_an_index_that_was_copied_works(tiny_index: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_index, tmp_path / "copy")
    (tmp_path / "copy").chmod(0o700)
    assert WhooshEngine(tmp_path / "copy").status().records == 3
