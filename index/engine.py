"""The Whoosh engine: an open generation that can be searched."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from index.bm25f import PlainScorer, Scorer
from index.build import SNAPSHOT, read_contents
from index.bundle import CONTENT
from index.catalogue import Catalogue, lines_of
from index.documents import fields
from index.generations import IndexProblem, Pointer, current, pointer_in, verify
from index.lexicon import Lexicon
from index.numbers import unpacked
from index.parts import Parts
from index.port import Hit, Query, Status
from knowledge.store import Knowledge

LARGE = 2_000
"""From so many records on NumPy is used. There a five-word question takes 2 ms (p95 3.5) in plain Python and 0.13 in
arrays, so that NumPy's import, 90 ms, is made up for after fifty; at 750 records plain Python takes 0.5."""
_TRIES = 3


class WhooshEngine:
    """An open generation. Cheap to open; safe to use from one thread at a time. Closes itself when let go of."""

    mark: Pointer | None
    """What the pointer said when this generation was opened."""

    def __init__(self, root: Path) -> None:
        """Open the serving generation.

        Raises:
            IndexProblem: there is none, it is damaged, or others can write to it.
        """
        for left in range(_TRIES - 1, -1, -1):
            self.mark, folder = pointer_in(root), current(root)
            if folder is None:
                raise IndexProblem(f"there is no index at {root}; run 'fingerpost index build'")
            try:
                self._open(folder)
                break
            except IndexProblem:
                # Where it was replaced, and swept away, while it was being opened, there is another by now.
                if not left or current(root) == folder:
                    raise

    def _open(self, folder: Path) -> None:
        self._manifest = verify(folder)
        self._folder = folder
        self._catalogue = read_contents(folder)
        try:
            parts = Parts(folder, self._catalogue, fields())
        except Exception as error:  # whatever Whoosh raises on files that it does not understand
            raise IndexProblem(f"the index at {folder} cannot be opened; build it again") from error
        self._scorer = _scorer(self._catalogue, parts)
        self._release = weakref.finalize(self, parts.close)

    def knowledge(self) -> Knowledge:
        """The knowledge that this generation was built from.

        Raises:
            IndexProblem: it is not readable.
        """
        try:
            knowledge = Knowledge.from_snapshot((self._folder / SNAPSHOT).read_bytes())
        except (OSError, msgspec.MsgspecError) as error:
            raise IndexProblem(
                f"the index at {self._folder} holds no readable {SNAPSHOT}; build it again"
            ) from error
        brought = self._folder / CONTENT
        return msgspec.structs.replace(knowledge, folder=str(brought)) if brought.is_dir() else knowledge

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
        return self._scorer.best(query)

    def words(self) -> Sequence[str]:
        """Every word in the index as written, sorted."""
        return self._words

    @cached_property
    def _words(self) -> Sequence[str]:
        return lines_of(self._catalogue.contents.words)

    def lexicon(self) -> Lexicon:
        """The same words for looking up as they are typed: begun, misspelt, part of a number."""
        return self._lexicon

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self._words, unpacked(self._catalogue.contents.frequencies))

    def status(self) -> Status:
        """Which index this is."""
        manifest = self._manifest
        return Status(
            self._folder.name,
            manifest.fingerprint,
            manifest.built_at,
            manifest.records,
            str(self._folder.parent),
            manifest.instead_of,
        )

    def close(self) -> None:
        """Let go of the files."""
        self._release()


def _scorer(catalogue: Catalogue, parts: Parts) -> Scorer:
    if catalogue.size < LARGE:
        return PlainScorer(catalogue, fields(), parts.postings)
    from index.arrays import ArrayScorer  # NumPy: 0.1 s that a small index has no use for

    return ArrayScorer(catalogue, fields(), parts.postings)
