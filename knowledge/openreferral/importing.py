"""An import from beginning to end: tidy, compare with what was there, make services, put it all in place at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import filelock
import msgspec

from knowledge.checks import service_problems
from knowledge.gazetteer import Gazetteer
from knowledge.loader import CONTENT, KINDS, load_knowledge
from knowledge.openreferral import duplicates, folder, register, review
from knowledge.openreferral.areas import Areas, addresses_of
from knowledge.openreferral.files import copy_knowledge, list_bytes, read_list, refuse, write_all
from knowledge.openreferral.folder import Kept, Mark, Origin
from knowledge.openreferral.gather import Gathered, gather
from knowledge.openreferral.guess import Guesser, GuessNeeds
from knowledge.openreferral.ids import make_id, service_id
from knowledge.openreferral.repairs import RepairLog
from knowledge.openreferral.services import ServiceMaker, phones_of
from knowledge.openreferral.sources import Item
from knowledge.openreferral.taxonomy import Terms
from knowledge.openreferral.tidy import Tidier
from knowledge.openreferral.upgrade import Document
from knowledge.records import Place, Service

Progress = Callable[[int, int], None]
LOCK_SECONDS = 10.0
SAFETY_GROUP = "safety"
"""The group of needs in which someone may be at risk."""


@dataclass(slots=True)
class Summary:
    """What an import did."""

    source: str
    gathered: Gathered
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    """Records that the feed has no longer: marked, not deleted."""
    kept: int = 0
    """Earlier records that the feed could not give this time: left as they are."""
    listed: int = 0
    """Services written."""
    without_needs: int = 0
    without_area: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    """(id, why) of services that our own checks would refuse."""
    merged: int = 0
    offered: int = 0
    """Duplicates that wait for a decision."""
    places: int = 0
    """Local authorities added."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to import, and where to."""

    origin: Origin
    target: Path
    """The knowledge folder; made as a copy of the product's own where there is none."""
    now: datetime
    guess: GuessNeeds
    base: Path = CONTENT


def import_records(
    job: Job,
    items: Iterable[Item],
    log: RepairLog,
    whole: Callable[[], bool],
    unread: Iterable[str] = (),
    progress: Progress = lambda done, total: None,
) -> Summary:
    """Import the records of one source.

    `whole` tells, once all were read, whether they are all that the source has: only then is a missing one marked as
    gone. `unread` are ids, as the feed gives them, of records that could not be read this time.

    Raises:
        KnowledgeError: the folder, or an editor's list in it, is wrong; nothing was changed.
        ValueError: there was no record to import.
        OSError: something could not be written; nothing was changed.
    """
    made = _prepare(job)
    lock = filelock.FileLock(folder.exchange(job.target) / "import.lock", timeout=LOCK_SECONDS)
    try:
        with lock:
            return _Import(job, log, progress).run(items, whole, unread)
    except filelock.Timeout:
        raise ValueError(f"another import into {job.target} is running; try again when it is done") from None
    except BaseException:
        if made:
            shutil.rmtree(job.target, ignore_errors=True)
        raise


def _prepare(job: Job) -> bool:
    """Make the folder a knowledge folder; True where it was not there before."""
    target = job.target
    made = False
    if target.is_file():
        raise refuse(target, "is a file; name a folder")
    if not target.is_dir() or not any(target.iterdir()):
        copy_knowledge(job.base, target)
        made = True
    elif not all((target / part).exists() for part in ("needs", "places", "language")):
        raise refuse(
            target, f"holds no knowledge (folders such as {', '.join(list(KINDS)[:4])}); name a new folder"
        )
    folder.exchange(target).mkdir(exist_ok=True)
    return made


class _Import:
    def __init__(self, job: Job, log: RepairLog, progress: Progress) -> None:
        self._job = job
        self._log = log
        self._progress = progress
        self._today = job.now.date()
        self._source = job.origin.id
        self._knowledge = load_knowledge(job.target, without=folder.SERVICES)
        self._gazetteer = Gazetteer(job.target)
        added = read_list(job.target / folder.PLACES, Place, lambda place: ())
        self._areas = Areas(self._knowledge, self._gazetteer, added)
        self._read_lists()

    def _read_lists(self) -> None:
        lists = folder.exchange(self._job.target)
        needs, places = self._knowledge.need_by_id, self._knowledge.place_by_id
        self._review = review.Review(
            self._source,
            read_list(
                lists / folder.REVIEW,
                review.ReviewEntry,
                lambda entry: review.wrong_with(entry, needs, places),
            ),
        )
        self._pairs = read_list(lists / folder.DUPLICATES, duplicates.Duplicate, duplicates.wrong_with)
        barred = read_list(lists / folder.REGISTER, register.DoNotList, register.wrong_with)
        self._register = register.Register(barred)

    def run(self, items: Iterable[Item], whole: Callable[[], bool], unread: Iterable[str]) -> Summary:
        tidier = Tidier(self._source, self._log, self._today)
        gathered = gather(items, self._source, tidier, self._register, self._log)
        if not gathered.documents and not gathered.barred:
            why = f": {gathered.refused[0][0]} {gathered.refused[0][1]}" if gathered.refused else ""
            raise ValueError(f"there is no service to import{why}; nothing was changed")
        summary = Summary(self._source, gathered)
        missing = self._ids(unread) | (self._ids(gathered.refused_ids) - gathered.documents.keys())
        kept = self._compared(gathered, summary, missing, whole())
        services = self._services(kept, summary)
        self._land(kept, services, summary)
        return summary

    def _ids(self, given: Iterable[str]) -> set[str]:
        """Ids of documents, for ids as a feed gives them."""
        return {key for item in given for key in (item.lower(), make_id(self._source, "service", item))}

    def _compared(
        self, gathered: Gathered, summary: Summary, missing: set[str], whole: bool
    ) -> dict[str, Kept]:
        """Every document with its mark, beside what the folder held."""
        today = self._today.isoformat()
        before = dict(folder.read_kept(self._job.target, self._source))
        after: dict[str, Kept] = {}
        for key, body in gathered.documents.items():
            old = before.get(key)
            if old is not None and key in missing:
                summary.kept += 1  # only the shallow list came this time
                after[key] = old
                continue
            if old is None:
                summary.new += 1
            elif old.body == body and old.mark.gone is None:
                summary.unchanged += 1
                after[key] = old
                continue
            else:
                summary.changed += 1
            after[key] = Kept(body, Mark(today))
        for key, old in before.items():
            if key not in after and not self._barred(old):
                after[key] = self._absent(key, old, summary, whole and key not in missing)
        return dict(sorted(after.items()))

    def _barred(self, old: Kept) -> bool:
        document = msgspec.json.decode(old.body)
        return self._register.bars(document, service_id(self._source, document["id"]))

    def _absent(self, key: str, old: Kept, summary: Summary, gone: bool) -> Kept:
        """A record that did not come this time."""
        if old.mark.gone is not None:
            summary.gone += 1
            return old
        if not gone:
            summary.kept += 1
            return old
        summary.gone += 1
        document = msgspec.json.decode(old.body)
        if document["status"] == "active":
            document["status"] = "inactive"
        self._log.note(key, "", "gone-from-feed")
        return Kept(msgspec.json.encode(document), Mark(old.mark.read_on, self._today.isoformat()))

    def _services(self, kept: dict[str, Kept], summary: Summary) -> dict[str, Service]:
        maker = ServiceMaker(
            self._job.origin, self._areas, self._gazetteer, self._knowledge.reply_text, self._today
        )
        knowledge = self._knowledge
        careful = {need.id for need in knowledge.needs if need.group == SAFETY_GROUP}
        careful |= {category.id for category in knowledge.safety_categories}
        guesser = Guesser(self._source, Terms(knowledge.need_by_id), self._job.guess, frozenset(careful))
        own = {make_id("service", service.id) for service in self._knowledge.services}
        services: dict[str, Service] = {}
        for number, (key, item) in enumerate(kept.items(), 1):
            if key in own:
                self._log.note(key, "", "our-own-record")
                continue
            document = msgspec.json.decode(item.body)
            found, _ = self._areas.of(document)
            guess = guesser.of(document)
            name = service_id(self._source, document["id"])
            needs, areas = self._review.decide(name, guess, found, document["name"])
            summary.without_needs += not needs
            summary.without_area += not areas
            if needs and areas:
                service = maker.make(document, needs, areas, item.mark.read_on, item.mark.gone is not None)
                services[service.id] = service
            self._progress(number, len(kept))
        merged = duplicates.merge(services, self._pairs)
        summary.merged = len(services) - len(merged)
        return self._checked(merged, summary)

    def _checked(self, services: dict[str, Service], summary: Summary) -> dict[str, Service]:
        """The services that our own checks pass; the others are named in the report."""
        places = (*self._knowledge.places, *self._areas.added.values())
        beside = msgspec.structs.replace(self._knowledge, places=places)
        right: dict[str, Service] = {}
        taken = {record.id for record in (*self._knowledge.services, *self._knowledge.closures)}
        for key, service in services.items():
            problems = [
                f"{field}: {text}" for _, field, text in service_problems(service, beside, self._gazetteer)
            ]
            if key in taken:
                problems.append("id: is already used by another record")
            if problems:
                summary.failed.append((key, "; ".join(problems)))
                self._log.note(key, "", "not-listed", None, "; ".join(problems))
            else:
                right[key] = service
        return right

    def _land(self, kept: dict[str, Kept], services: dict[str, Service], summary: Summary) -> None:
        target = self._job.target
        ours = [duplicates.likeness(service) for service in services.values()]
        found = duplicates.find_duplicates(ours, self._others())
        pairs = duplicates.updated(
            self._pairs, found, frozenset(service_id(self._source, key) for key in kept)
        )
        summary.listed = len(services)
        summary.offered = sum(pair.decision == "undecided" for pair in pairs)
        summary.places = len(self._areas.added)
        lists = folder.exchange(target)
        files = folder.service_files(target, self._source, services.values())
        stale = set((target / folder.SERVICES / self._source).glob("*.yaml")) - set(files)
        files |= folder.place_file(target, self._areas.added.values())
        files |= folder.sources_file(target, self._job.origin)
        files[lists / folder.REVIEW] = list_bytes(self._review.entries(), review.HEADING)
        files[lists / folder.DUPLICATES] = list_bytes(pairs, duplicates.HEADING)
        # Last, because it is the truth: whatever was stopped before is put right by the next import.
        files[folder.documents_path(target, self._source)] = b"".join(item.line() for item in kept.values())
        write_all(files, sorted(stale))

    def _others(self) -> list[duplicates.Likeness]:
        """Our own services and those of other sources."""
        found = [duplicates.likeness(service) for service in self._knowledge.services]
        for source in folder.sources(self._job.target):
            if source != self._source:
                found += [_likeness(source, item) for item in folder.documents(self._job.target, source)]
        return found


def _likeness(source: str, document: Document) -> duplicates.Likeness:
    """An imported document of another source, as services are compared."""
    code = next(
        (str(address["postal_code"]) for address in addresses_of(document) if address["postal_code"]), ""
    )
    numbers = frozenset(phone.number for phone in phones_of(document))
    return duplicates.likeness_of(service_id(source, document["id"]), document["name"], code, numbers)
