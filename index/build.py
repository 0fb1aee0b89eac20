"""Building a generation: whole, or from the serving one with only the changed records analysed again.

An update copies the base of the serving generation as it is and writes what changed since beside it, with the
numbers of the records that no longer hold. What was indexed before is read from the knowledge that the serving
generation carries, so that nothing has to be remembered besides, and the result finds exactly what a whole build
finds. Once the changes pass a share of the records, all is built anew.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from index.analysis import STOP_WORDS, stem, words_of
from index.catalogue import Catalogue, Contents, Group, lines_of
from index.documents import Document, documents, fields
from index.generations import IndexProblem, current, verify
from index.numbers import packed, unpacked
from index.parts import BASE, CHANGES
from index.publish import publish
from index.whoosh_files import WhooshReader, write
from knowledge.store import Knowledge

Progress = Callable[[int, int], None]
"""(records done, records in all)."""

SNAPSHOT, CONTENTS = "knowledge.json", "contents.msgpack"
"""Files of a generation: the knowledge it was built from, and what is known of its records."""
MAX_CHANGED = 0.2
"""The share of the records that may lie beside the base."""
_Key = tuple[str, str]
"""Kind and id: an id is unique within its kind."""


@dataclass(frozen=True)
class _Kept:
    """What an update takes from the serving generation."""

    folder: Path
    catalogue: Catalogue
    numbers: Mapping[_Key, int]
    """The records of its base that still hold as they are."""
    gone: Sequence[Document]
    """The records that it finds and the new generation does not take over."""


@dataclass(frozen=True)
class _Written:
    """What Whoosh made of a part."""

    lengths: Mapping[str, Sequence[int]]
    """Field → length in each record."""
    terms: Mapping[str, int]
    """Term → fields that hold it, as bits."""


@dataclass
class _Counted:
    """How long the fields of some records are, and how many of the records hold each word."""

    totals: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)

    def analysed(self, document: Document) -> tuple[str, dict[str, list[str]]]:
        """The terms of each field; counts them on the way."""
        words = {name: words_of(text) for name, text in document.texts.items()}
        terms = {
            name: [stem(word) for word in found if word not in STOP_WORDS] for name, found in words.items()
        }
        self.words.update({word for found in words.values() for word in found})
        self.totals.update({name: len(found) for name, found in terms.items()})
        return document.id, terms


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
        IndexProblem: it cannot be written, or another process is building.
    """
    items = tuple(documents(knowledge))

    def fill(folder: Path) -> None:
        _fill(folder, items, _kept(root, items), progress)
        (folder / SNAPSHOT).write_bytes(knowledge.to_snapshot())
        for name, data in (blobs or {}).items():
            (folder / name).write_bytes(data)

    publish(root, knowledge.fingerprint, now, len(items), fill)


def read_contents(folder: Path) -> Catalogue:
    """The catalogue of a generation.

    Raises:
        IndexProblem: it cannot be read.
    """
    try:
        return Catalogue(msgspec.msgpack.decode((folder / CONTENTS).read_bytes(), type=Contents))
    except (OSError, msgspec.MsgspecError) as error:
        raise IndexProblem(f"the index at {folder} holds no readable {CONTENTS}; build it again") from error


def _kept(root: Path, items: Sequence[Document]) -> _Kept | None:
    """What can be taken over from the serving generation; None where all is to be built anew."""
    folder = current(root)
    if folder is None:
        return None
    try:
        verify(folder, trust_stamp=False)
        catalogue = read_contents(folder)
        before = {
            _key(item): item for item in documents(Knowledge.from_snapshot((folder / SNAPSHOT).read_bytes()))
        }
    except (IndexProblem, OSError, msgspec.MsgspecError):
        return None
    wanted = {_key(item): item for item in items}
    base = catalogue.contents.parts[0]
    numbers = {
        key: number
        for number, key in _living(catalogue)
        if number < base and key in wanted and before.get(key) == wanted[key]
    }
    changed = len(items) - len(numbers) + base - len(numbers)
    if changed > MAX_CHANGED * len(items):
        return None
    return _Kept(folder, catalogue, numbers, [item for key, item in before.items() if key not in numbers])


def _key(item: Document) -> _Key:
    return item.kind, item.id


def _living(catalogue: Catalogue) -> Iterator[tuple[int, _Key]]:
    for kind, members in catalogue.contents.groups["kind"].items():
        for number in unpacked(members):
            yield number, (kind, catalogue.ids[number])


def _fill(folder: Path, items: Sequence[Document], kept: _Kept | None, progress: Progress) -> None:
    added = items if kept is None else [item for item in items if _key(item) not in kept.numbers]
    done = len(items) - len(added)
    progress(done, len(items))

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, len(items))

    part = folder / (BASE if kept is None else CHANGES)
    counted = _Counted()
    if kept is not None:
        shutil.copytree(kept.folder / BASE, folder / BASE)
    if added or kept is None:
        part.mkdir()
        write(part, map(counted.analysed, added), fields(), step)
    contents = _contents(added, counted, _written(part), kept)
    (folder / CONTENTS).write_bytes(msgspec.msgpack.encode(contents))


def _written(part: Path) -> _Written:
    if not part.is_dir():
        return _Written({item.name: [] for item in fields()}, {})
    reader = WhooshReader(part, fields())
    try:
        return _Written(reader.lengths(), reader.fields_of_terms())
    finally:
        reader.close()


def _contents(
    added: Sequence[Document], counted: _Counted, written: _Written, kept: _Kept | None
) -> Contents:
    base: list[str] = []
    numbers: dict[_Key, int] = {}
    lengths, terms = written.lengths, dict(written.terms)
    if kept is not None:
        base = list(kept.catalogue.ids[: kept.catalogue.contents.parts[0]])
        numbers = dict(kept.numbers)
        lengths = {
            name: [*kept.catalogue.lengths[name][: len(base)], *found] for name, found in lengths.items()
        }
        counted = _moved_on(kept, counted)
        before = kept.catalogue.contents
        for term, bits in zip(lines_of(before.terms), unpacked(before.fields_of_terms), strict=True):
            terms[term] = terms.get(term, 0) | bits
    numbers |= {_key(item): len(base) + at for at, item in enumerate(added)}
    ids = [*base, *(item.id for item in added)]
    order = sorted(range(len(ids)), key=lambda number: (ids[number], number))
    rank = dict(zip(order, range(len(ids)), strict=True))
    words = sorted(word for word, count in counted.words.items() if count > 0)
    return Contents(
        parts=(len(base), len(added)) if kept is not None else (len(added),),
        dead=packed(sorted(set(range(len(base))).difference(numbers.values()))),
        ids="\n".join(ids),
        order=packed(rank[number] for number in range(len(ids))),
        groups=_groups(added, numbers, kept),
        lengths={name: packed(found) for name, found in lengths.items()},
        totals={item.name: counted.totals[item.name] for item in fields()},
        terms="\n".join(sorted(terms)),
        fields_of_terms=packed(terms[term] for term in sorted(terms)),
        words="\n".join(words),
        frequencies=packed(counted.words[word] for word in words),
    )


def _moved_on(kept: _Kept, added: _Counted) -> _Counted:
    """The counts of the serving generation, without what is gone, with what was added."""
    gone = _Counted()
    for item in kept.gone:
        gone.analysed(item)
    contents = kept.catalogue.contents
    words = Counter(dict(zip(lines_of(contents.words), unpacked(contents.frequencies), strict=True)))
    words.subtract(gone.words)
    words.update(added.words)
    totals = Counter(contents.totals)
    totals.subtract(gone.totals)
    totals.update(added.totals)
    return _Counted(totals, words)


def _groups(
    added: Sequence[Document], numbers: Mapping[_Key, int], kept: _Kept | None
) -> dict[Group, dict[str, bytes]]:
    members: dict[Group, dict[str, list[int]]] = {"kind": {}, "areas": {}, "needs": {}}
    if kept is not None:
        held = set(kept.numbers.values())
        for group, by_value in kept.catalogue.contents.groups.items():
            for value, data in by_value.items():
                members[group][value] = [number for number in unpacked(data) if number in held]
    for item in added:
        number = numbers[_key(item)]
        rows: tuple[tuple[Group, Sequence[str]], ...] = (
            ("kind", (item.kind,)),
            ("areas", item.areas),
            ("needs", item.needs),
        )
        for group, values in rows:
            for value in dict.fromkeys(values):
                members[group].setdefault(value, []).append(number)
    return {
        group: {value: packed(found) for value, found in sorted(by_value.items()) if found}
        for group, by_value in members.items()
    }
