"""The database's tables and roles, brought up to date in numbered steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from index.generations import IndexProblem
from index.postgres.address import Address, parse_address
from index.postgres.connection import Connection, explained, primary, transaction

FOLDER = Path(__file__).with_name("migrations")
OWNER = "fingerpost_owner"
_LOCK = 0x66696E67
"""Of the advisory lock that lets one migration run at a time ("fing")."""


def steps() -> Iterator[tuple[int, Path]]:
    """(number, file) of every step, in order."""
    for path in sorted(FOLDER.glob("[0-9]*.sql")):
        yield int(path.name.partition("_")[0]), path


def migrate(address: str, warn: Callable[[str], None]) -> list[str]:
    """Make what is missing, in one transaction; the names of the steps that were needed, none on a second run.

    Raises:
        IndexProblem: no primary answers, the login may not make roles and tables, or the database is of a newer
            version.
    """
    where = parse_address(address)
    connection = primary(where, None, warn)
    try:
        with transaction(connection, warn):
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            done = _migrate(connection, where)
        _keep_words_out_of_the_log(connection, where, warn)
    except psycopg.Error as error:
        raise explained(where, error) from error
    finally:
        connection.close()
    return done


def _migrate(connection: Connection, where: Address) -> list[str]:
    connection.execute(_text(FOLDER / "roles.sql"))
    connection.execute("SET LOCAL ROLE fingerpost_owner")
    connection.execute("CREATE SCHEMA IF NOT EXISTS fingerpost")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS fingerpost.migration"
        " (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    applied = {int(row[0]) for row in connection.execute("SELECT number FROM fingerpost.migration")}
    known = dict(steps())
    if newer := applied - known.keys():
        raise IndexProblem(
            f"the database is of version {max(newer)}, this program knows up to {max(known)}; update it: {where}"
        )
    done = []
    for number, path in known.items():
        if number not in applied:
            connection.execute(_text(path))
            connection.execute(
                "INSERT INTO fingerpost.migration (number, name) VALUES (%s, %s)", [number, path.stem]
            )
            done.append(path.stem)
    return done


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _keep_words_out_of_the_log(connection: Connection, where: Address, warn: Callable[[str], None]) -> None:
    """A server that logs slow statements logs the words in them too, unless it is told not to."""
    try:
        connection.execute("SET synchronous_commit = 'local'")
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET log_parameter_max_length = 0").format(
                sql.Identifier(where.database)
            )
        )
    except psycopg.errors.InsufficientPrivilege:
        warn(
            "this login may not set log_parameter_max_length; set it to 0 on the server,"
            " so that no resident's words get into its log"
        )
