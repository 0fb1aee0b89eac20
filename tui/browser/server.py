"""Serves the resident's app to browsers, on this machine only unless told otherwise.

textual-serve starts one process for each visitor, so no visitor can see another's words. What it lacks is added
here: a limit of visitors at once, a check that the page asking is our own, bounds on what a browser may send, a page
that works on a tablet and without the internet, and a log that never holds what was typed.
"""

from __future__ import annotations

import logging
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp_jinja2
from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from assistant.say import Say

log = logging.getLogger("fingerpost.serve")
TEMPLATES = Path(__file__).with_name("templates")
FONT, LEAST_FONT, MOST_FONT, FONT_STEP = 18, 12, 40, 4
"""Size of the letters, in pixels."""
MAX_MESSAGE = 128 * 1024
"""Bytes that a browser may send at once: a long paste, and no more."""
LEAST_COLUMNS, MOST_COLUMNS, LEAST_ROWS, MOST_ROWS = 20, 300, 8, 120
_SECURITY = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "connect-src 'self' ws: wss:; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'"
    ),
}


class BrowserServer(Server):
    """textual-serve's server with a limit of visitors."""

    def __init__(
        self,
        command: Sequence[str],
        say: Say,
        title: str,
        host: str,
        port: int,
        public: str | None,
        most: int,
    ) -> None:
        """`command` is what each visitor's process runs; `most` is how many visitors may be there at once."""
        super().__init__(shlex.join(command), host, port, title, public, templates_path=TEMPLATES)
        self._say = say
        self._most = most
        self._open = 0

    def initialize_logging(self) -> None:
        """Warnings only, in one line each, without the values of variables."""
        logging.basicConfig(level=logging.WARNING, format="fingerpost: %(message)s", force=True)

    async def on_startup(self, app: web.Application) -> None:
        """Say where it can be reached."""
        print(
            f"Fingerpost is at {self.public_url} (up to {self._most} visitors at once). Ctrl+C ends it.",
            flush=True,
        )

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.on_response_prepare.append(_add_headers)
        return app

    @aiohttp_jinja2.template("app_index.html")
    async def handle_index(self, request: web.Request) -> dict[str, Any]:
        """The page; where the house is full, one that says so and tries again."""
        size = _bounded(request.query.get("fontsize"), FONT, LEAST_FONT, MOST_FONT)
        base = urlsplit(self.public_url).path.rstrip("/")
        return {
            "say": self._say,
            "title": self.title,
            "full": self._open >= self._most,
            "font_size": size,
            "smaller": max(LEAST_FONT, size - FONT_STEP),
            "larger": min(MOST_FONT, size + FONT_STEP),
            "static": f"{base}/static/",
            "socket": f"{base}/ws",
        }

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One visitor, from the first key to the last."""
        if not _same_site(request):
            raise web.HTTPForbidden(text="This page may only be used from its own address.")
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=MAX_MESSAGE)
        await socket.prepare(request)
        if self._open >= self._most:
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return socket
        self._open += 1
        try:
            await self._visit(request, socket)
        finally:
            self._open -= 1
        return socket

    async def _visit(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        async def leave() -> None:
            await socket.close()

        service = AppService(
            self.command,
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=leave,
            download_manager=self.download_manager,
        )
        columns = _bounded(request.query.get("width"), 80, LEAST_COLUMNS, MOST_COLUMNS)
        rows = _bounded(request.query.get("height"), 24, LEAST_ROWS, MOST_ROWS)
        try:
            await service.start(columns, rows)
            await self._process_messages(socket, service)
        except ConnectionError:
            log.warning("a visitor's connection was lost")
        finally:
            await service.stop()

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        """Pass on what a browser sends; what is not of the known shapes ends the visit."""
        async for message in websocket:
            if message.type != WSMsgType.TEXT:
                continue
            try:
                kind, *rest = message.json()
                await _pass_on(kind, rest, websocket, app_service)
            except (ValueError, TypeError, KeyError, IndexError, AttributeError):
                log.warning("a visitor was let go: their browser sent something that is not understood")
                await websocket.close(code=WSCloseCode.UNSUPPORTED_DATA)
                return


async def _pass_on(kind: str, rest: list[Any], socket: web.WebSocketResponse, service: AppService) -> None:
    match kind:
        case "stdin":
            await service.send_bytes(rest[0].encode("utf-8"))
        case "resize":
            await service.set_terminal_size(
                min(max(int(rest[0]["width"]), LEAST_COLUMNS), MOST_COLUMNS),
                min(max(int(rest[0]["height"]), LEAST_ROWS), MOST_ROWS),
            )
        case "ping":
            await socket.send_json(["pong", rest[0]])
        case "blur":
            await service.blur()
        case "focus":
            await service.focus()


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)


def _same_site(request: web.Request) -> bool:
    """True for our own page, and for what is no browser. A foreign page must not open a visit in someone's name."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    hosts = {request.host, request.headers.get("X-Forwarded-Host", request.host)}
    return urlsplit(origin).netloc in hosts


def _bounded(text: str | None, default: int, least: int, most: int) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 4:
        return default
    return min(max(int(text), least), most)
