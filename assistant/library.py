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
from assistant.examples import source_of
from assistant.model import Model
from assistant.names import Names
from assistant.places import Places
from assistant.ranking import Ranking
from assistant.router import Router
from assistant.safety import SafetyScreen
from assistant.spelling import Speller
from assistant.wordcounts import WordCounts, count_words
from index.build import SNAPSHOT, Progress, build
from index.bundle import Trust, take
from index.engine import WhooshEngine
from index.generations import IndexProblem, pointer_in
from index.live import Live
from index.port import Engine, Status
from index.publish import building
from knowledge.loader import CONTENT, fingerprint, load_knowledge
from knowledge.problems import KnowledgeError
from knowledge.store import Knowledge
from knowledge.trust.fold import with_log
from knowledge.trust.log import read_log

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

    @classmethod
    def opened(cls, engine: Engine, knowledge: Knowledge | None = None) -> Library:
        """Put together from all that an index holds; `knowledge`, where given, stands for its own.

        Raises:
            IndexProblem: it lacks something.
        """
        known = knowledge or engine.knowledge()
        return cls.of(known, engine, _read(engine, MODEL, Model), _read(engine, COUNTS, WordCounts))


def build_index(
    knowledge: Knowledge, root: Path, now: datetime, progress: Progress = lambda done, total: None
) -> None:
    """Build the index of some knowledge, with all that the assistant learns from it.

    Raises:
        IndexProblem: it cannot be written.
    """
    engine, _ = _try_open(root)
    try:
        blobs = learnt(
            knowledge, engine, lambda done, total: progress(_LEARNING_PERCENT * done // max(1, total), 100)
        )
    finally:
        if engine is not None:
            engine.close()
    rest = 100 - _LEARNING_PERCENT

    def indexed(done: int, total: int) -> None:
        progress(_LEARNING_PERCENT + rest * done // max(1, total), 100)

    build(knowledge, root, now, indexed, blobs)


def learnt(knowledge: Knowledge, serving: Engine | None, progress: Progress) -> dict[str, bytes]:
    """What the assistant learns from some knowledge, as files for an index. The router's model is taken from the
    serving index where that was learnt from the very same words."""
    from assistant.learning import learn  # brings in NumPy, which only a build needs

    model = _model_in(serving, source_of(knowledge)) or learn(knowledge, progress)
    return {
        MODEL: msgspec.msgpack.encode(model),
        COUNTS: msgspec.msgpack.encode(count_words(knowledge)),
    }


def _model_in(serving: Engine | None, source: str) -> Model | None:
    if serving is None:
        return None
    try:
        model = _read(serving, MODEL, Model)
    except IndexProblem:
        return None
    return model if model.source == source else None


T = TypeVar("T")


def _read(engine: Engine, name: str, kind: type[T]) -> T:
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
    return _library(_fresh_engine(root, now, content, progress, warn), content, warn)


def open_live_library(
    root: Path,
    now: datetime,
    content: Path | None = None,
    progress: Progress = lambda done, total: None,
    warn: Warn = lambda message: None,
) -> Live[Library]:
    """The same for an app that runs for long: it moves on to each newer index by itself.

    Raises:
        KnowledgeError: the knowledge is wrong and there is no good index to fall back on.
        IndexProblem: the index cannot be written or opened.
    """
    engine = _fresh_engine(root, now, content, progress, warn)
    return Live(
        _library(engine, content, warn),
        engine.mark,
        lambda: _library(WhooshEngine(root), content, warn),
        lambda: pointer_in(root),
    )


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


def _library(engine: WhooshEngine, content: Path | None, warn: Warn) -> Library:
    knowledge = engine.knowledge()
    library = Library.opened(engine, _trusted(knowledge, content or Path(knowledge.folder), warn))
    if library.knowledge.folder.startswith(engine.status().location):
        library.places.gazetteer.read()  # its files go when the generation goes
    return library


def _trusted(knowledge: Knowledge, content: Path, warn: Warn) -> Knowledge:
    """The knowledge with what the trust log says today: a check counts at once, without a new index."""
    log = read_log(content)
    if log.problems:
        warn(f"{len(log.problems)} line(s) of the trust log left out; see 'fingerpost knowledge check'")
    return with_log(knowledge, log)


def _fresh_engine(
    root: Path, now: datetime, content: Path | None, progress: Progress, warn: Warn
) -> WhooshEngine:
    """The index of the knowledge as it is now, or the last good one where that cannot be."""
    engine, trouble = _try_open(root)
    content = content or _folder_of(engine)
    wanted = fingerprint(content)
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


def _folder_of(engine: WhooshEngine | None) -> Path:
    """The folder that an index was built from. What ships may have moved with its installation; others have not."""
    if engine is None:
        return CONTENT
    folder = Path(msgspec.json.decode(engine.blob(SNAPSHOT), type=_Origin).folder)
    return CONTENT if not folder.is_dir() and folder.parts[-2:] == CONTENT.parts[-2:] else folder


class _Origin(msgspec.Struct):
    """As much of a snapshot as tells where it came from."""

    folder: str


def _try_open(root: Path) -> tuple[WhooshEngine | None, str | None]:
    """The index as it is, and what is wrong with it where it cannot be opened although it is there."""
    try:
        return WhooshEngine(root), None
    except IndexProblem as error:
        return None, str(error) if (root / "CURRENT").exists() else None
