"""A library that many machines share: its index lies in a PostgreSQL database, not in a folder.

What is published there is what every hub of a tenant answers from, so opening it never looks at the knowledge on the
machine's own disk, and never builds.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from assistant.library import Library, Warn, learnt
from index.generations import IndexProblem
from index.live import Live
from index.port import Engine, Status
from index.postgres import open_engine, publish
from knowledge.store import Knowledge

Progress = Callable[[int, int], None]
_LEARNING_PERCENT = 80


def open_shared(address: str) -> Library:
    """Open what a database serves.

    Raises:
        IndexProblem: no server answers, or it holds nothing for the address's tenant.
    """
    engine = open_engine(address)
    try:
        return Library.opened(engine)
    except BaseException:
        engine.close()
        raise


def open_live_shared(address: str) -> Live[Library]:
    """The same for an app that runs for long: it moves on to what is published next by itself.

    Raises:
        IndexProblem: no server answers, or it holds nothing for the address's tenant.
    """
    watcher = open_engine(address)
    first = seen = watcher.status().generation

    def mark() -> str:
        nonlocal seen
        with suppress(IndexProblem):  # all servers are away: what is open goes on as well as it can
            seen = watcher.serving().generation
        return seen

    return Live(open_shared(address), first, lambda: open_shared(address), mark)


def publish_shared(
    knowledge: Knowledge,
    address: str,
    now: datetime,
    progress: Progress = lambda done, total: None,
    warn: Warn = lambda message: None,
) -> Status:
    """Publish some knowledge, with all that the assistant learns from it, for every hub of the address's tenant; what
    is now served.

    Raises:
        IndexProblem: no primary answers, or the database refuses.
    """
    serving = _serving(address)
    try:
        blobs = learnt(
            knowledge, serving, lambda done, total: progress(_LEARNING_PERCENT * done // max(1, total), 100)
        )
    finally:
        if serving is not None:
            serving.close()
    rest = 100 - _LEARNING_PERCENT
    return publish(
        address,
        knowledge,
        now,
        blobs,
        lambda done, total: progress(_LEARNING_PERCENT + rest * done // max(1, total), 100),
        warn,
    )


def _serving(address: str) -> Engine | None:
    """What is served so far; None where that is nothing, or cannot be read: the publish itself will say why."""
    try:
        return open_engine(address)
    except IndexProblem:
        return None
