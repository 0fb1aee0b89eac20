"""The commands `serve` and `serve-session`."""

from __future__ import annotations

import argparse
import sys

from tui.opened import hub_and_assistant


def serve(args: argparse.Namespace) -> int:
    """Serve the resident's app until stopped. The index is opened once first, so that it is built if need be."""
    from tui.browser.server import BrowserServer

    hub, assistant = hub_and_assistant(args)
    command = [sys.executable, "-m", "tui.cli", "serve-session"]
    for name, value in (("--index", args.index), ("--hub", args.hub), ("--area", args.area)):
        if value is not None:
            command += [name, str(value)]
    title = hub.name or assistant.text("title")
    server = BrowserServer(
        command, assistant.text, title, args.host, args.port, args.public_url, hub.browser_sessions
    )
    server.serve()
    return 0


def serve_session(args: argparse.Namespace) -> int:
    """One visitor's app, started by `serve`."""
    from tui.app import run_app
    from tui.browser.app import BrowserApp

    hub, assistant = hub_and_assistant(args)
    return run_app(BrowserApp(assistant, hub, assistant.start(args.area or hub.place)))
