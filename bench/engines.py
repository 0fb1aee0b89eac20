"""Three search engines over the same records: ours, SQLite's FTS5 and tantivy."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from index.analysis import STOP_WORDS, stem, words_of
from index.documents import documents
from knowledge.store import Knowledge

TOP = 10


class Contender(Protocol):
    """An engine: built once into a folder, then opened from it."""

    def open(self, folder: Path) -> None:
        """Be ready for questions."""
        ...

    def ask(self, words: Sequence[str], town: str | None = None) -> list[str]:
        """Ids of the best records for words that are whole, of one town or of all."""
        ...

    def typed(self, text: str) -> list[str]:
        """The same while the last word is being typed."""
        ...

    def misspelt(self, words: Sequence[str]) -> list[str] | None:
        """The same for words with slips; None where the engine cannot."""
        ...


def build(name: str, knowledge: Knowledge, folder: Path) -> None:
    """Build one engine's index of the services into an empty folder."""
    if name == "fingerpost":
        from index.build import build as build_index

        build_index(knowledge, folder, datetime.now(UTC))
        return
    rows = [
        (item.id, " ".join(item.texts.values()), item.areas[0])
        for item in documents(knowledge)
        if item.kind == "service"
    ]
    {"fts5": _build_fts5, "tantivy": _build_tantivy}[name](rows, folder)


def _build_fts5(rows: Sequence[tuple[str, str, str]], folder: Path) -> None:
    base = sqlite3.connect(folder / "records.db")
    base.execute(
        "create virtual table records using fts5(id unindexed, text, town unindexed, "
        "tokenize='porter unicode61', prefix='1 2 3')"
    )
    base.executemany("insert into records values (?, ?, ?)", rows)
    base.execute("insert into records(records) values ('optimize')")
    base.commit()
    base.close()


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("town", stored=False, tokenizer_name="raw")
    builder.add_text_field("text", stored=False, tokenizer_name="en_stem")
    return builder.build()


def _build_tantivy(rows: Sequence[tuple[str, str, str]], folder: Path) -> None:
    import tantivy

    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer()
    for item, text, town in rows:
        writer.add_document(tantivy.Document(id=item, text=text, town=town))
    writer.commit()
    writer.wait_merging_threads()


class Fingerpost:
    """Ours, by the way that helpline search takes."""

    def open(self, folder: Path) -> None:
        """Be ready for questions."""
        from assistant.lookup import Lookup
        from index.engine import WhooshEngine

        self._engine = WhooshEngine(folder)
        self._lookup = Lookup(self._engine.lexicon())

    def ask(self, words: Sequence[str], town: str | None = None) -> list[str]:
        """Each word as it is."""
        terms = [(stem(word), 1.0) for word in words if word not in STOP_WORDS]
        return self._found(terms, town)

    def typed(self, text: str) -> list[str]:
        """The last word begun."""
        return self._found(list(self._lookup.terms(words_of(text))), None)

    def misspelt(self, words: Sequence[str]) -> list[str] | None:
        """The words nearest to each unknown one."""
        return self._found(list(self._lookup.terms(words)), None)

    def _found(self, terms: Sequence[tuple[str, float]], town: str | None) -> list[str]:
        from index.port import Query

        areas = frozenset({town}) if town else None
        return [hit.id for hit in self._engine.search(Query(terms, areas=areas, limit=TOP))]


class Fts5:
    """SQLite's full text search, with prefix indexes."""

    def open(self, folder: Path) -> None:
        """Be ready for questions."""
        self._base = sqlite3.connect(folder / "records.db")

    def ask(self, words: Sequence[str], town: str | None = None) -> list[str]:
        """Any of the words, best first by bm25."""
        return self._rows(" OR ".join(f'"{word}"' for word in words), town)

    def typed(self, text: str) -> list[str]:
        """The last word as a prefix."""
        words = words_of(text)
        return self._rows(" OR ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*']), None)

    def misspelt(self, words: Sequence[str]) -> list[str] | None:
        """FTS5 does not look for misspellings."""
        return None

    def _rows(self, match: str, town: str | None) -> list[str]:
        only = "and town = ? " if town else ""
        sql = f"select id from records where records match ? {only}order by rank limit {TOP}"
        return [row[0] for row in self._base.execute(sql, (match, town) if town else (match,))]


class Tantivy:
    """Tantivy, by its Python binding."""

    def open(self, folder: Path) -> None:
        """Be ready for questions."""
        import tantivy

        self._t = tantivy
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._searcher = self._index.searcher()

    def ask(self, words: Sequence[str], town: str | None = None) -> list[str]:
        """Any of the words, best first by BM25."""
        query = self._any([self._word(word) for word in words])
        if town:
            must = self._t.Occur.Must
            place = self._t.Query.term_query(self._schema, "town", town)
            query = self._t.Query.boolean_query([(must, query), (must, place)])
        return self._found(query)

    def typed(self, text: str) -> list[str]:
        """The last word as a prefix."""
        words = words_of(text)
        begun = self._t.Query.regex_query(self._schema, "text", f"{words[-1]}.*")
        return self._found(self._any([*(self._word(word) for word in words[:-1]), begun]))

    def misspelt(self, words: Sequence[str]) -> list[str] | None:
        """Words up to two slips away."""
        near = [
            self._t.Query.fuzzy_term_query(
                self._schema,
                "text",
                stem(word),
                distance=1 if len(word) <= 5 else 2,
                transposition_cost_one=True,
            )
            for word in words
        ]
        return self._found(self._any(near))

    def _word(self, word: str) -> Any:
        return self._t.Query.term_query(self._schema, "text", stem(word))

    def _any(self, queries: Sequence[Any]) -> Any:
        return self._t.Query.boolean_query([(self._t.Occur.Should, query) for query in queries])

    def _found(self, query: Any) -> list[str]:
        return [self._searcher.doc(at)["id"][0] for _, at in self._searcher.search(query, TOP).hits]


CONTENDERS: dict[str, type[Contender]] = {"fingerpost": Fingerpost, "fts5": Fts5, "tantivy": Tantivy}
