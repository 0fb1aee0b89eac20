"""The options of `fingerpost knowledge confirm`, `report`, `stale` and `diff`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, get_args

from knowledge.trust.facts import How, ReportKind, Teller
from tui import changes, trust

MOST = 10_000


def add_trust(actions: argparse._SubParsersAction[Any]) -> None:
    """Add the four commands."""
    _confirm(actions)
    _report(actions)
    _stale(actions)
    _diff(actions)


def _add(
    actions: argparse._SubParsersAction[Any], name: str, text: str, more: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=more)
    parser.add_argument(
        "--dir", metavar="DIR", type=Path, help="folder of knowledge (default: the one that ships)"
    )
    return parser


def _confirm(actions: argparse._SubParsersAction[Any]) -> None:
    parser = _add(
        actions,
        "confirm",
        "say that a person checked a record",
        "Record that a person checked a record with the service. An edit is never a check.",
    )
    parser.add_argument("id", metavar="ID", help="id of the service")
    parser.add_argument("--by", metavar="INITIALS", required=True, help="who checked: one to four letters")
    parser.add_argument("--how", choices=get_args(How), required=True, help="how it was checked")
    parser.add_argument("--on", metavar="DATE", help="day of the check, such as 2026-11-22 (default: today)")
    parser.add_argument(
        "--said-by", metavar="WHO", help="the role of who said so, such as receptionist; never a name"
    )
    parser.set_defaults(run=trust.confirm)


def _report(actions: argparse._SubParsersAction[Any]) -> None:
    parser = _add(
        actions,
        "report",
        "say that a record is wrong",
        "Record that someone said a record is wrong. Only the kind is kept, no words.",
    )
    parser.add_argument("id", metavar="ID", help="id of the service")
    parser.add_argument("--kind", choices=get_args(ReportKind), required=True, help="what is wrong")
    parser.add_argument(
        "--by", choices=get_args(Teller), default="staff", help="who said so (default: staff)"
    )
    parser.set_defaults(run=trust.report)


def _stale(actions: argparse._SubParsersAction[Any]) -> None:
    parser = _add(
        actions,
        "stale",
        "what to check next",
        "What to check next: reported records first, then by how often one is shown and how old it is.",
    )
    parser.add_argument(
        "--limit", metavar="N", type=_number, default=20, help="at most N records (default: 20)"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument(
        "--index", metavar="DIR", type=Path, help="the index beside which the counts are kept"
    )
    parser.set_defaults(run=trust.list_stale)


def _diff(actions: argparse._SubParsersAction[Any]) -> None:
    parser = _add(
        actions,
        "diff",
        "what changed between two states of the knowledge",
        "What changed between two states of the knowledge: folders, or git revisions of the folder of knowledge.",
    )
    parser.add_argument("old", metavar="OLD", help="a folder, or a git revision such as HEAD~1")
    parser.add_argument(
        "new", metavar="NEW", nargs="?", help="the same (default: the folder of knowledge as it is)"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=changes.diff)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST:
        raise argparse.ArgumentTypeError(f"N is a whole number from 1 to {MOST:,}")
    return int(text)
