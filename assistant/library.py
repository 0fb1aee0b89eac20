"""Everything that a step needs, opened once: knowledge, index, speller, router, safety screen.

If the knowledge on disk has changed, the index is built again. If the changed knowledge is wrong, the last good
index goes on serving, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from assistant.cues import Cues
from assistant.learning import Model, learn, source_of
from assistant.names import Names
from assistant.places import Places
from assistant.ranking import Ranking
from assistant.router import Router
from assistant.safety import SafetyScreen
from assistant.spelling import Speller
from assistant.wordcounts import WordCounts, count_words
from index.build import Progress, build
from index.bundle import Trust, take
from index.engine import WhooshEngine
from index.generations import IndexProblem, pointer_in
from index.live import Live
from index.port import Engine, Status
from index.publish import building
from knowledge.loader import CONTENT, fingerprint, load_knowledge
from knowledge.problems import KnowledgeError
from knowledge.store import Knowledge

MODEL = "model.msgpack"
"""Name of the router's model in a generation of the index."""
COUNTS = "wordcounts.msgpack"
"""Name of the speller's counts in a generation of the index."""
_LEARNING_PERCENT = 80
"""How much of a build's time goes into learning, for the progress bar."""
Warn = Callable[[str], None]


@dataclass(frozen=True)
class Library:
    """What the assistant works with. Make it with `open_library`."""

    knowledge: Knowledge
    engine: Engine
    places: Places
    speller: Speller
    cues: Cues
    names: Names
    safety: SafetyScreen
    router: Router
    ranking: Ranking

    @classmethod
    def of(cls, knowledge: Knowledge, engine: Engine, model: Model, counts: WordCounts) -> Library:
        """Put the parts together."""
        places = Places(knowledge)
        return cls(
            knowledge,
            engine,
            places,
            Speller(knowledge, counts, places.name_words),
            Cues(knowledge),
            Names(knowledge),
            SafetyScreen(knowledge),
            Router(knowledge, model),
            Ranking(knowledge, places, engine),
        )


def build_index(
    knowledge: Knowledge, root: Path, now: datetime, progress: Progress = lambda done, total: None
) -> None:
    """Build the index of some knowledge, with all that the assistant learns from it.

    Raises:
        IndexProblem: it cannot be written.
    """
    model = _model_in(root, source_of(knowledge)) or learn(
        knowledge, lambda done, total: progress(_LEARNING_PERCENT * done // max(1, total), 100)
    )
    rest = 100 - _LEARNING_PERCENT

    def indexed(done: int, total: int) -> None:
        progress(_LEARNING_PERCENT + rest * done // max(1, total), 100)

    counts = count_words(knowledge)
    blobs = {MODEL: msgspec.msgpack.encode(model), COUNTS: msgspec.msgpack.encode(counts)}
    build(knowledge, root, now, indexed, blobs)


def _model_in(root: Path, source: str) -> Model | None:
    """The model of the serving index, where it was learnt from the very same words."""
    engine, _ = _try_open(root)
    if engine is None:
        return None
    try:
        model = _read(engine, MODEL, Model)
    except IndexProblem:
        return None
    finally:
        engine.close()
    return model if model.source == source else None


T = TypeVar("T")


def _read(engine: WhooshEngine, name: str, kind: type[T]) -> T:
    """A file of the serving generation, decoded."""
    return _decoded(engine.blob(name), name, kind)


def _decoded(data: bytes, name: str, kind: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except msgspec.MsgspecError as error:
        raise IndexProblem(f"the index holds no readable {name}; build it again") from error


def open_library(
    root: Path,
    now: datetime,
    content: Path = CONTENT,
    progress: Progress = lambda done, total: None,
    warn: Warn = lambda message: None,
) -> Library:
    """Open the index, building it first where it is missing, damaged or older than the knowledge.

    Raises:
        KnowledgeError: the knowledge is wrong and there is no good index to fall back on.
        IndexProblem: the index cannot be written or opened.
    """
    return _library(_fresh_engine(root, now, content, progress, warn))


def open_live_library(
    root: Path,
    now: datetime,
    content: Path = CONTENT,
    progress: Progress = lambda done, total: None,
    warn: Warn = lambda message: None,
) -> Live[Library]:
    """The same for an app that runs for long: it moves on to each newer index by itself.

    Raises:
        KnowledgeError: the knowledge is wrong and there is no good index to fall back on.
        IndexProblem: the index cannot be written or opened.
    """
    engine = _fresh_engine(root, now, content, progress, warn)
    return Live(_library(engine), engine.mark, lambda: _library(WhooshEngine(root)), lambda: pointer_in(root))


def take_bundle(
    root: Path, bundle: Path, trust: Trust, content: Path = CONTENT, *, older: bool = False
) -> None:
    """Answer from the index in a bundle, until the knowledge of this machine changes.

    Raises:
        IndexProblem: it is refused (see `index.bundle.take`); the index stays as it is.
    """

    def check(folder: Path) -> None:
        for name, kind in ((MODEL, Model), (COUNTS, WordCounts)):
            if not (folder / name).is_file():
                raise IndexProblem(f"{bundle} lacks {name}; the index stays as it is")
            _decoded((folder / name).read_bytes(), name, kind)

    take(root, bundle, trust, fingerprint(content), check, older=older)


def _library(engine: WhooshEngine) -> Library:
    library = Library.of(
        engine.knowledge(), engine, _read(engine, MODEL, Model), _read(engine, COUNTS, WordCounts)
    )
    if library.knowledge.folder.startswith(engine.status().location):
        library.places.gazetteer.read()  # its files go when the generation goes
    return library


def _fresh_engine(root: Path, now: datetime, content: Path, progress: Progress, warn: Warn) -> WhooshEngine:
    """The index of the knowledge as it is now, or the last good one where that cannot be."""
    wanted = fingerprint(content)
    engine, trouble = _try_open(root)
    if engine is not None and serves(engine.status(), wanted):
        return engine
    if trouble:
        warn(f"{trouble}: building it again")
    try:
        return _built(load_knowledge(content), root, now, progress)
    except (KnowledgeError, IndexProblem) as error:
        if engine is None:
            raise
        hint = "; see 'fingerpost knowledge check'" if isinstance(error, KnowledgeError) else ""
        warn(f"{error}: answering from the index of {engine.status().built_at}{hint}")
        return engine


def _built(knowledge: Knowledge, root: Path, now: datetime, progress: Progress) -> WhooshEngine:
    """Build the index, unless another process has done so while we waited for it."""
    with building(root):
        engine, _ = _try_open(root)
        if engine is not None and serves(engine.status(), knowledge.fingerprint):
            return engine
        build_index(knowledge, root, now, progress)
        return WhooshEngine(root)


def serves(status: Status, fingerprint: str) -> bool:
    """True where an index stands for this knowledge: built from it, or taken from a bundle instead of it."""
    return fingerprint in (status.fingerprint, status.instead_of)


def _try_open(root: Path) -> tuple[WhooshEngine | None, str | None]:
    """The index as it is, and what is wrong with it where it cannot be opened although it is there."""
    try:
        return WhooshEngine(root), None
    except IndexProblem as error:
        return None, str(error) if (root / "CURRENT").exists() else None
