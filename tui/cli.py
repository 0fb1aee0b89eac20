"""The `fingerpost` command. What each command does is in its `--help` and in the published interface.

Exit codes: 0 done; 1 done and the answer is "no"; 2 wrong usage or unusable input, with one line on standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version

from tui.arguments import UNUSABLE, Command, Parser, common, limit, port
from tui.home import forget_textual_settings
from tui.upkeep_cli import add_api, add_index, add_knowledge

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


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    from tui import commands, upkeep

    top = Parser(
        prog="fingerpost",
        description=_INTRO,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"fingerpost {version('fingerpost')}")
    common(top)
    top.set_defaults(run=commands.talk, plain=False, json=False)
    subs = top.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, run: Command, text: str, *, area: bool = True) -> argparse.ArgumentParser:
        sub = subs.add_parser(name, help=text, description=text)
        common(sub, area=area)
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
    limit(search, 10)
    show = add("show", commands.show, "one record, whole, with its source", area=False)
    show.add_argument("id", metavar="ID")
    show.add_argument("--json", action="store_true", help="as JSON")
    add_knowledge(subs)
    add_index(subs)
    add_api(subs)
    add(
        "doctor",
        upkeep.doctor,
        "what is installed, how old the knowledge is, and what is wrong",
        area=False,
    )
    return top


def _serve(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    from tui.browser import run

    serve = add("serve", run.serve, "the resident's chat in browsers, on this machine unless told otherwise")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=port, default=8000, help="port to listen on (default: 8000)")
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
    limit(ask, 5)


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
