"""A whole feed over HTTP: every page, then every detail; nothing is lost and nothing is doubled.

Totals and "last page" are not trusted. The list is walked until a walk brings no new record, because records
that are added or taken away meanwhile push others from one page to the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import aiohttp
import msgspec

from knowledge.openreferral.fetchstate import FetchState
from knowledge.openreferral.shapes import NotServices, Page, read_json, read_page

Progress = Callable[[int, int], None]
PER_PAGE = 100
AT_ONCE = 8
"""Details asked for at the same time."""
MAX_PAGES = 20_000
MAX_WALKS = 4
BARREN_PAGES = 3
"""So many pages in a row without a new record end a walk: the feed repeats itself."""
ATTEMPTS = 5
LONGEST_WAIT = 30.0
MAX_BYTES = 64 * 1024 * 1024
"""Of one answer."""
TIMEOUT = aiohttp.ClientTimeout(total=120, sock_connect=15, sock_read=45)
_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504})
UNREAD_SHARE = 0.01
"""Of the details, so many may stay unread; with more of them the fetch has failed."""
UNREAD_AT_LEAST = 3
_NO_DETAILS_AFTER = 20
"""So many details in a row that are not there: the feed has no details at all."""


class FetchFailed(Exception):
    """The feed could not be read whole; the message is one line for a person."""


class _Absent(Exception):
    """The server answered that there is no such thing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How patient to be."""

    attempts: int = ATTEMPTS
    first_wait: float = 0.5
    """Seconds before the second attempt; doubled each time."""
    at_once: int = AT_ONCE
    timeout: aiohttp.ClientTimeout = TIMEOUT


@dataclass(slots=True)
class Fetched:
    """What a feed gave."""

    records: list[bytes]
    """The records as JSON, each once, in the order of the list."""
    version: str | None
    walks: int
    resumed: bool
    without_detail: int = 0
    """Records that only the list gave."""
    gone_meanwhile: int = 0
    """Records that were taken away while we read."""
    unread: list[str] = field(default_factory=list)
    """Ids of records whose detail the feed could not give."""


def services_url(address: str) -> str:
    """`https://…/v3` or `https://…/v3/services` → the address of the list.

    Raises:
        FetchFailed: it is no web address.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchFailed(
            f"'{address}' is not a web address; write it like https://example.gov.uk/open-referral"
        )
    path = parts.path.rstrip("/")
    return urlunsplit(
        (parts.scheme, parts.netloc, path if path.endswith("/services") else f"{path}/services", "", "")
    )


def fetch_feed(
    address: str,
    state: Path,
    now: datetime,
    progress: Progress = lambda done, total: None,
    settings: Settings = Settings(),
) -> Fetched:
    """Read a feed; `state` is a file that lets a later call go on where this one was stopped.

    The caller removes it once the records are safe.

    Raises:
        FetchFailed: it could not be read whole.
        OSError: the state cannot be written.
    """
    url = services_url(address)
    kept = FetchState(state, url, now)
    try:
        return asyncio.run(_Feed(url, kept, progress, settings).read())
    finally:
        kept.close()


class _Feed:
    def __init__(self, url: str, state: FetchState, progress: Progress, settings: Settings) -> None:
        self._url = url
        self._state = state
        self._progress = progress
        self._settings = settings
        self._version: str | None = None
        self._per_page = True
        self._absent_in_a_row = 0
        self._unread: list[str] = []

    async def read(self) -> Fetched:
        headers = {"Accept": "application/json", "User-Agent": "Fingerpost (Open Referral import)"}
        async with aiohttp.ClientSession(timeout=self._settings.timeout, headers=headers) as self._session:
            while len(self._state.walks) <= MAX_WALKS:
                await self._walk()
                if not self._state.end_walk():
                    break
            await self._details()
        return self._gathered()

    async def _walk(self) -> None:
        """One walk through the list, going on after the last page that was kept."""
        barren = 0
        for number in range(self._state.page + 1, MAX_PAGES + 1):
            page = await self._page(number)
            if page is None or not page.records:
                break
            self._version = self._version or page.version
            if number == 1 and page.first is False:
                await self._page_nought()
            barren = 0 if self._state.add_page(number, page.records) else barren + 1
            self._progress(0, max(1, len(self._state.items)))
            if barren >= BARREN_PAGES:
                break

    async def _page_nought(self) -> None:
        """A feed whose page 1 says that it is not the first may count from nought."""
        try:
            page = await self._page(0)
        except FetchFailed:
            return
        if page is not None:
            self._state.add_page(1, page.records)

    async def _page(self, number: int) -> Page | None:
        parameters = {"page": str(number)} | ({"per_page": str(PER_PAGE)} if self._per_page else {})
        try:
            page: Page = await self._json(self._url, parameters, read_page)
            return page
        except _Absent as error:
            if number > 1:
                return None
            if self._per_page and number == 1:
                self._per_page = False  # some feeds refuse a page size
                return await self._page(number)
            if number == 0:
                return None
            raise FetchFailed(
                f"{self._url} answers {error}; is it the address of an Open Referral feed?"
            ) from None

    async def _details(self) -> None:
        wanted = [key for key in self._state.items if key not in self._state.details and _askable(key)]
        known = len(self._state.items) - len(wanted)
        queue = iter(wanted)
        done = 0

        async def work() -> None:
            nonlocal done
            for key in queue:
                if self._absent_in_a_row < _NO_DETAILS_AFTER:
                    await self._keep_detail(key)
                done += 1
                self._progress(known + done, len(self._state.items))

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(self._settings.at_once, len(wanted))):
                    group.create_task(work())
        except* FetchFailed as failed:
            raise FetchFailed(str(failed.exceptions[0])) from None

    async def _keep_detail(self, key: str) -> None:
        try:
            self._state.add_detail(key, await self._detail(key))
        except FetchFailed:
            self._unread.append(key)
            if len(self._unread) > max(UNREAD_AT_LEAST, UNREAD_SHARE * len(self._state.items)):
                raise

    async def _detail(self, key: str) -> Any:
        try:
            detail = await self._json(f"{self._url}/{quote(key, safe='')}", {}, _single)
        except _Absent:
            self._absent_in_a_row += 1
            return None
        self._absent_in_a_row = 0
        return detail if str(detail.get("id")) == key else None

    async def _json(self, url: str, parameters: dict[str, str], read: Callable[[Any], Any]) -> Any:
        """One answer, read; asked for again where it fails or is cut off."""
        trouble = ""
        for attempt in range(self._settings.attempts):
            if attempt:
                await asyncio.sleep(min(LONGEST_WAIT, self._settings.first_wait * 2 ** (attempt - 1)))
            try:
                async with self._session.get(url, params=parameters) as answer:
                    if answer.status in _RETRY:
                        trouble = f"answers {answer.status}"
                        await self._as_told(answer)
                        continue
                    if answer.status >= 400:
                        raise _Absent(str(answer.status))
                    body = await _body(answer)
                return read(read_json(body))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                trouble = f"does not answer ({type(error).__name__})"
            except NotServices as error:
                trouble = f"sends what {error}"
        raise FetchFailed(
            f"{url} {trouble} after {self._settings.attempts} attempts; nothing was changed, run it again to go on"
        )

    async def _as_told(self, answer: aiohttp.ClientResponse) -> None:
        """Wait as the server asks, up to a bound."""
        asked = answer.headers.get("Retry-After", "")
        if asked.isascii() and asked.isdigit():
            await asyncio.sleep(min(LONGEST_WAIT, float(asked)))

    def _gathered(self) -> Fetched:
        state = self._state
        walks = [walk for walk in state.walks if walk]
        last = walks[-1] if walks else set()
        fetched = Fetched([], self._version, len(walks), state.resumed, unread=sorted(self._unread))
        any_detail = any(detail is not None for detail in state.details.values())
        for key, item in state.items.items():
            detail = state.details.get(key)
            if detail is not None:
                fetched.records.append(_joined(item, detail))
            elif any_detail and key not in last and key not in self._unread:
                fetched.gone_meanwhile += 1
            else:
                fetched.without_detail += 1
                fetched.records.append(item)
        return fetched


def _askable(key: str) -> bool:
    return len(key) <= 200 and not key.startswith(("{", "["))


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > MAX_BYTES:
            raise NotServices("is bigger than 64 MB")
    return bytes(body)


def _single(value: Any) -> dict[str, Any]:
    """A detail, which some feeds wrap in a list or a page."""
    records = read_page(value).records
    if len(records) != 1 or not isinstance(records[0], dict):
        raise NotServices("is not one service")
    return records[0]


def _joined(item: bytes, detail: bytes) -> bytes:
    """The detail, with what only the list gave."""
    listed, full = msgspec.json.decode(item), msgspec.json.decode(detail)
    if not isinstance(listed, dict) or set(listed) <= set(full):
        return detail
    return msgspec.json.encode({**listed, **full})
