"""What a command works with: the clock, the index, the hub's settings, an assistant that knows them."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from assistant.engine import DEFAULT_LIMIT
from assistant.library import Library, open_library, open_live_library
from assistant.shared import open_live_shared, open_shared
from index.live import Live
from tui.home import engine_address, index_root, shown_file
from tui.hub import Hub, check_hub, hub_file, load_hub
from tui.progress import ProgressBar
from tui.shown import CountingAssistant, Shown

FEW = 3
"""Services in one answer of the large-print layout."""


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def root_of(args: argparse.Namespace) -> Path:
    """The folder of the index."""
    chosen: Path | None = args.index
    return chosen or index_root()


def warn(message: str) -> None:
    """A line on standard error."""
    print(f"fingerpost: {message}", file=sys.stderr)


def library_of(args: argparse.Namespace) -> Library:
    """Everything that answers come from, opened once."""
    if address := address_of(args):
        return open_shared(address)
    bar = ProgressBar("Building the index")
    return open_library(root_of(args), now(), content_of(args), bar, warn)


def hub_and_assistant(args: argparse.Namespace) -> tuple[Hub, CountingAssistant]:
    """The hub's settings, checked, and an assistant that knows them."""
    hub, entry = load_hub(hub_file(args.hub))
    live = _live_library(args)
    library = live.now()
    check_hub(hub, entry, library.knowledge)
    shown = Shown(shown_file(root_of(args)) if hub.count_shown else None, now)
    limit = FEW if hub.large_print else DEFAULT_LIMIT
    return hub, CountingAssistant(library, limit, hub.house, now, shown, live.now)


def _live_library(args: argparse.Namespace) -> Live[Library]:
    """A library that moves on by itself when there is a newer index."""
    if address := address_of(args):
        return open_live_shared(address)
    bar = ProgressBar("Building the index")
    return open_live_library(root_of(args), now(), content_of(args), bar, warn)


def address_of(args: argparse.Namespace) -> str | None:
    """The server that holds the index, as the command line, the environment or the hub's settings say."""
    named = engine_address(args.engine, args.index)
    return named or (None if args.index else _settings(args).engine)


def content_of(args: argparse.Namespace) -> Path | None:
    """The hub's own folder of knowledge; None for the one that the index was built from."""
    own = _settings(args).knowledge
    return Path(own) if own else None


def _settings(args: argparse.Namespace) -> Hub:
    return load_hub(hub_file(getattr(args, "hub", None)))[0]
