"""The PostgreSQL engine: candidates from the database, scored here as everywhere."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from psycopg import sql

from index.documents import fields
from index.generations import IndexProblem
from index.lexicon import Lexicon
from index.port import Hit, Query, Status
from index.postgres.address import parse_address
from index.postgres.candidates import PLAIN, Words, attempts, share, statement
from index.postgres.connection import Reader
from index.postgres.publishing import FORMAT, SNAPSHOT, STATISTICS, WORDS, table
from index.postgres.rows import Statistics
from index.postgres.scoring import Candidate, Scorer
from knowledge.loader import CONTENT
from knowledge.store import Knowledge

MAX_CACHED = 20_000
"""Terms whose counts are kept in memory."""


class PostgresEngine:
    """The generation that a database serves to a tenant, as it was at opening. Safe to use from one thread.

    It stays with that generation, whose records the assistant holds in memory, until it is opened again.
    """

    def __init__(self, address: str) -> None:
        """Open the serving generation.

        Raises:
            IndexProblem: no server answers, or it serves nothing to this tenant.
        """
        self._address = parse_address(address)
        self._reader = Reader(self._address)
        try:
            self._status = self.serving()
            self._number = int(self._status.generation)
            self._statistics = self._read_statistics()
        except BaseException:
            self._reader.close()
            raise
        self._scorer = Scorer(self._statistics)
        self._holding: OrderedDict[str, tuple[int, ...]] = OrderedDict()
        self._words: tuple[str, ...] | None = None
        self._lexicon: Lexicon | None = None

    def serving(self) -> Status:
        """What the database serves now; `status` stays what it was at opening.

        Raises:
            IndexProblem: no server answers, or it serves nothing to this tenant.
        """
        rows = self._reader.rows(
            "SELECT number, format, fingerprint, built_at, records FROM fingerpost.serving"
            " JOIN fingerpost.generation USING (number) WHERE serving.tenant = %s",
            [self._address.tenant],
        )
        if not rows:
            raise IndexProblem(
                f"the database holds no index yet; run 'fingerpost index build --engine …': {self._address}"
            )
        number, form, fingerprint, built_at, records = rows[0]
        if form != FORMAT:
            raise self._other_version()
        return Status(str(number), fingerprint, built_at, records, str(self._address))

    def _read_statistics(self) -> Statistics:
        statistics = msgspec.msgpack.decode(self.blob(STATISTICS), type=Statistics)
        if not {field.name for field in fields()}.issuperset(statistics.fields):
            raise self._other_version()
        return statistics

    def _other_version(self) -> IndexProblem:
        return IndexProblem(
            f"the index is of another version of Fingerpost; update this one, or build it again: {self._address}"
        )

    def knowledge(self) -> Knowledge:
        """The knowledge that this generation was built from. Its lists of words and postcodes are read on this machine:
        from where they were when it was published, or else from what ships with Fingerpost.

        Raises:
            IndexProblem: another version of Fingerpost published it.
        """
        try:
            knowledge = Knowledge.from_snapshot(self.blob(SNAPSHOT))
        except msgspec.MsgspecError as error:
            raise self._other_version() from error
        if Path(knowledge.folder).is_dir():
            return knowledge
        return msgspec.structs.replace(knowledge, folder=str(CONTENT))

    def blob(self, name: str) -> bytes:
        """A further file of this generation.

        Raises:
            IndexProblem: there is none of that name, or it is not as it was published.
        """
        rows = self._reader.rows(
            "SELECT sha256, data FROM fingerpost.blob WHERE generation = %s AND name = %s",
            [self._number, name],
        )
        if not rows:
            raise IndexProblem(f"the index lacks {name}; build it again: {self._address}")
        expected, data = rows[0]
        if hashlib.sha256(data).hexdigest() != expected:
            raise IndexProblem(f"the index is damaged ({name}); build it again: {self._address}")
        return bytes(data)

    def search(self, query: Query) -> list[Hit]:
        """The best records, best first; ties by id. At most 200 are scored for one query."""
        holding = self._held([term for term, _ in query.terms if PLAIN.fullmatch(term)])
        words = Words.of(query, holding, self._statistics.records)
        if not words.weights:
            return []
        candidates: list[Candidate] = []
        for wanted in attempts(words, share(query, self._statistics)):
            text, values = statement(table("record", self._number), words, query, wanted)
            candidates = [Candidate(*row) for row in self._reader.rows(text, values)]
            if len(candidates) >= query.limit:
                break
        return self._scorer.best(candidates, query.terms, holding, query.limit)

    def words(self) -> Sequence[str]:
        """Every word in the index as written, sorted."""
        if self._words is None:
            self._words = tuple(self.blob(WORDS).decode().split())
        return self._words

    def lexicon(self) -> Lexicon:
        """The words of the index, to look things up in."""
        if self._lexicon is None:
            self._lexicon = Lexicon(self.words())
        return self._lexicon

    def status(self) -> Status:
        """Which index this is."""
        return self._status

    def verify(self) -> int:
        """Check that every record, every term and every file is there as it was published; the number of records.

        Raises:
            IndexProblem: something is not.
        """
        names = "SELECT unnest(files) FROM fingerpost.generation WHERE number = %s"
        for (name,) in self._reader.rows(names, [self._number]):
            self.blob(name)
        count = sql.SQL("SELECT count(*) FROM {}").format(table("record", self._number))
        found = int(self._reader.rows(count)[0][0])
        if found != self._status.records:
            raise IndexProblem(
                f"the index holds {found} of {self._status.records} records; build it again: {self._address}"
            )
        return found

    def close(self) -> None:
        """Leave the server."""
        self._reader.close()

    def _held(self, terms: Sequence[str]) -> Mapping[str, Sequence[int]]:
        """For each term that any record holds: in how many each field holds it, then in how many it stands at all."""
        missing = sorted({term for term in terms if term not in self._holding})
        if missing:
            text = sql.SQL("SELECT term, holding FROM {} WHERE term = ANY(%s)")
            rows = self._reader.rows(text.format(table("term", self._number)), [missing])
            found = {term: tuple(holding) for term, holding in rows}
            for term in missing:
                self._holding[term] = found.get(term, ())
        held = {term: self._holding[term] for term in terms if self._holding[term]}
        for term in terms:
            self._holding.move_to_end(term)
        while len(self._holding) > MAX_CACHED:
            self._holding.popitem(last=False)
        return held
