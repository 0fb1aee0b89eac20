"""Arguments that commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from tui.home import index_root

UNUSABLE = 2
"""Exit code for wrong usage or unusable input."""
Command = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Wrong usage: one line, exit code 2."""
        self.exit(UNUSABLE, f"{self.prog}: {message}; see '{self.prog} --help'\n")


def where(parser: argparse.ArgumentParser, option: str = "--index") -> None:
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
    engine(place)


def engine(parser: argparse._ActionsContainer) -> None:
    """Where the index lies: a folder or a server."""
    parser.add_argument(
        "--engine",
        metavar="ADDRESS",
        default=None,
        help="PostgreSQL server that holds the index instead, postgresql://… (default: $FINGERPOST_ENGINE)",
    )


def common(parser: argparse.ArgumentParser, *, area: bool = True) -> None:
    """The server that holds the index."""
    where(parser)
    parser.add_argument(
        "--hub",
        metavar="FILE",
        type=Path,
        default=None,
        help="the hub's settings (default: hub.yaml, if any)",
    )
    if area:
        parser.add_argument("--area", metavar="ID", help="place id, such as dacorum, thurrock or calderdale")


def limit(sub: argparse.ArgumentParser, default: int) -> None:
    """What nearly every command takes."""
    sub.add_argument("--json", action="store_true", help="as JSON")
    sub.add_argument(
        "--limit",
        metavar="N",
        type=count,
        default=default,
        help=f"at most N services, 1 to 50 (default: {default})",
    )


def count(text: str) -> int:
    """How many services, and in which form."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 50:
        raise argparse.ArgumentTypeError("N is a whole number from 1 to 50")
    return int(text)


def port(text: str) -> int:
    """A number of services."""
    if not text.isascii() or not text.isdigit() or not int(text) <= 65_535:
        raise argparse.ArgumentTypeError("N is a port, a whole number from 0 to 65535")
    return int(text)
