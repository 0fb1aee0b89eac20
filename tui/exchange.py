"""`knowledge import` and `knowledge export`: Open Referral in and out."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from assistant.library import open_library
from assistant.router import Router
from knowledge.loader import CONTENT, load_knowledge
from knowledge.openreferral import folder
from knowledge.openreferral.export import export_documents
from knowledge.openreferral.fetch import FetchFailed, fetch_feed, services_url
from knowledge.openreferral.folder import Origin
from knowledge.openreferral.guess import GuessNeeds
from knowledge.openreferral.ids import slug
from knowledge.openreferral.importing import Job, Summary, import_records
from knowledge.openreferral.mapping import read_mapping
from knowledge.openreferral.publish import all_documents
from knowledge.openreferral.repairs import RepairLog
from knowledge.openreferral.sources import LINES, PAGES, TABLES, Item, Reading, read_files
from tui.home import index_root
from tui.opened import warn
from tui.progress import ProgressBar

SHOWN_REFUSALS = 10


def guess_with(router: Router) -> GuessNeeds:
    """The assistant's router as a guesser of needs."""

    def guess(text: str) -> Sequence[tuple[str, float]]:
        routed = router.route(text)
        return [(meant.id, meant.confidence) for meant in (*routed.needs, *routed.others)]

    return guess


def knowledge_import(args: argparse.Namespace) -> int:
    """Import a feed, a file or a folder into a knowledge folder."""
    origin = _origin(args.source, args.to)
    reading = Reading()
    report = args.report or folder.exchange(args.to) / "reports" / f"{origin.id}.jsonl"
    draft = args.to.with_name(f"{args.to.name}.{origin.id}.report.new")
    now = datetime.now(UTC)
    unread: list[str] = []
    items = _items(args, origin, reading, unread, now)
    bar = ProgressBar("Making services")
    library = open_library(
        args.index or index_root(), now, progress=ProgressBar("Building the index"), warn=warn
    )
    job = Job(origin, args.to, now, guess_with(library.router))
    try:
        with RepairLog(draft) as log:
            summary = import_records(job, items, log, lambda: _whole(args, origin, reading), unread, bar)
            for where, why in reading.refused:
                log.note(where, "", "refused", None, why)
        report.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(report)
        _state(args.to, origin).unlink(missing_ok=True)
    finally:
        draft.unlink(missing_ok=True)
    print("\n".join(import_lines(summary, reading, log, report)))
    return 0


def _origin(source: str, target: Path) -> Origin:
    if source.startswith(("http://", "https://")):
        address = services_url(source)
        host = address.partition("://")[2]
        return Origin(slug(host.removesuffix("/services")), host.partition("/")[0], address)
    path = Path(source)
    if not path.exists():
        raise ValueError(f"'{source}' is not there; give a web address, a file or a folder")
    name = path.resolve().name
    for ending in sorted((*LINES, *PAGES, *TABLES), key=len, reverse=True):
        name = name.removesuffix(ending)
    known = {origin.id: origin for origin in folder.origins(target)}
    if _is_own(path, target, name) and name in known:
        return known[name]
    return Origin(slug(name), name)


def _is_own(path: Path, target: Path, name: str) -> bool:
    """True for the documents that an earlier import into this very folder kept."""
    return path.resolve() == folder.documents_path(target, name).resolve()


def _items(
    args: argparse.Namespace, origin: Origin, reading: Reading, unread: list[str], now: datetime
) -> Iterator[Item]:
    if args.source.startswith(("http://", "https://")):
        return _from_feed(args, origin, reading, unread, now)
    path = Path(args.source)
    if _is_own(path, args.to, origin.id):
        return (
            Item(key, msgspec.json.decode(kept.body))
            for key, kept in folder.read_kept(args.to, origin.id)
            if kept.mark.gone is None
        )
    return read_files(path, reading, read_mapping(args.mapping) if args.mapping else None)


def _from_feed(
    args: argparse.Namespace, origin: Origin, reading: Reading, unread: list[str], now: datetime
) -> Iterator[Item]:
    state = _state(args.to, origin)
    state.parent.mkdir(parents=True, exist_ok=True)
    bar = ProgressBar("Reading the feed")
    try:
        fetched = fetch_feed(args.source, state, now, bar)
    except FetchFailed as error:
        raise ValueError(str(error)) from None
    finally:
        bar.close()
    if fetched.version:
        reading.versions.add(fetched.version)
    unread += fetched.unread
    return (
        Item(f"record {number}", msgspec.json.decode(raw)) for number, raw in enumerate(fetched.records, 1)
    )


def _state(target: Path, origin: Origin) -> Path:
    """The file beside the folder that lets a fetch go on where it was stopped."""
    return target.with_name(f"{target.name}.{origin.id}.fetch.jsonl")


def _whole(args: argparse.Namespace, origin: Origin, reading: Reading) -> bool:
    """True where what was read is all that the source has."""
    if args.source.startswith(("http://", "https://")):
        return True
    if _is_own(Path(args.source), args.to, origin.id) or reading.refused:
        return False
    return reading.claimed is None or reading.seen >= reading.claimed


def knowledge_export(args: argparse.Namespace) -> int:
    """Export a knowledge folder."""
    knowledge = load_knowledge(args.source or CONTENT)
    count = export_documents(all_documents(knowledge), args.to)
    print(f"{count} services written to {args.to} as {args.format}")
    return 0


def import_lines(summary: Summary, reading: Reading, log: RepairLog, report: Path) -> Iterator[str]:
    """What an import did, as a table."""
    gathered = summary.gathered
    versions = ", ".join(sorted(reading.versions)) or "not told"
    rows = (
        ("records read", gathered.read),
        ("refused", len(gathered.refused) + len(reading.refused)),
        ("on the do-not-list register", gathered.barred),
        ("documents kept", summary.new + summary.changed + summary.unchanged + summary.gone + summary.kept),
        ("  new", summary.new),
        ("  changed", summary.changed),
        ("  unchanged", summary.unchanged),
        ("  gone from the feed (marked)", summary.gone),
        ("  not read this time (left as they were)", summary.kept),
        ("services listed", summary.listed),
        ("waiting for a need", summary.without_needs),
        ("waiting for an area", summary.without_area),
        ("refused by our own checks", len(summary.failed)),
        ("merged, as decided", summary.merged),
        ("possible duplicates to decide", summary.offered),
        ("local authorities added to the places", summary.places),
    )
    yield f"source {summary.source}, Open Referral {versions}"
    yield from (f"  {label:<42} {count:>7}" for label, count in rows)
    refused = [*reading.refused, *gathered.refused]
    yield from (f"  refused: {where} {why}" for where, why in refused[:SHOWN_REFUSALS])
    if len(refused) > SHOWN_REFUSALS:
        yield f"  and {len(refused) - SHOWN_REFUSALS} more; see the report"
    if log.counts:
        yield "what was put right or left out" + " " * 15 + "changes records"
        for rule, count in sorted(log.counts.items(), key=lambda item: (-item[1], item[0])):
            yield f"  {rule:<42} {count:>7} {len(log.records[rule]):>7}"
    yield f"every change is in {report}"
