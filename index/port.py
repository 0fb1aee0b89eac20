"""The port that every search engine stands behind: what is asked, what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.documents import Kind
from index.lexicon import Lexicon
from knowledge.store import Knowledge


@dataclass(frozen=True, slots=True)
class Query:
    """Words to find, and which records may answer."""

    terms: Sequence[tuple[str, float]]
    """Index terms (see `index.analysis.terms_of`) with the weight of each, above 0."""
    kind: Kind = "service"
    areas: frozenset[str] | None = None
    """Only records for one of these places; None for all."""
    needs: frozenset[str] | None = None
    """Only records that serve one of these needs; None for all."""
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found."""

    id: str
    score: float
    """BM25F, above 0; comparable only within one query."""
    fields: tuple[str, ...]
    """Names of the fields in which a word was found."""


@dataclass(frozen=True, slots=True)
class Status:
    """What an open index is."""

    generation: str
    fingerprint: str
    """Of the knowledge that it was built from."""
    built_at: str
    """ISO time, UTC."""
    records: int
    location: str
    instead_of: str | None = None
    """For an index that came in a bundle: the fingerprint of this machine's own knowledge when it came."""


class Engine(Protocol):
    """What `assistant` may ask of an index. Whatever fails raises `index.generations.IndexProblem`."""

    def search(self, query: Query) -> list[Hit]:
        """The best records, best first; ties by id."""
        ...

    def words(self) -> Sequence[str]:
        """Every word in the index as written, sorted."""
        ...

    def lexicon(self) -> Lexicon:
        """The same words for looking up as they are typed: begun, misspelt, part of a number."""
        ...

    def status(self) -> Status:
        """Which index this is."""
        ...

    def knowledge(self) -> Knowledge:
        """The knowledge that the index was built from."""
        ...

    def blob(self, name: str) -> bytes:
        """A further file of the index, as its build was given it."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
