"""The Whoosh engine: build, open, search."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from index.analysis import words_of
from index.bm25f import Bm25f, Catalogue
from index.documents import Document, Kind, documents, fields
from index.generations import IndexProblem, current, publish, verify
from index.port import Hit, Query, Status
from index.whoosh_files import WhooshReader, write
from knowledge.store import Knowledge

Progress = Callable[[int, int], None]
"""(records done, records in all)."""

_WHOOSH, _SNAPSHOT, _SIDE = "whoosh", "knowledge.json", "side.json"


class _Side(msgspec.Struct, frozen=True):
    """What is read at open so that Whoosh's files need not be walked."""

    ids: tuple[str, ...]
    kinds: tuple[Kind, ...]
    areas: tuple[tuple[str, ...], ...]
    needs: tuple[tuple[str, ...], ...]
    lengths: dict[str, tuple[float, ...]]
    totals: dict[str, float]
    words: tuple[str, ...]


def build(
    knowledge: Knowledge,
    root: Path,
    now: datetime,
    progress: Progress = lambda done, total: None,
    blobs: Mapping[str, bytes] | None = None,
) -> None:
    """Build a generation from the knowledge and make it the serving one.

    `blobs` are further files that belong to this generation, by name; `WhooshEngine.blob` reads them back.

    Raises:
        IndexProblem: it cannot be written.
    """
    items = tuple(documents(knowledge))

    def fill(folder: Path) -> None:
        _fill(folder, items, progress)
        (folder / _SNAPSHOT).write_bytes(knowledge.to_snapshot())
        for name, data in (blobs or {}).items():
            (folder / name).write_bytes(data)

    publish(root, knowledge.fingerprint, now, len(items), fill)


def _fill(folder: Path, items: Sequence[Document], progress: Progress) -> None:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, len(items))

    (folder / _WHOOSH).mkdir()
    write(folder / _WHOOSH, items, fields(), step)
    reader = WhooshReader(folder / _WHOOSH, fields())
    try:
        catalogue = reader.catalogue()
    finally:
        reader.close()
    side = _Side(
        tuple(catalogue.ids),
        tuple(item.kind for item in items),
        tuple(item.areas for item in items),
        tuple(item.needs for item in items),
        {name: tuple(lengths) for name, lengths in catalogue.lengths.items()},
        dict(catalogue.totals),
        tuple(sorted({word for item in items for text in item.texts.values() for word in words_of(text)})),
    )
    (folder / _SIDE).write_bytes(msgspec.json.encode(side))


class WhooshEngine:
    """An open generation. Cheap to open; safe to use from one thread."""

    def __init__(self, root: Path) -> None:
        """Open the serving generation.

        Raises:
            IndexProblem: there is none, it is damaged, or others can write to it.
        """
        folder = current(root)
        if folder is None:
            raise IndexProblem(f"there is no index at {root}; run 'fingerpost index build'")
        self._manifest = verify(folder)
        self._folder = folder
        self._side = msgspec.json.decode((folder / _SIDE).read_bytes(), type=_Side)
        self._reader = WhooshReader(folder / _WHOOSH, fields())
        catalogue = Catalogue(self._side.ids, self._side.lengths, self._side.totals)
        self._scorer = Bm25f(catalogue, fields(), self._reader.postings)
        self._masks: dict[tuple[str, frozenset[str]], frozenset[int]] = {}

    def knowledge(self) -> Knowledge:
        """The knowledge that this generation was built from."""
        return Knowledge.from_snapshot((self._folder / _SNAPSHOT).read_bytes())

    def blob(self, name: str) -> bytes:
        """A further file of this generation, as `build` was given it.

        Raises:
            IndexProblem: there is none of that name.
        """
        try:
            return (self._folder / name).read_bytes()
        except OSError as error:
            raise IndexProblem(f"the index at {self._folder} lacks {name}; build it again") from error

    def search(self, query: Query) -> list[Hit]:
        """The best records, best first; ties by id."""
        scores, matched = self._scorer.scores(query.terms)
        allowed = self._mask("kind", frozenset({query.kind}))
        if query.areas is not None:
            allowed &= self._mask("areas", query.areas)
        if query.needs is not None:
            allowed &= self._mask("needs", query.needs)
        ids = self._side.ids
        best = heapq.nsmallest(
            query.limit,
            (number for number in scores if number in allowed),
            key=lambda n: (-scores[n], ids[n]),
        )
        return [Hit(ids[number], scores[number], tuple(sorted(matched[number]))) for number in best]

    def words(self) -> Sequence[str]:
        """Every word in the index as written, sorted."""
        return self._side.words

    def status(self) -> Status:
        """Which index this is."""
        manifest = self._manifest
        return Status(
            self._folder.name,
            manifest.fingerprint,
            manifest.built_at,
            manifest.records,
            str(self._folder.parent),
        )

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    def _mask(self, by: str, wanted: frozenset[str]) -> frozenset[int]:
        key = (by, wanted)
        if key not in self._masks:
            if len(self._masks) > 256:
                self._masks.clear()
            side = self._side
            rows: Sequence[Sequence[str]] = {
                "kind": [(kind,) for kind in side.kinds],
                "areas": side.areas,
                "needs": side.needs,
            }[by]
            self._masks[key] = frozenset(n for n, row in enumerate(rows) if wanted.intersection(row))
        return self._masks[key]
