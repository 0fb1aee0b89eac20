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
from index.engine import Progress, WhooshEngine, build
from index.generations import IndexProblem
from index.port import Engine
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
    try:
        return msgspec.msgpack.decode(engine.blob(name), type=kind)
    except msgspec.MsgspecError as error:
        raise IndexProblem(f"the index holds no readable {name}; build it again") from error


def open_library(
    root: Path,
    now: datetime,
    content: Path | None = None,
    progress: Progress = lambda done, total: None,
    warn: Warn = lambda message: None,
) -> Library:
    """Open the index, building it first where it is missing, damaged or older than the knowledge.

    The knowledge is that of `content`, else of the folder that the index was built from, else what ships.

    Raises:
        KnowledgeError: the knowledge is wrong and there is no good index to fall back on.
        IndexProblem: the index cannot be written or opened.
    """
    engine, trouble = _try_open(root)
    content = content or _folder_of(engine)
    wanted = fingerprint(content)
    if engine is None or engine.status().fingerprint != wanted:
        try:
            knowledge = load_knowledge(content)
        except KnowledgeError as error:
            if engine is None:
                raise
            warn(
                f"{error}: answering from the index of {engine.status().built_at}; see 'fingerpost knowledge check'"
            )
        else:
            if engine is not None:
                engine.close()
            elif trouble:
                warn(f"{trouble}: building it again")
            build_index(knowledge, root, now, progress)
            engine = WhooshEngine(root)
    return Library.of(
        engine.knowledge(), engine, _read(engine, MODEL, Model), _read(engine, COUNTS, WordCounts)
    )


def _folder_of(engine: WhooshEngine | None) -> Path:
    """The folder that an index was built from. What ships may have moved with its installation; others have not."""
    folder = Path(engine.knowledge().folder) if engine is not None else CONTENT
    return CONTENT if not folder.is_dir() and folder.parts[-2:] == CONTENT.parts[-2:] else folder


def _try_open(root: Path) -> tuple[WhooshEngine | None, str | None]:
    """The index as it is, and what is wrong with it where it cannot be opened although it is there."""
    try:
        return WhooshEngine(root), None
    except IndexProblem as error:
        return None, str(error) if (root / "CURRENT").exists() else None
