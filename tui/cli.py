"""The `fingerpost` command. What each command does is in its `--help` and in the published interface.

Exit codes: 0 done; 1 done and the answer is "no"; 2 wrong usage or unusable input, with one line on standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from tui.home import forget_textual_settings, index_root

UNUSABLE = 2

_INTRO = """\
Fingerpost finds local services for people who need help: offline, from checked records, without
making anything up. Run it without a command to talk to it."""

_EXAMPLES = """\
examples:
  fingerpost                                  talk to it, full screen
  fingerpost chat --plain --area thurrock     talk to it, line by line
  fingerpost ask "my mum keeps falling over" --area calderdale
  fingerpost search "CAB hemel"
  fingerpost show samaritans
  fingerpost knowledge check"""

Command = Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Wrong usage: one line, exit code 2."""
        self.exit(UNUSABLE, f"{self.prog}: {message}; see '{self.prog} --help'\n")


def _where(parser: argparse.ArgumentParser, option: str = "--index") -> None:
    """Where the index is: a folder, or a server."""
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        option,
        dest="index",
        metavar="DIR",
        type=Path,
        default=None,
        help=f"folder of the index (default: {index_root()})",
    )
    _engine(place)


def _engine(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--engine",
        metavar="ADDRESS",
        default=None,
        help="PostgreSQL server that holds the index instead, postgresql://… (default: $FINGERPOST_ENGINE)",
    )


def _common(parser: argparse.ArgumentParser, *, area: bool = True) -> None:
    _where(parser)
    parser.add_argument(
        "--hub",
        metavar="FILE",
        type=Path,
        default=None,
        help="the hub's settings (default: hub.yaml, if any)",
    )
    if area:
        parser.add_argument("--area", metavar="ID", help="place id, such as dacorum, thurrock or calderdale")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    from tui import commands

    top = _Parser(
        prog="fingerpost",
        description=_INTRO,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"fingerpost {version('fingerpost')}")
    _common(top)
    top.set_defaults(run=commands.talk, plain=False, json=False)
    subs = top.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, run: Command, text: str, *, area: bool = True) -> argparse.ArgumentParser:
        sub = subs.add_parser(name, help=text, description=text)
        _common(sub, area=area)
        sub.set_defaults(run=run)
        return sub

    kiosk = add("kiosk", commands.kiosk, "for an unattended screen: it wipes itself, and has no way out")
    kiosk.add_argument(
        "--set-pin", action="store_true", help="ask for a staff PIN, print its line for hub.yaml"
    )
    add(
        "desk",
        commands.desk,
        "for helpline staff: results as you type while a caller talks, all by keyboard",
    )
    chat = add("chat", commands.talk, "one conversation, a line in and a reply out")
    chat.add_argument("--plain", action="store_true", help="plain lines, for screen readers and slow links")
    chat.add_argument("--json", action="store_true", help="one reply object for each line read")
    _serve(add)
    _ask(add("ask", commands.ask, "one question, one reply"))
    explain = add("explain", commands.explain, "what each step makes of a message, and why")
    explain.add_argument("text", metavar="TEXT")
    search = add("search", commands.search, "plain search, as the helpline's box does it")
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--need", metavar="ID", help="only services for this need")
    _limit(search, 10)
    show = add("show", commands.show, "one record, whole, with its source", area=False)
    show.add_argument("id", metavar="ID")
    show.add_argument("--json", action="store_true", help="as JSON")
    _knowledge(subs)
    _index(subs)
    _api(subs)
    add(
        "doctor",
        commands.doctor,
        "what is installed, how old the knowledge is, and what is wrong",
        area=False,
    )
    return top


def _serve(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    from tui.browser import run

    serve = add("serve", run.serve, "the resident's chat in browsers, on this machine unless told otherwise")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, help="port to listen on (default: 8000)")
    serve.add_argument(
        "--public-url", metavar="URL", help="address that visitors use, behind a reverse proxy"
    )
    add("serve-session", run.serve_session, "one visitor of 'serve'; started by it")


def _ask(ask: argparse.ArgumentParser) -> None:
    ask.add_argument("text", metavar="TEXT", nargs="?", help="the question")
    ask.add_argument(
        "--batch", action="store_true", help="read JSON lines from standard input, each its own conversation"
    )
    ask.add_argument("--postcode", metavar="PC", help="where the person lives")
    _limit(ask, 5)


def _limit(sub: argparse.ArgumentParser, default: int) -> None:
    sub.add_argument("--json", action="store_true", help="as JSON")
    sub.add_argument(
        "--limit",
        metavar="N",
        type=_count,
        default=default,
        help=f"at most N services, 1 to 50 (default: {default})",
    )


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 50:
        raise argparse.ArgumentTypeError("N is a whole number from 1 to 50")
    return int(text)


def _knowledge(subs: argparse._SubParsersAction[_Parser]) -> None:
    from tui import commands
    from tui.trust_cli import add_trust

    knowledge = subs.add_parser(
        "knowledge",
        help="the records: check, import, export, confirm, report what is wrong",
        description="The records that answers come from.",
    )
    actions = knowledge.add_subparsers(metavar="ACTION", required=True)
    check = actions.add_parser(
        "check",
        help="check every record",
        description="Check every record; each error is file:line: what is wrong.",
    )
    check.add_argument(
        "dir", metavar="DIR", nargs="?", type=Path, help="a folder of knowledge (default: the one that ships)"
    )
    check.set_defaults(run=commands.knowledge_check)
    add_trust(actions)
    _exchange(actions)


def _exchange(actions: argparse._SubParsersAction[_Parser]) -> None:
    bring = actions.add_parser(
        "import",
        help="import an Open Referral feed, file or folder",
        description="Import an Open Referral UK feed (3.0 or 1.0), files of one, or a CSV into a knowledge folder.",
    )
    bring.add_argument(
        "source",
        metavar="SOURCE",
        help="the address of a feed, or a file or folder (.json, .jsonl, .csv, also .gz)",
    )
    bring.add_argument(
        "--to",
        metavar="DIR",
        type=Path,
        required=True,
        help="the knowledge folder; made as a copy of the one that ships where there is none",
    )
    bring.add_argument(
        "--mapping", metavar="FILE", type=Path, help="for a CSV: what each column holds (YAML)"
    )
    bring.add_argument(
        "--report",
        metavar="FILE",
        type=Path,
        help="where to write every change, as JSON lines (default: DIR/openreferral/reports/NAME.jsonl)",
    )
    _common(bring, area=False)
    bring.set_defaults(run=_later("knowledge_import"))
    give = actions.add_parser(
        "export",
        help="export the services as Open Referral UK 3.0",
        description="Write the services as JSON Lines, as pages of /services and as one file each.",
    )
    give.add_argument(
        "--format", choices=("hsds-uk-3.0",), default="hsds-uk-3.0", help="the only one there is"
    )
    give.add_argument(
        "--to", metavar="DIR", type=Path, required=True, help="a new folder, or an earlier export"
    )
    give.add_argument(
        "--from",
        dest="source",
        metavar="DIR",
        type=Path,
        help="folder of knowledge (default: the one that ships)",
    )
    give.set_defaults(run=_later("knowledge_export"))


def _api(subs: argparse._SubParsersAction[_Parser]) -> None:
    serve = subs.add_parser(
        "serve-api",
        help="a read-only Open Referral UK 3.0 API over the services",
        description="Answer other systems over HTTP, as Open Referral UK 3.0. Read-only; nothing is logged.",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1)")
    serve.add_argument(
        "--port", metavar="N", type=_port, default=8080, help="port, 0 to 65535 (default: 8080)"
    )
    serve.add_argument(
        "--from",
        dest="source",
        metavar="DIR",
        type=Path,
        help="folder of knowledge (default: the one that ships)",
    )
    serve.set_defaults(run=_later("serve_api", "tui.api"))


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text) <= 65_535:
        raise argparse.ArgumentTypeError("N is a port, a whole number from 0 to 65535")
    return int(text)


def _later(name: str, module: str = "tui.exchange") -> Command:
    """A command whose libraries are loaded only when it is run."""

    def run(args: argparse.Namespace) -> int:
        command: Command = getattr(import_module(module), name)
        return command(args)

    return run


def _index(subs: argparse._SubParsersAction[_Parser]) -> None:
    from tui import commands, shared

    index = subs.add_parser(
        "index",
        help="the index: build, status, verify, bundle, use, migrate",
        description="The index that answers are found in.",
    )
    actions = index.add_subparsers(metavar="ACTION", required=True)
    build = actions.add_parser("build", help="build it from the knowledge")
    build.add_argument(
        "--from",
        dest="source",
        metavar="DIR",
        type=Path,
        help="folder of knowledge (default: the one that ships)",
    )
    _where(build, "--to")
    build.set_defaults(run=commands.index_build)
    migrate = actions.add_parser(
        "migrate",
        help="set up the tables and roles of a PostgreSQL server",
        description="Set up the tables and roles of a PostgreSQL server, or bring them up to date.",
    )
    _engine(migrate)
    migrate.set_defaults(run=shared.migrate, index=None)
    for name, run, text in (
        ("status", commands.index_status, "which index is serving, and whether it is up to date"),
        ("verify", commands.index_verify, "check every file of the index against its checksum"),
    ):
        action = actions.add_parser(name, help=text, description=text)
        _where(action)
        action.add_argument(
            "--from",
            dest="source",
            metavar="DIR",
            type=Path,
            help="folder of knowledge (default: the one that ships)",
        )
        action.set_defaults(run=run)
    _bundles(actions)


def _bundles(actions: argparse._SubParsersAction[_Parser]) -> None:
    from tui import bundles

    bundle = actions.add_parser(
        "bundle",
        help="write it into one file, for a share or a stick",
        description="Write the index into one file. A kiosk takes it with 'fingerpost index use FILE'.",
    )
    bundle.add_argument("--to", metavar="FILE", type=Path, required=True, help="the file to write")
    bundle.set_defaults(run=bundles.index_bundle)
    use = actions.add_parser(
        "use",
        help="take it from such a file",
        description="Take the index from a bundle. One that was altered is refused, and the old index goes on.",
    )
    use.add_argument("file", metavar="FILE", type=Path, help="the bundle")
    use.add_argument("--expect", metavar="SHA256", help="the bundle's sha256, as its maker read it out")
    use.add_argument("--older", action="store_true", help="take it although it is older than what serves")
    use.set_defaults(run=bundles.index_use)
    for action in (bundle, use):
        action.add_argument(
            "--key", metavar="FILE", type=Path, help="the secret that bundles are sealed with"
        )
        action.add_argument(
            "--index", metavar="DIR", type=Path, help=f"folder of the index (default: {index_root()})"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line. Errors are one line on standard error, without what anyone typed."""
    from index.generations import IndexProblem
    from knowledge.problems import KnowledgeError
    from tui.hub import HubError

    sys.set_int_max_str_digits(4300)
    forget_textual_settings()
    _speak_utf8()
    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except (KnowledgeError, HubError) as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(f"fingerpost: {error}", file=sys.stderr)
        return UNUSABLE
    except (IndexProblem, ValueError, OSError) as error:
        print(f"fingerpost: {_one_line(error)}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return 130


def _speak_utf8() -> None:
    """Whatever the terminal's locale, what cannot be shown becomes a mark and not a crash."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _one_line(error: BaseException) -> str:
    if isinstance(error, BrokenPipeError):
        os._exit(0)
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return " ".join(str(error).split())


if __name__ == "__main__":
    sys.exit(main())
