"""What becomes of every Open Referral file on the shared desk, and of feeds with faults: `python -m bench.feeds`.

First an import of the biggest set, how well needs are guessed, and feeds on loopback. Then, for each file: records
read, used and refused with the reason, records that fail the official schema before and after, changes, seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from assistant.library import open_library
from knowledge.openreferral.duplicates import find_duplicates, likeness_of
from knowledge.openreferral.fetch import Settings, fetch_feed
from knowledge.openreferral.folder import Origin
from knowledge.openreferral.guess import SURE, Guesser, GuessNeeds
from knowledge.openreferral.importing import Job, import_records
from knowledge.openreferral.repairs import RepairLog
from knowledge.openreferral.sources import Reading, read_files
from knowledge.openreferral.taxonomy import Terms
from knowledge.openreferral.tidy import Refused, Tidier
from knowledge.store import Knowledge
from tests.feeds import Feed, make_service, serving_feed
from tui.exchange import guess_with
from tui.home import index_root

SHARED = Path(__file__).resolve().parents[2] / "shared" / "openreferral"
FAULTS: tuple[dict[str, Any], ...] = (
    {},
    {"fail_every": 3},
    {"cut_every": 4},
    {"total": 7},
    {"total": 99_999},
    {"last_page": True},
    {"repeats": True},
    {"from_nought": True},
)


@cache
def _validator(shared: Path) -> Draft202012Validator:
    path = shared / "schemas/hsds-uk-3.0/schema/compiled/service.json"
    return Draft202012Validator(json.loads(path.read_text()), format_checker=FormatChecker())


def _files(shared: Path) -> Iterator[Path]:
    for part in ("samples", "data"):
        for path in sorted((shared / part).rglob("*")):
            if path.is_file() and path.name.endswith((".json", ".jsonl", ".jsonl.gz", ".csv")):
                yield path


def bench_files(shared: Path, rules: dict[str, Counter[str]]) -> None:
    """One row for each file."""
    print(
        f"{'file':<72} {'read':>6} {'used':>6} {'bad before':>10} {'after':>5} {'changes':>7} {'s':>6}  refused"
    )
    for path in _files(shared):
        shown = path.relative_to(shared).as_posix()
        reading, log, refused = Reading(), RepairLog(), Counter[str]()
        tidier = Tidier("feed", log, datetime.now(UTC).date())
        before = after = used = 0
        spent = 0.0
        for item in read_files(path, reading):
            before += not _validator(shared).is_valid(item.record)
            start = time.process_time()
            try:
                document = tidier.document(item.record)
            except Refused as error:
                refused[str(error)] += 1
                continue
            spent += time.process_time() - start
            used += 1
            after += not _validator(shared).is_valid(document)
        reasons = [f"{count}x {why}" for why, count in refused.items()] + [
            why for _, why in reading.refused[:1]
        ]
        changes = sum(log.counts.values())
        print(
            f"{shown[-72:]:<72} {reading.seen:>6} {used:>6} {before:>10} {after:>5} {changes:>7} {spent:>6.1f}"
            f"  {'; '.join(reasons)}"
        )
        if log.counts:
            rules[shown] = log.counts


def bench_rules(rules: dict[str, Counter[str]]) -> None:
    """Changes by rule, over all files of data."""
    total: Counter[str] = Counter()
    for shown, counts in rules.items():
        if shown.startswith("data"):
            total += counts
    print("\nchanges by rule, all files under data/")
    for rule, count in total.most_common():
        print(f"  {rule:<28} {count:>7}")


def bench_feeds(count: int) -> None:
    """Feeds on loopback: records lost and doubled."""
    print(f"\nfeeds over HTTP on loopback, {count} records")
    print(f"{'fault':<34} {'lost':>5} {'doubled':>7} {'requests':>8} {'s':>6}")
    for old in (False, True):
        for faults in FAULTS:
            services = [make_service(number) for number in range(count)]
            feed = Feed(services, old=old, per_page=50, **faults)
            with tempfile.TemporaryDirectory() as folder, serving_feed(feed) as address:
                start = time.perf_counter()
                fetched = fetch_feed(
                    address, Path(folder, "s"), datetime.now(UTC), settings=Settings(first_wait=0.0)
                )
                spent = time.perf_counter() - start
            seen = Counter(json.loads(record)["id"] for record in fetched.records)
            lost = sum(item["id"] not in seen for item in services)
            doubled = sum(number > 1 for number in seen.values())
            name = f"{'1.0' if old else '3.0'} {faults or 'none'}"
            print(f"{name:<34} {lost:>5} {doubled:>7} {len(feed.requests):>8} {spent:>6.1f}")


def bench_import(path: Path, guess: GuessNeeds) -> None:
    """The biggest set, imported for the first time and again."""
    print(f"\nimport of {path.name} (peak memory is that of this whole program)")
    with tempfile.TemporaryDirectory() as parent:
        for run in ("first time", "again, unchanged"):
            reading = Reading()
            start, busy = time.perf_counter(), time.process_time()
            job = Job(Origin("big", path.name), Path(parent, "k"), datetime.now(UTC), guess)
            summary = import_records(job, read_files(path, reading), RepairLog(), lambda: True)
            spent, busy = time.perf_counter() - start, time.process_time() - busy
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"  {run:<18} {summary.gathered.read} read, {summary.listed} listed, {summary.offered} pairs offered,"
                f" {spent:.0f} s ({busy:.0f} s of processor), {peak} MB"
            )


def bench_duplicates(count: int) -> None:
    """Seconds to look for duplicates among so many records."""
    items = [
        likeness_of(
            str(n),
            f"Surgery {n % 9000} of {n % 77}",
            f"HP{n % 9} {n % 10}{'ABDEFGH'[n % 7]}N",
            frozenset({str(n % 40000)}),
        )
        for n in range(count)
    ]
    start = time.process_time()
    found = find_duplicates(items, [])
    print(
        f"\nduplicates among {count} records: {time.process_time() - start:.1f} s of processor, {len(found)} pairs"
    )


def bench_guess(knowledge: Knowledge, guess: GuessNeeds) -> None:
    """Our own services, whose needs are known, guessed from their names and summaries alone."""
    guesser = Guesser("own", Terms({}), guess)
    right = named = covered = 0
    for service in knowledge.services:
        sure = [
            need for need, confidence in guesser.by_text(service.name, service.summary) if confidence >= SURE
        ]
        covered += bool(sure)
        named += len(sure)
        right += sum(need in service.needs for need in sure)
    share = right / max(1, named)
    among = covered / len(knowledge.services)
    print(f"\nneeds guessed from text at {SURE}: {share:.1%} right, for {among:.0%} of our services")


def main() -> int:
    """Print it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with samples, data and schemas")
    parser.add_argument("--records", type=int, default=500, help="records of each feed on loopback")
    args = parser.parse_args()
    if not args.shared.is_dir():
        print(f"bench.feeds: {args.shared} is not there; name the folder with --shared", file=sys.stderr)
        return 2
    rules: dict[str, Counter[str]] = {}
    library = open_library(index_root(), datetime.now(UTC))
    guess = guess_with(library.router)
    bench_import(args.shared / "data/derived-oruk3-uk/uk-nhs-choices-2014.jsonl.gz", guess)
    bench_duplicates(50_000)
    bench_guess(library.knowledge, guess)
    bench_feeds(args.records)
    bench_files(args.shared, rules)
    bench_rules(rules)
    return 0


if __name__ == "__main__":
    sys.exit(main())
