"""What each command does. Nothing but the answer goes to standard output."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import msgspec

from assistant.dialogue import State
from assistant.engine import Assistant
from assistant.filters import Filters
from assistant.reply import ServiceShown, show_plan, show_service
from assistant.search import HelplineSearch
from tui.explain import explain_lines
from tui.health import trust_lines
from tui.home import shown_file
from tui.hub import Hub, HubError, hub_file, load_hub
from tui.lines import plan_lines, reply_lines, service_lines
from tui.opened import hub_and_assistant, library_of, now, root_of, warn
from tui.shown import Shown

MAX_LINE = 200_000
"""Characters of one input line that are read; the rest of it is dropped."""


class BatchItem(msgspec.Struct, frozen=True):
    """One line of `ask --batch`."""

    text: str
    area: str | None = None
    postcode: str | None = None


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


def _count(args: argparse.Namespace, services: Iterable[ServiceShown]) -> None:
    """Count what one command has shown, where the hub's settings can be read and do not forbid it."""
    with suppress(HubError):
        if load_hub(hub_file(args.hub))[0].count_shown:
            shown = Shown(shown_file(root_of(args)), now)
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

    return run_kiosk(open_up, root_of(args), hub_file(args.hub))


def desk(args: argparse.Namespace) -> int:
    """Search while a caller talks; without a full screen, the plain chat."""
    if not _full_screen_fits():
        return talk(argparse.Namespace(**{**vars(args), "plain": False, "json": False}))
    hub, assistant = hub_and_assistant(args)
    state = assistant.start(args.area or hub.place)
    from tui.app import run_app
    from tui.desk.app import DeskApp

    return run_app(DeskApp(assistant, now, hub, state))


def ask(args: argparse.Namespace) -> int:
    """One question, or a batch of them."""
    if args.batch:
        return _ask_batch(args)
    if args.text is None:
        raise ValueError("ask what? give TEXT, or --batch with JSON lines on standard input")
    assistant = Assistant(library_of(args), args.limit, clock=now)
    _, reply = assistant.step(assistant.start(args.area, args.postcode), args.text)
    if args.json:
        print(reply.to_json())
    else:
        print("\n".join(reply_lines(reply, assistant.text)))
    _count(args, reply.services)
    return 1 if reply.kind == "handover" else 0


def _ask_batch(args: argparse.Namespace) -> int:
    assistant = Assistant(library_of(args), args.limit, clock=now)
    code = 0
    for number, line in enumerate(_lines(), 1):
        if not line.strip():
            continue
        try:
            item = msgspec.json.decode(line.encode("utf-8", "replace"), type=BatchItem)
            state = assistant.start(item.area or args.area, item.postcode or args.postcode)
        except (msgspec.MsgspecError, ValueError) as error:
            warn(f"line {number}: {str(error).splitlines()[0]}")
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
    assistant = Assistant(library_of(args))
    print("\n".join(explain_lines(assistant, assistant.start(args.area), args.text)))
    return 0


def search(args: argparse.Namespace) -> int:
    """Plain search."""
    library = library_of(args)
    if args.area and args.area not in library.knowledge.place_by_id:
        raise ValueError(f"there is no area '{args.area}'")
    if args.need and args.need not in library.knowledge.need_by_id:
        raise ValueError(f"there is no need '{args.need}'")
    filters = Filters(place=args.area, need=args.need)
    services = HelplineSearch(library).search(args.query, filters, now=now(), limit=args.limit)
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
    knowledge = library_of(args).knowledge
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
        warn("there is no record of that id; 'fingerpost search' finds ids with --json")
        return 1
    if args.json:
        _print_json(record)
        return 0
    texts = knowledge.reply_text

    def say(key: str, **values: str) -> str:
        return texts[key].format(**values)

    if args.id in knowledge.service_by_id:
        service = knowledge.service_by_id[args.id]
        print("\n".join(service_lines(show_service(service, say("why-picked"), texts, now=now()), say)))
        print("   " + "\n   ".join(f"Source: {source}" for source in service.sources))
        print("\n".join(f"   {line}" for line in trust_lines(service)))
    elif args.id in knowledge.plan_by_id:
        print("\n".join(plan_lines(show_plan(knowledge.plan_by_id[args.id]), say)))
        print(f"   Source: {knowledge.plan_by_id[args.id].source}")
    else:
        for key, value in msgspec.to_builtins(record).items():
            print(f"{key}: {'; '.join(map(str, value)) if isinstance(value, (list, tuple)) else value}")
    return 0
