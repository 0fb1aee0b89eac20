"""What each command does. Nothing but the answer goes to standard output."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec

from assistant.dialogue import State
from assistant.engine import DEFAULT_LIMIT, Assistant
from assistant.filters import Filters
from assistant.library import Library, build_index, open_library, open_live_library, serves
from assistant.reply import ServiceShown, show_plan, show_service
from assistant.search import HelplineSearch
from assistant.shared import open_live_shared, open_shared
from index.engine import WhooshEngine
from index.generations import IndexProblem, current, verify
from index.live import Live
from knowledge.loader import CONTENT, fingerprint, load_knowledge
from knowledge.problems import KnowledgeError
from tui import shared
from tui.explain import explain_lines
from tui.health import health_lines, log_problems, trust_lines
from tui.home import engine_address, index_root, shown_file
from tui.hub import Hub, HubError, check_hub, hub_file, load_hub
from tui.lines import plan_lines, reply_lines, service_lines
from tui.progress import ProgressBar
from tui.shown import CountingAssistant, Shown
from tui.summary import summary_lines

MAX_LINE = 200_000
"""Characters of one input line that are read; the rest of it is dropped."""


class BatchItem(msgspec.Struct, frozen=True):
    """One line of `ask --batch`."""

    text: str
    area: str | None = None
    postcode: str | None = None


FEW = 3
"""Services in one answer of the large-print layout."""


def _now() -> datetime:
    return datetime.now(UTC)


def _root(args: argparse.Namespace) -> Path:
    chosen: Path | None = args.index
    return chosen or index_root()


def _library(args: argparse.Namespace) -> Library:
    if address := _address(args):
        return open_shared(address)
    bar = ProgressBar("Building the index")
    return open_library(_root(args), _now(), _content(args), bar, _warn)


def _warn(message: str) -> None:
    print(f"fingerpost: {message}", file=sys.stderr)


def _print_json(value: Any) -> None:
    print(msgspec.json.encode(value).decode())


def talk(args: argparse.Namespace) -> int:
    """The conversation: full screen on a terminal, else plain lines."""
    hub, assistant = hub_and_assistant(args)
    try:
        return _talk(args, hub, assistant)
    finally:
        assistant.shown.close()


def _talk(args: argparse.Namespace, hub: Hub, assistant: Assistant) -> int:
    state = assistant.start(args.area or hub.place)
    if args.json:
        return _json_chat(assistant, state)
    if args.plain or not _full_screen_fits():
        from tui.plain import PlainChat

        PlainChat(assistant, state, sys.stdin, sys.stdout, prompt=sys.stdin.isatty()).run()
        return 0
    from tui.app import FingerpostApp, run_app

    return run_app(FingerpostApp(assistant, hub, state))


def hub_and_assistant(args: argparse.Namespace) -> tuple[Hub, CountingAssistant]:
    """The hub's settings, checked, and an assistant that knows them."""
    hub, entry = load_hub(hub_file(args.hub))
    live = _live_library(args)
    library = live.now()
    check_hub(hub, entry, library.knowledge)
    shown = Shown(shown_file(_root(args)) if hub.count_shown else None, _now)
    limit = FEW if hub.large_print else DEFAULT_LIMIT
    return hub, CountingAssistant(library, limit, hub.house, _now, shown, live.now)


def _live_library(args: argparse.Namespace) -> Live[Library]:
    """A library that moves on by itself when there is a newer index."""
    if address := _address(args):
        return open_live_shared(address)
    bar = ProgressBar("Building the index")
    return open_live_library(_root(args), _now(), _content(args), bar, _warn)


def _address(args: argparse.Namespace) -> str | None:
    """The server that holds the index, as the command line, the environment or the hub's settings say."""
    named = engine_address(args.engine, args.index)
    return named or (None if args.index else _settings(args).engine)


def _content(args: argparse.Namespace) -> Path | None:
    """The hub's own folder of knowledge; None for the one that the index was built from."""
    own = _settings(args).knowledge
    return Path(own) if own else None


def _settings(args: argparse.Namespace) -> Hub:
    return load_hub(hub_file(getattr(args, "hub", None)))[0]


def _count(args: argparse.Namespace, services: Iterable[ServiceShown]) -> None:
    """Count what one command has shown, where the hub's settings can be read and do not forbid it."""
    with suppress(HubError):
        if load_hub(hub_file(args.hub))[0].count_shown:
            shown = Shown(shown_file(_root(args)), _now)
            shown.count(services)
            shown.close()


def _full_screen_fits() -> bool:
    """False without a terminal on both sides, on a dumb one, or when a screen reader is set up."""
    plain_wanted = os.environ.get("TERM", "") == "dumb" or os.environ.get("FINGERPOST_PLAIN", "") not in (
        "",
        "0",
    )
    return sys.stdin.isatty() and sys.stdout.isatty() and not plain_wanted


def _json_chat(assistant: Assistant, state: State) -> int:
    for line in _lines():
        state, reply = assistant.step(state, line)
        print(reply.to_json(), flush=True)
    return 0


def _lines() -> Iterator[str]:
    while line := sys.stdin.readline(MAX_LINE):
        yield line.rstrip("\n")
        while line and not line.endswith("\n"):
            line = sys.stdin.readline(MAX_LINE)


def kiosk(args: argparse.Namespace) -> int:
    """The face for an unattended screen; with `--set-pin`, a staff PIN for hub.yaml."""
    from tui.kiosk.command import run_kiosk, set_pin

    if args.set_pin:
        return set_pin()

    def open_up() -> tuple[Hub, Assistant, State]:
        hub, assistant = hub_and_assistant(args)
        return hub, assistant, assistant.start(args.area or hub.place)

    return run_kiosk(open_up, _root(args), hub_file(args.hub))


def desk(args: argparse.Namespace) -> int:
    """Search while a caller talks; without a full screen, the plain chat."""
    if not _full_screen_fits():
        return talk(argparse.Namespace(**{**vars(args), "plain": False, "json": False}))
    hub, assistant = hub_and_assistant(args)
    state = assistant.start(args.area or hub.place)
    from tui.app import run_app
    from tui.desk.app import DeskApp

    return run_app(DeskApp(assistant, _now, hub, state))


def ask(args: argparse.Namespace) -> int:
    """One question, or a batch of them."""
    if args.batch:
        return _ask_batch(args)
    if args.text is None:
        raise ValueError("ask what? give TEXT, or --batch with JSON lines on standard input")
    assistant = Assistant(_library(args), args.limit, clock=_now)
    _, reply = assistant.step(assistant.start(args.area, args.postcode), args.text)
    if args.json:
        print(reply.to_json())
    else:
        print("\n".join(reply_lines(reply, assistant.text)))
    _count(args, reply.services)
    return 1 if reply.kind == "handover" else 0


def _ask_batch(args: argparse.Namespace) -> int:
    assistant = Assistant(_library(args), args.limit, clock=_now)
    code = 0
    for number, line in enumerate(_lines(), 1):
        if not line.strip():
            continue
        try:
            item = msgspec.json.decode(line.encode("utf-8", "replace"), type=BatchItem)
            state = assistant.start(item.area or args.area, item.postcode or args.postcode)
        except (msgspec.MsgspecError, ValueError) as error:
            _warn(f"line {number}: {str(error).splitlines()[0]}")
            _print_json({"error": str(error).splitlines()[0], "line": number})
            code = 2
            continue
        _, reply = assistant.step(state, item.text)
        print(
            reply.to_json() if args.json else "\n".join([*reply_lines(reply, assistant.text), ""]), flush=True
        )
    return code


def explain(args: argparse.Namespace) -> int:
    """Every step of an answer, with its evidence."""
    assistant = Assistant(_library(args))
    print("\n".join(explain_lines(assistant, assistant.start(args.area), args.text)))
    return 0


def search(args: argparse.Namespace) -> int:
    """Plain search."""
    library = _library(args)
    if args.area and args.area not in library.knowledge.place_by_id:
        raise ValueError(f"there is no area '{args.area}'")
    if args.need and args.need not in library.knowledge.need_by_id:
        raise ValueError(f"there is no need '{args.need}'")
    filters = Filters(place=args.area, need=args.need)
    services = HelplineSearch(library).search(args.query, filters, now=_now(), limit=args.limit)
    if args.json:
        _print_json({"query": args.query, "services": services})
    else:
        texts = library.knowledge.reply_text
        for number, service in enumerate(services, 1):
            print(
                "\n".join(
                    [*service_lines(service, lambda key, **values: texts[key].format(**values), number), ""]
                )
            )
    _count(args, services)
    return 0 if services else 1


def show(args: argparse.Namespace) -> int:
    """One record, whole."""
    knowledge = _library(args).knowledge
    record = next(
        (
            found
            for table in (
                knowledge.service_by_id,
                knowledge.plan_by_id,
                knowledge.need_by_id,
                knowledge.place_by_id,
            )
            if (found := table.get(args.id))
        ),
        None,
    ) or next((item for item in knowledge.closures if item.id == args.id), None)
    if record is None:
        _warn("there is no record of that id; 'fingerpost search' finds ids with --json")
        return 1
    if args.json:
        _print_json(record)
        return 0
    texts = knowledge.reply_text

    def say(key: str, **values: str) -> str:
        return texts[key].format(**values)

    if args.id in knowledge.service_by_id:
        service = knowledge.service_by_id[args.id]
        print("\n".join(service_lines(show_service(service, say("why-picked"), texts, now=_now()), say)))
        print("   " + "\n   ".join(f"Source: {source}" for source in service.sources))
        print("\n".join(f"   {line}" for line in trust_lines(service)))
    elif args.id in knowledge.plan_by_id:
        print("\n".join(plan_lines(show_plan(knowledge.plan_by_id[args.id]), say)))
        print(f"   Source: {knowledge.plan_by_id[args.id].source}")
    else:
        for key, value in msgspec.to_builtins(record).items():
            print(f"{key}: {'; '.join(map(str, value)) if isinstance(value, (list, tuple)) else value}")
    return 0


def knowledge_check(args: argparse.Namespace) -> int:
    """Check every record of a folder."""
    folder = args.dir or CONTENT
    try:
        knowledge = load_knowledge(folder)
    except KnowledgeError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        _warn(str(error))
        return 1
    print("\n".join(summary_lines(knowledge)))
    problems = log_problems(folder, knowledge)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def index_build(args: argparse.Namespace) -> int:
    """Build the index."""
    knowledge = load_knowledge(args.source or CONTENT)
    if address := _address(args):
        return shared.publish(address, knowledge, _now())
    root = _root(args)
    build_index(knowledge, root, _now(), ProgressBar("Building the index"))
    status = WhooshEngine(root).status()
    print(f"built {status.records} records into {status.location} (generation {status.generation})")
    return 0


def index_status(args: argparse.Namespace) -> int:
    """Which index is serving."""
    if address := _address(args):
        return shared.status(address, args.source)
    try:
        status = WhooshEngine(_root(args)).status()
    except IndexProblem as error:
        _warn(str(error))
        return 1
    fresh = serves(status, fingerprint(args.source or CONTENT))
    print(f"generation  {status.generation}\nrecords     {status.records}\nbuilt       {status.built_at}")
    print(
        f"folder      {status.location}\nup to date  {'yes' if fresh else 'no: the knowledge has changed since'}"
    )
    if status.instead_of is not None:
        print("from        a bundle, until the knowledge of this machine changes")
    return 0 if fresh else 1


def index_verify(args: argparse.Namespace) -> int:
    """Check every file of the index."""
    if address := _address(args):
        return shared.verify(address)
    folder = current(_root(args))
    if folder is None:
        _warn("there is no index; run 'fingerpost index build'")
        return 1
    try:
        manifest = verify(folder, trust_stamp=False)
    except IndexProblem as error:
        _warn(str(error))
        return 1
    print(f"{len(manifest.files)} files as they were written")
    return 0


def doctor(args: argparse.Namespace) -> int:
    """What is installed, how old, and what is wrong."""
    wrong: list[str] = []
    print(f"fingerpost  {version('fingerpost')} on Python {platform.python_version()}, {platform.system()}")
    for name in ("textual", "rapidfuzz", "whoosh", "pyyaml"):
        try:
            print(f"{name:<11} {version(name)}")
        except PackageNotFoundError:
            wrong.append(f"{name} is not installed")
    try:
        knowledge = load_knowledge()
        dates = sorted(service.read_on for service in knowledge.services)
        print(f"knowledge   {len(knowledge.services)} services, read {dates[0]} to {dates[-1]}, at {CONTENT}")
        print("\n".join(health_lines(knowledge, _now())))
        wrong += [str(problem) for problem in log_problems(CONTENT, knowledge)]
    except KnowledgeError as error:
        wrong.append(f"{error}; run 'fingerpost knowledge check'")
    wrong += _index_troubles(args)
    free = shutil.disk_usage(Path.home()).free // 1_000_000
    print(f"disk        {free} MB free")
    for item in wrong:
        print(f"WRONG       {item}")
    print("all is well" if not wrong else f"{len(wrong)} thing(s) wrong")
    return 1 if wrong else 0


def _index_troubles(args: argparse.Namespace) -> list[str]:
    if address := _address(args):
        return shared.troubles(address)
    try:
        status = WhooshEngine(_root(args)).status()
    except IndexProblem as error:
        return [str(error)]
    print(f"index       {status.records} records, built {status.built_at}, at {status.location}")
    if not serves(status, fingerprint()):
        return ["the index is older than the knowledge; run 'fingerpost index build'"]
    return []
