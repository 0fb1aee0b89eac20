"""What `fingerpost serve` lets in, without a browser."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer

from assistant.engine import Assistant
from tui.browser.server import BrowserServer

SLEEPER = [sys.executable, "-c", "print('__GANGLION__', flush=True); import sys; sys.stdin.read()"]
"""Stands for a visitor's app: it starts, and says nothing."""


@asynccontextmanager
async def client_of(assistant: Assistant, most: int = 1) -> AsyncIterator[TestClient]:  # type: ignore[type-arg]
    server = BrowserServer(SLEEPER, assistant.text, "A <b>Hub</b>", "127.0.0.1", 8000, None, most)
    async with TestClient(TestServer(await server._make_app())) as client:
        yield client


async def test_the_page_is_safe_and_fits_a_tablet(assistant: Assistant) -> None:
    async with client_of(assistant) as client:
        answer = await client.get("/?fontsize=99999")
        page = await answer.text()
        assert "width=device-width" in page
        assert 'data-font-size="18"' in page
        assert "<b>Hub" not in page
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_full_house_says_so(assistant: Assistant) -> None:
    async with client_of(assistant) as client:
        async with client.ws_connect("/ws"):
            assert "All places are taken" in await (await client.get("/")).text()
            second = await client.ws_connect("/ws")
            assert (await second.receive()).type is WSMsgType.CLOSE
        assert "All places are taken" not in await (await client.get("/")).text()


async def test_another_site_may_not_open_a_visit(assistant: Assistant) -> None:
    async with client_of(assistant) as client:
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect("/ws", headers={"Origin": "https://elsewhere.example"})
        assert refused.value.status == 403


@pytest.mark.parametrize(
    "sent", ["{", "[]", "5", '["stdin"]', '["stdin", 5]', '["resize", {"width": "x"}]', "null"]
)
async def test_what_is_not_understood_ends_the_visit(assistant: Assistant, sent: str) -> None:
    async with client_of(assistant) as client, client.ws_connect("/ws") as socket:
        await socket.send_str(sent)
        assert (await socket.receive()).type is WSMsgType.CLOSE
