"""The second engine: PostgreSQL, for a county or a national helpline with many hubs.

It stands behind the same port as the Whoosh engine. The records of each hub (its "tenant"), their index and what the
assistant has learnt lie together in one database, published as a whole and swapped in one transaction. psycopg is
an optional extra, so nothing outside this package imports it, and the functions here say so where it is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from index.generations import IndexProblem
from index.port import Status
from knowledge.store import Knowledge

if TYPE_CHECKING:
    from index.postgres.engine import PostgresEngine
    from index.postgres.servers import Server

Progress = Callable[[int, int], None]
Warn = Callable[[str], None]


def open_engine(address: str) -> PostgresEngine:
    """Open what a database serves to a tenant.

    Raises:
        IndexProblem: psycopg is missing, no server answers, or it holds nothing for this tenant.
    """
    _need_psycopg()
    from index.postgres.engine import PostgresEngine

    return PostgresEngine(address)


def publish(
    address: str,
    knowledge: Knowledge,
    now: datetime,
    blobs: Mapping[str, bytes],
    progress: Progress = lambda done, total: None,
    warn: Warn = lambda message: None,
) -> Status:
    """Put the whole knowledge of a tenant into the database, and serve it, in one transaction; what is now served.

    Raises:
        IndexProblem: psycopg is missing, no primary answers, or the database refuses.
    """
    _need_psycopg()
    from index.postgres.publishing import Contents
    from index.postgres.publishing import publish as publish_contents

    return publish_contents(address, Contents.of(knowledge, now, blobs), progress, warn)


def migrate(address: str, warn: Warn = lambda message: None) -> list[str]:
    """Bring the database's tables and roles up to date; the names of the steps that were needed.

    Raises:
        IndexProblem: psycopg is missing, no primary answers, or the login lacks the rights.
    """
    _need_psycopg()
    from index.postgres.migration import migrate as run

    return run(address, warn)


def servers(address: str) -> list[Server]:
    """How each server of an address is, in its order.

    Raises:
        IndexProblem: psycopg is missing, or the address is not one.
    """
    _need_psycopg()
    from index.postgres.servers import servers as ask

    return ask(address)


def _need_psycopg() -> None:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise IndexProblem(
            "the PostgreSQL engine needs psycopg; install it with: pip install 'fingerpost[postgres]'"
        ) from error
