"""The command line of what looks after the knowledge and the index, and of the API over it."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from tui.arguments import Command, Parser, common, engine, port, where
from tui.home import index_root
from tui.trust_cli import add_trust


def add_knowledge(subs: argparse._SubParsersAction[Parser]) -> None:
    """`fingerpost knowledge …`."""
    from tui import upkeep

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
    check.set_defaults(run=upkeep.knowledge_check)
    add_trust(actions)
    _exchange(actions)


def _exchange(actions: argparse._SubParsersAction[Parser]) -> None:
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
    common(bring, area=False)
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


def add_api(subs: argparse._SubParsersAction[Parser]) -> None:
    """`fingerpost serve-api`."""
    serve = subs.add_parser(
        "serve-api",
        help="a read-only Open Referral UK 3.0 API over the services",
        description="Answer other systems over HTTP, as Open Referral UK 3.0. Read-only; nothing is logged.",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1)")
    serve.add_argument(
        "--port", metavar="N", type=port, default=8080, help="port, 0 to 65535 (default: 8080)"
    )
    serve.add_argument(
        "--from",
        dest="source",
        metavar="DIR",
        type=Path,
        help="folder of knowledge (default: the one that ships)",
    )
    serve.set_defaults(run=_later("serve_api", "tui.api"))


def _later(name: str, module: str = "tui.exchange") -> Command:
    """A command whose libraries are loaded only when it is run."""

    def run(args: argparse.Namespace) -> int:
        command: Command = getattr(import_module(module), name)
        return command(args)

    return run


def add_index(subs: argparse._SubParsersAction[Parser]) -> None:
    """`fingerpost index …`."""
    from tui import shared, upkeep

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
    where(build, "--to")
    build.set_defaults(run=upkeep.index_build)
    migrate = actions.add_parser(
        "migrate",
        help="set up the tables and roles of a PostgreSQL server",
        description="Set up the tables and roles of a PostgreSQL server, or bring them up to date.",
    )
    engine(migrate)
    migrate.set_defaults(run=shared.migrate, index=None)
    for name, run, text in (
        ("status", upkeep.index_status, "which index is serving, and whether it is up to date"),
        ("verify", upkeep.index_verify, "check every file of the index against its checksum"),
    ):
        action = actions.add_parser(name, help=text, description=text)
        where(action)
        action.add_argument(
            "--from",
            dest="source",
            metavar="DIR",
            type=Path,
            help="folder of knowledge (default: the one that ships)",
        )
        action.set_defaults(run=run)
    _bundles(actions)


def _bundles(actions: argparse._SubParsersAction[Parser]) -> None:
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
