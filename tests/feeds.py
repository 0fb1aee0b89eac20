"""Open Referral feeds on loopback, over real HTTP, with the faults that real ones have."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from aiohttp import web

Service = dict[str, Any]
TERM = str(uuid5(NAMESPACE_URL, "term"))


def make_service(number: int, **more: Any) -> Service:
    """A service of a 3.0 feed, whole."""
    own = str(uuid5(NAMESPACE_URL, f"service {number}"))
    organization = str(uuid5(NAMESPACE_URL, f"organization {number % 7}"))
    return {
        "id": own,
        "name": f"Lunch club {number}",
        "status": "active",
        "description": "A hot lunch and company for older people.",
        "organization_id": organization,
        "organization": {"id": organization, "name": f"Club {number % 7}", "description": "A club"},
        "contacts": [
            {
                "id": str(uuid5(NAMESPACE_URL, f"contact {number}")),
                "phones": [
                    {
                        "id": str(uuid5(NAMESPACE_URL, f"phone {number}")),
                        "number": f"01442 228{number % 1000:03}",
                    }
                ],
            }
        ],
        "attributes": [
            {
                "id": own,
                "link_type": "service",
                "taxonomy_term": {"id": TERM, "name": "Befriending", "description": "x"},
            }
        ],
        "service_areas": [{"id": str(uuid5(NAMESPACE_URL, f"area {number}")), "name": "Dacorum"}],
        **more,
    }


@dataclass(slots=True)
class Feed:
    """A feed and its faults. `old` makes it a 1.0 feed."""

    services: list[Service]
    old: bool = False
    per_page: int = 10
    shallow: bool = True
    """The list leaves the nested parts out."""
    total: int | None = None
    """What it claims in place of the truth."""
    last_page: bool | None = None
    fail_every: int = 0
    """Each so manyth request fails with a 500, once."""
    cut_every: int = 0
    """Each so manyth answer is cut off, once."""
    repeats: bool = False
    """Whatever page is asked for, the last one comes again."""
    from_nought: bool = False
    details: bool = True
    broken: set[str] = field(default_factory=set)
    """Ids whose detail always fails."""
    on_request: Callable[[Feed, str], None] = lambda feed, path: None
    """Called before each answer: changes things midway."""
    requests: list[str] = field(default_factory=list)
    stop_after: int = 10**9
    """From this request on, nothing but 500s."""
    _failed: set[str] = field(default_factory=set)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The answer to one request."""
        self.requests.append(request.path_qs)
        self.on_request(self, request.path_qs)
        count = len(self.requests)
        if count > self.stop_after or self._turn_of(self.fail_every, count, request.path_qs):
            return web.json_response({"error": "oh"}, status=500)
        if self._turn_of(self.cut_every, count, request.path_qs):
            return web.Response(text='{"contents": [{"id": ', content_type="application/json")
        if request.path == "/services":
            return web.json_response(self.page(int(request.query.get("page", "1"))))
        asked = request.match_info.get("id", "")
        found = next((item for item in self.services if str(item["id"]) == asked), None)
        if asked in self.broken:
            return web.json_response({}, status=503)
        if found is None or not self.details:
            return web.json_response({"error": "not here"}, status=404)
        return web.json_response(found)

    def _turn_of(self, every: int, count: int, path: str) -> bool:
        """True for each so manyth request, but only once for the same path: asking again helps."""
        if not every or count % every or path in self._failed:
            return False
        self._failed.add(path)
        return True

    def page(self, number: int) -> dict[str, Any]:
        """A page of the list."""
        size = self.per_page
        pages = max(1, -(-len(self.services) // size))
        if self.repeats:
            number = min(number, pages)
        start = (number if self.from_nought else number - 1) * size
        items = self.services[start : start + size] if start >= 0 else []
        if self.shallow:
            items = [
                {key: value for key, value in item.items() if not isinstance(value, list)} for item in items
            ]
        total = len(self.services) if self.total is None else self.total
        first = number == (0 if self.from_nought else 1)
        last = number >= pages if self.last_page is None else self.last_page
        if self.old:
            return {"totalElements": total, "number": number, "first": first, "last": last, "content": items}
        return {
            "total_items": total,
            "total_pages": pages,
            "page_number": number,
            "size": len(items),
            "first_page": first,
            "last_page": last,
            "empty": not items,
            "contents": items,
        }


@contextmanager
def serving(app: web.Application) -> Iterator[str]:
    """Serve an application on loopback in a thread; gives its address."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    address: list[str] = []

    async def run() -> web.AppRunner:
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        ready.set()
        return runner

    def work() -> None:
        runner = loop.run_until_complete(run())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield address[0]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


@contextmanager
def serving_feed(feed: Feed) -> Iterator[str]:
    """Serve a feed; gives its address."""
    app = web.Application()
    app.router.add_get("/services", feed.answer)
    app.router.add_get("/services/{id}", feed.answer)
    with serving(app) as address:
        yield address
