"""The commands on an index that a PostgreSQL server holds."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from assistant.shared import open_shared, publish_shared
from index.generations import IndexProblem
from index.postgres import migrate as migrate_database
from index.postgres import open_engine, servers
from knowledge.loader import fingerprint
from knowledge.store import Knowledge
from tui.home import engine_address
from tui.opened import warn
from tui.progress import ProgressBar


def migrate(args: argparse.Namespace) -> int:
    """Set up the database."""
    address = engine_address(args.engine, args.index)
    if address is None:
        raise ValueError(
            "migrate what? give --engine postgresql://USER@HOST/DATABASE, or set FINGERPOST_ENGINE"
        )
    done = migrate_database(address, warn)
    print(f"done: {', '.join(done)}" if done else "the database is up to date")
    return 0


def publish(address: str, knowledge: Knowledge, now: datetime) -> int:
    """Publish the knowledge for every hub of a tenant."""
    status = publish_shared(knowledge, address, now, ProgressBar("Publishing"), warn)
    print(f"published {status.records} records to {status.location} (generation {status.generation})")
    return 0


def status(address: str, source: Path | None) -> int:
    """Which generation each server serves; the answer is "no" where one is behind or silent."""
    try:
        engine = open_engine(address)
    except IndexProblem as error:
        warn(str(error))
        return 1
    serving = engine.status()
    engine.close()
    print(f"generation  {serving.generation}\nrecords     {serving.records}\nbuilt       {serving.built_at}")
    found = servers(address)
    for server in found:
        serves = f", serves generation {server.generation}" if server.generation is not None else ""
        print(f"server      {server.name}: {server.role}{serves}")
    fresh = source is None or serving.fingerprint == fingerprint(source)
    if source is not None:
        print(f"up to date  {'yes' if fresh else 'no: the knowledge has changed since'}")
    together = len({server.generation for server in found}) == 1
    return 0 if fresh and together else 1


def verify(address: str) -> int:
    """Check that everything is as it was published."""
    try:
        engine = open_engine(address)
        try:
            records = engine.verify()
        finally:
            engine.close()
    except IndexProblem as error:
        warn(str(error))
        return 1
    print(f"{records} records and every file as they were published")
    return 0


def troubles(address: str) -> list[str]:
    """What is wrong, for `doctor`."""
    try:
        library = open_shared(address)
    except IndexProblem as error:
        return [str(error)]
    serving = library.engine.status()
    library.engine.close()
    print(f"index       {serving.records} records, built {serving.built_at}, at {serving.location}")
    return [f"{server.name} {server.role}" for server in servers(address) if server.generation is None]
