"""Connections: reads from any live server, writes to the primary; short waits, and one line when nobody answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from index.generations import IndexProblem
from index.postgres.address import Address, Host

CONNECT_SECONDS = 2
"""For each host; libpq's own least."""
READ_SECONDS = 3
WRITE_SECONDS = 1800
"""For one statement of a publish: the index over a million records takes minutes."""
CONFIRM_SECONDS = 30.0
"""How long a commit waits for a replica, where the server is set so that it does."""
PRIMARY_SECONDS = 60.0
"""How long a write waits for a primary: a replica is promoted in seconds."""
READER, PUBLISHER = "fingerpost_reader", "fingerpost_publisher"
_PAUSE_SECONDS = 1.0

Connection = psycopg.Connection[tuple[Any, ...]]
Statement = sql.Composed | LiteralString


def connect(address: Address, hosts: Sequence[Host], session: str, **settings: str) -> Connection:
    """A connection to the first of the hosts that answers and is of the kind `session` (libpq's
    `target_session_attrs`), with these settings.

    Raises:
        psycopg.OperationalError: none does.
    """
    params = {
        "connect_timeout": str(CONNECT_SECONDS),
        "application_name": "fingerpost",
        "tcp_user_timeout": str(1000 * READ_SECONDS),
        "keepalives_idle": "5",
        "keepalives_interval": "2",
        "keepalives_count": "2",
        "target_session_attrs": session,
        **address.rest,
        "host": ",".join(host for host, _ in hosts),
        "port": ",".join(port for _, port in hosts),
        "dbname": address.database,
    }
    # Without prepared statements each plan suits its own words, and a pooler between does no harm.
    connection = psycopg.connect("", autocommit=True, prepare_threshold=None, **params)  # type: ignore[arg-type]
    try:
        choices = sql.SQL(", ").join(
            sql.SQL("set_config({}, {}, false)").format(sql.Literal(name), sql.Literal(value))
            for name, value in settings.items()
        )
        connection.execute(sql.SQL("SELECT {}").format(choices))
    except BaseException:
        connection.close()
        raise
    return connection


class Reader:
    """A read connection that moves to another server when its own goes away."""

    def __init__(self, address: Address) -> None:
        """Connect to a replica, or to the primary where no replica answers.

        Raises:
            IndexProblem: nobody answers, or the login is refused.
        """
        self._address = address
        self._connection = self._connect(address.hosts)

    def rows(self, statement: Statement, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query. A lost connection, a cancelled query or a replica that has not caught up is tried
        once more, on another server where there is one.

        Raises:
            IndexProblem: that failed too.
        """
        try:
            return self._connection.execute(statement, values).fetchall()
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
            self._move()
        except psycopg.Error as error:
            raise explained(self._address, error) from error
        try:
            return self._connection.execute(statement, values).fetchall()
        except psycopg.Error as error:
            raise explained(self._address, error) from error

    def close(self) -> None:
        """Leave the server."""
        self._connection.close()

    def _move(self) -> None:
        left = self._at
        self._connection.close()
        others = [host for host in self._address.hosts if host != left]
        self._connection = self._connect([*others, left])

    def _connect(self, hosts: Sequence[Host]) -> Connection:
        settings = {
            "role": READER,
            "default_transaction_read_only": "on",
            "statement_timeout": f"{READ_SECONDS}s",
            # A server that logs statements that failed must not log the words in them.
            "log_parameter_max_length_on_error": "0",
        }
        try:
            connection = connect(self._address, hosts, "prefer-standby", **settings)
        except psycopg.Error as error:
            raise explained(self._address, error) from error
        self._at: Host = (connection.info.host, str(connection.info.port))
        return connection


def primary(address: Address, role: str | None, warn: Callable[[str], None]) -> Connection:
    """A connection to the primary, acting as a role. Waits for one, saying so once, while a replica is promoted.

    Raises:
        IndexProblem: there is none after a minute, or the login is refused.
    """
    settings = {"statement_timeout": f"{WRITE_SECONDS}s", "lock_timeout": "60s"}
    if role is not None:
        settings["role"] = role
    until = time.monotonic() + PRIMARY_SECONDS
    told = False
    while True:
        try:
            return connect(address, address.hosts, "read-write", **settings)
        except psycopg.OperationalError as error:
            if _refused(error) or time.monotonic() > until:
                raise explained(address, error) from error
        except psycopg.Error as error:
            raise explained(address, error) from error
        if not told:
            warn(f"no primary answers at {address}: waiting up to {PRIMARY_SECONDS:.0f} seconds for one")
            told = True
        time.sleep(_PAUSE_SECONDS)


@contextmanager
def transaction(connection: Connection, warn: Callable[[str], None]) -> Iterator[None]:
    """A transaction whose commit waits for a replica (where the server is set so that it must) at most
    `CONFIRM_SECONDS`. After that it stands on the primary alone, and `warn` is told."""

    def told(notice: psycopg.errors.Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING" and "synchronous" in (notice.message_primary or ""):
            warn("done, but no replica has confirmed it yet: it would be lost with the primary")

    # No setting of the server ends that wait; a cancel does.
    timer = threading.Timer(CONFIRM_SECONDS, connection.cancel)
    timer.daemon = True
    connection.add_notice_handler(told)
    try:
        with connection.transaction():
            yield
            timer.start()
    finally:
        timer.cancel()
        connection.remove_notice_handler(told)


def explained(address: Address, error: psycopg.Error) -> IndexProblem:
    """What went wrong, in one line for a person, without the address's password."""
    return IndexProblem(f"{_reason(error)}: {address}")


def _reason(error: psycopg.Error) -> str:
    said = str(error)
    if _refused(error):
        return "the database refuses this login; see its user, its password and its database's name"
    if isinstance(error, psycopg.errors.QueryCanceled):
        return "the database took too long"
    if isinstance(error, psycopg.errors.UndefinedTable):
        return "the database lacks these records; run 'fingerpost index migrate' and 'index build', or start again"
    if isinstance(error, (psycopg.errors.InvalidParameterValue, psycopg.errors.InvalidSchemaName)):
        return "the database is not set up; run 'fingerpost index migrate'"
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return "another program is publishing here; try again in a while"
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return "this login lacks the rights; see 'Roles' in docs/postgres.md"
    if isinstance(error, psycopg.errors.DiskFull):
        return "the database's disk is full"
    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        return "no server answers" if "read-only" not in said else "no primary answers"
    return f"the database refuses ({error.sqlstate})"


def _refused(error: psycopg.Error) -> bool:
    """True where a server answered and does not let us in; waiting would not help."""
    said = str(error)
    marks = ("authentication failed", "does not exist", "no pg_hba.conf entry", "no password supplied")
    return isinstance(error, psycopg.OperationalError) and any(mark in said for mark in marks)
