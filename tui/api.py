"""`serve-api`: a read-only Open Referral UK 3.0 API over the knowledge."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from aiohttp import web

from knowledge.gazetteer import Gazetteer
from knowledge.loader import CONTENT, load_knowledge
from knowledge.openreferral.catalogue import Catalogue, Filters
from knowledge.openreferral.export import PER_PAGE, envelope
from knowledge.openreferral.publish import all_documents
from knowledge.openreferral.values import clock, days, moment

MOST_PER_PAGE = 500
DEFAULT_METRES = 8_000.0
ABOUT = {
    "version": "HSDS-UK-3.0",
    "profile": "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md",
    "openapi_url": "https://docs.openreferraluk.org/en/latest/openapi30.json",
}
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "X-Content-Type-Options": "nosniff",
}
_PAGING = frozenset({"page", "per_page"})
_SERVICES = frozenset(
    {
        "search",
        "taxonomy_term_id",
        "taxonomy_id",
        "organization_id",
        "modified_after",
        "minimum_age",
        "maximum_age",
    }
    | {"start_time", "end_time", "day"}
)
_PLACES = _SERVICES | {"postcode", "proximity"}
_TERMS = frozenset({"taxonomy_id", "parent_id"})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Wrong(Exception):
    """A request that cannot be answered; the message says what would be right."""


def _json(value: Any, status: int = 200) -> web.Response:
    body = value if isinstance(value, bytes) else msgspec.json.encode(value)
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")


def _error(status: int, message: str) -> web.Response:
    return _json({"status": status, "error": message}, status)


@web.middleware
async def _sane(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every answer is JSON and open to any page; nothing that fails shows how."""
    try:
        answer = _json(b"", 204) if request.method == "OPTIONS" else await handler(request)
    except _Wrong as error:
        answer = _error(400, str(error))
    except web.HTTPNotFound:
        answer = _error(404, "there is nothing here; see / and /services")
    except web.HTTPMethodNotAllowed:
        answer = _error(405, "this API only answers GET")
    except web.HTTPException as error:
        answer = _error(error.status, error.reason)
    except Exception as error:  # the caller learns nothing of our insides; the log learns the kind
        print(f"fingerpost: a request failed ({type(error).__name__})", file=sys.stderr)
        answer = _error(500, "something went wrong here")
    answer.headers.update(_HEADERS)
    return answer


class Api:
    """The endpoints."""

    def __init__(self, catalogue: Catalogue, gazetteer: Gazetteer) -> None:
        self._catalogue = catalogue
        self._gazetteer = gazetteer

    def app(self) -> web.Application:
        """The application, ready to be run."""
        app = web.Application(middlewares=[_sane])
        routes: Sequence[tuple[str, Handler]] = (
            ("/", self._about),
            ("/services", self._services),
            ("/services/{id}", self._service),
            ("/service_at_locations", self._places),
            ("/service_at_locations/{id}", self._place),
            ("/taxonomies", self._taxonomies),
            ("/taxonomies/{id}", self._taxonomy),
            ("/taxonomy_terms", self._terms),
            ("/taxonomy_terms/{id}", self._term),
        )
        for path, handler in routes:
            app.router.add_get(path, handler)
            if path != "/":
                app.router.add_get(path + "/", handler)
        return app

    async def _about(self, request: web.Request) -> web.Response:
        return _json(ABOUT)

    async def _services(self, request: web.Request) -> web.Response:
        found = self._catalogue.services(self._filters(request, _SERVICES))
        return _page(request, [msgspec.Raw(item.view) for item in found])

    async def _service(self, request: web.Request) -> web.Response:
        return _one(request, self._catalogue.service, "service")

    async def _places(self, request: web.Request) -> web.Response:
        found = self._catalogue.places(self._filters(request, _PLACES))
        return _page(request, [msgspec.Raw(item.view) for item in found])

    async def _place(self, request: web.Request) -> web.Response:
        return _one(request, self._catalogue.place, "service at a location")

    async def _taxonomies(self, request: web.Request) -> web.Response:
        _expect(request, frozenset())
        return _page(request, self._catalogue.taxonomies())

    async def _taxonomy(self, request: web.Request) -> web.Response:
        return _one(request, self._catalogue.taxonomy, "taxonomy")

    async def _terms(self, request: web.Request) -> web.Response:
        _expect(request, _TERMS)
        taxonomy, parent = _uuid(request, "taxonomy_id"), _uuid(request, "parent_id")
        return _page(request, self._catalogue.terms(taxonomy, parent))

    async def _term(self, request: web.Request) -> web.Response:
        return _one(request, self._catalogue.term, "taxonomy term")

    def _filters(self, request: web.Request, known: frozenset[str]) -> Filters:
        _expect(request, known)
        near, metres = self._near(request) if "postcode" in known else (None, 0.0)
        return Filters(
            search=request.query.get("search") or None,
            taxonomy_term_id=_uuid(request, "taxonomy_term_id"),
            taxonomy_id=_uuid(request, "taxonomy_id"),
            organization_id=_uuid(request, "organization_id"),
            modified_after=_read(request, "modified_after", moment, "2026-11-22T10:00:00Z"),
            minimum_age=_number(request, "minimum_age"),
            maximum_age=_number(request, "maximum_age"),
            start_time=_read(request, "start_time", clock, "09:00"),
            end_time=_read(request, "end_time", clock, "17:00"),
            day=_read(request, "day", days, "MO"),
            near=near,
            metres=metres,
        )

    def _near(self, request: web.Request) -> tuple[tuple[float, float] | None, float]:
        postcode = request.query.get("postcode")
        metres = _number(request, "proximity")
        if not postcode:
            if metres is not None:
                raise _Wrong("proximity needs a postcode, such as HP1 1DN")
            return None, 0.0
        spot = self._gazetteer.locate(postcode)
        if spot is None:
            raise _Wrong("postcode is not one of Great Britain; write it like HP1 1DN")
        return (spot.lat, spot.lon), DEFAULT_METRES if metres is None else metres


def _expect(request: web.Request, known: frozenset[str]) -> None:
    """A filter that we do not know is refused: ignored in silence, it would make the answer wrong."""
    strange = sorted(set(request.query) - known - _PAGING)
    if strange:
        raise _Wrong(
            f"there is no parameter '{strange[0][:40]}' here; there is: {', '.join(sorted(known | _PAGING))}"
        )


def _whole(request: web.Request, name: str, default: int, most: int) -> int:
    text = request.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise _Wrong(f"{name} must be a whole number from 1 to {most}")
    return int(text)


def _number(request: web.Request, name: str) -> float | None:
    text = request.query.get(name)
    if text is None or text == "":
        return None
    if not (text.isascii() and len(text) < 12 and text.replace(".", "", 1).isdigit()):
        raise _Wrong(f"{name} must be a number, such as 18")
    return float(text)


def _uuid(request: web.Request, name: str) -> str | None:
    text = request.query.get(name)
    if not text:
        return None
    try:
        return str(UUID(text))
    except ValueError:
        raise _Wrong(f"{name} must be a UUID") from None


def _read(request: web.Request, name: str, reader: Callable[[object], Any], example: str) -> str | None:
    text = request.query.get(name)
    if not text:
        return None
    value, _ = reader(text)
    if value is None:
        raise _Wrong(f"{name} cannot be read; write it like {example}")
    return str(value)


def _page(request: web.Request, items: Sequence[Any]) -> web.Response:
    per_page = _whole(request, "per_page", PER_PAGE, MOST_PER_PAGE)
    number = _whole(request, "page", 1, 1_000_000)
    start = (number - 1) * per_page
    return _json(envelope(items[start : start + per_page], number, per_page, len(items)))


def _one(request: web.Request, find: Callable[[str], Any], what: str) -> web.Response:
    found = find(request.match_info["id"])
    return _error(404, f"there is no {what} of that id") if found is None else _json(found)


def make_api(folder: Path) -> tuple[Api, int]:
    """The API over a knowledge folder, and how many services it has.

    Raises:
        KnowledgeError: the folder is wrong.
    """
    documents = list(all_documents(load_knowledge(folder)))
    return Api(Catalogue(documents), Gazetteer(folder)), len(documents)


def serve_api(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    api, count = make_api(args.source or CONTENT)
    asyncio.run(_serve(api, count, args.host, args.port))
    return 0


async def _serve(api: Api, count: int, host: str, port: int) -> None:
    runner = web.AppRunner(api.app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        bound = runner.addresses[0]
        print(f"{count} services at http://{bound[0]}:{bound[1]}/ (Ctrl+C to stop)", flush=True)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
