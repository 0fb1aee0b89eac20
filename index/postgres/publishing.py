"""Publishing: the whole knowledge of a tenant into tables of its own, and the pointer moved, in one transaction.

Until the commit, readers see the generation before; if the publisher or the server dies, nothing is left behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
import psycopg
from psycopg import sql

from index.documents import Document, documents
from index.port import Status
from index.postgres.address import Address, parse_address
from index.postgres.connection import PUBLISHER, Connection, explained, primary, transaction
from index.postgres.rows import Tally
from knowledge.store import Knowledge

FORMAT = 1
"""Raised whenever what is published changes its meaning; what is of another format is published again."""
SNAPSHOT, STATISTICS, WORDS = "knowledge.json", "statistics.msgpack", "words.txt"
KEPT_FOR = "1 day"
"""What has served within this time is kept, for readers that still hold it."""
_LOCK = 0x66696E68

Progress = Callable[[int, int], None]
Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Contents:
    """What is to be published."""

    fingerprint: str
    built_at: str
    """ISO time, UTC."""
    count: int
    documents: Callable[[], Iterator[Document]]
    """Gives every document, from the first again at each call."""
    blobs: Mapping[str, bytes]

    @classmethod
    def of(cls, knowledge: Knowledge, now: datetime, blobs: Mapping[str, bytes]) -> Contents:
        """A knowledge base, with what the assistant has learnt from it."""
        count = sum(1 for _ in documents(knowledge))
        return cls(
            knowledge.fingerprint,
            now.isoformat(timespec="seconds"),
            count,
            lambda: documents(knowledge),
            {**blobs, SNAPSHOT: knowledge.to_snapshot()},
        )


def table(kind: str, generation: int) -> sql.Identifier:
    """The table of a generation's records (`record`) or terms (`term`)."""
    return sql.Identifier("fingerpost_data", f"{kind}_{generation:d}")


def publish(address: str, contents: Contents, progress: Progress, warn: Warn) -> Status:
    """Publish, and return what is now served. A primary that dies on the way is waited for once.

    Raises:
        IndexProblem: no primary answers, another program is publishing for this tenant, or the database refuses.
    """
    where = parse_address(address)
    try:
        try:
            number = _publish(where, contents, progress, warn)
        except psycopg.OperationalError as error:
            if error.sqlstate is not None and not error.sqlstate.startswith(("57P", "08")):
                raise
            warn("the database went away; trying once more")
            number = _publish(where, contents, progress, warn)
    except psycopg.Error as error:
        raise explained(where, error) from error
    return Status(str(number), contents.fingerprint, contents.built_at, contents.count, str(where))


def _publish(where: Address, contents: Contents, progress: Progress, warn: Warn) -> int:
    connection = primary(where, PUBLISHER, warn)
    try:
        if (already := _published(connection, where, contents)) is not None:
            return already
        with transaction(connection, warn):
            connection.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, where.tenant])
            number = _fill(connection, where, contents, progress)
            connection.execute(
                "INSERT INTO fingerpost.serving (tenant, number) VALUES (%s, %s)"
                " ON CONFLICT (tenant) DO UPDATE SET number = excluded.number",
                [where.tenant, number],
            )
        _sweep(connection, where)
        return number
    finally:
        connection.close()


def _published(connection: Connection, where: Address, contents: Contents) -> int | None:
    """The serving generation, where it is this very build: its commit was made although the answer got lost."""
    row = connection.execute(
        "SELECT number FROM fingerpost.serving JOIN fingerpost.generation USING (number)"
        " WHERE serving.tenant = %s AND fingerprint = %s AND built_at = %s AND format = %s",
        [where.tenant, contents.fingerprint, contents.built_at, FORMAT],
    ).fetchone()
    return int(row[0]) if row else None


def _fill(connection: Connection, where: Address, contents: Contents, progress: Progress) -> int:
    row = connection.execute(
        "INSERT INTO fingerpost.generation (tenant, format, fingerprint, built_at, records, files)"
        " VALUES (%s, %s, %s, %s, %s, %s) RETURNING number",
        [
            where.tenant,
            FORMAT,
            contents.fingerprint,
            contents.built_at,
            contents.count,
            sorted({*contents.blobs, STATISTICS, WORDS}),
        ],
    ).fetchone()
    assert row is not None
    number = int(row[0])
    tally = _fill_records(connection, number, contents, progress)
    _fill_terms(connection, number, tally)
    own = {
        STATISTICS: msgspec.msgpack.encode(tally.statistics()),
        WORDS: "\n".join(sorted(tally.words)).encode(),
    }
    for name, data in {**contents.blobs, **own}.items():
        connection.execute(
            "INSERT INTO fingerpost.blob (generation, name, sha256, data) VALUES (%s, %s, %s, %s)",
            [number, name, hashlib.sha256(data).hexdigest(), data],
        )
    return number


def _fill_records(connection: Connection, number: int, contents: Contents, progress: Progress) -> Tally:
    records, tally = table("record", number), Tally()
    connection.execute(
        sql.SQL(
            'CREATE TABLE {} (id text COLLATE "C" NOT NULL, kind text NOT NULL, areas text[] NOT NULL,'
            " needs text[] NOT NULL, lengths smallint[] NOT NULL, terms tsvector NOT NULL)"
        ).format(records)
    )
    # Beside the record, not in a table of its own, so that ranking need not look there.
    connection.execute(sql.SQL("ALTER TABLE {} ALTER COLUMN terms SET STORAGE MAIN").format(records))
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(records)) as copy:
        for document in contents.documents():
            copy.write_row(tally.row(document))
            if tally.records % 100 == 0:
                progress(tally.records, contents.count)
    connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
    connection.execute(sql.SQL("CREATE INDEX ON {} USING gin (terms, areas, needs)").format(records))
    # Plans and closures are few among many services.
    connection.execute(sql.SQL("CREATE INDEX ON {} (kind) WHERE kind <> 'service'").format(records))
    connection.execute(sql.SQL("ANALYZE {}").format(records))
    connection.execute(sql.SQL("GRANT SELECT ON {} TO fingerpost_reader").format(records))
    progress(tally.records, contents.count)
    return tally


def _fill_terms(connection: Connection, number: int, tally: Tally) -> None:
    terms = table("term", number)
    connection.execute(
        sql.SQL('CREATE TABLE {} (term text COLLATE "C" NOT NULL, holding integer[] NOT NULL)').format(terms)
    )
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(terms)) as copy:
        for term, holding in sorted(tally.holding.items()):
            copy.write_row((term, holding))
    connection.execute(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY (term)").format(terms))
    connection.execute(sql.SQL("ANALYZE {}").format(terms))
    connection.execute(sql.SQL("GRANT SELECT ON {} TO fingerpost_reader").format(terms))


def _sweep(connection: Connection, where: Address) -> None:
    """Remove generations of this tenant that nobody needs. One that is being read stays until the next time."""
    old = connection.execute(
        "SELECT number FROM fingerpost.generation WHERE tenant = %s AND number < ("
        " SELECT max(number) FROM fingerpost.generation WHERE tenant = %s AND published_at < now() - %s::interval)"
        " ORDER BY number",
        [where.tenant, where.tenant, KEPT_FOR],
    ).fetchall()
    for (number,) in old:
        try:
            with connection.transaction():
                connection.execute("SET LOCAL lock_timeout = '1s'")
                connection.execute("SET LOCAL synchronous_commit = 'local'")
                tables = sql.SQL(", ").join([table("record", number), table("term", number)])
                connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(tables))
                connection.execute("DELETE FROM fingerpost.generation WHERE number = %s", [number])
        except psycopg.errors.LockNotAvailable:
            continue
