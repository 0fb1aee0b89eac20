"""Services by some digits of their phone numbers."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from functools import cached_property

from knowledge.records import Service

LEAST_DIGITS = 3
_LETTER = re.compile(r"[a-z]", re.IGNORECASE)
_NOT_DIGIT = re.compile(r"\D")


class NumberSearch:
    """Finds digits anywhere in a number, in one pass over all of them."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._services = services

    @cached_property
    def _numbers(self) -> tuple[str, list[int], list[str]]:
        """All numbers one a line, where each line begins, and whose it is."""
        lines: list[str] = []
        begins: list[int] = []
        owners: list[str] = []
        at = 0
        for service in self._services:
            for phone in service.phones:
                line = _NOT_DIGIT.sub("", phone.number)
                lines.append(line)
                begins.append(at)
                owners.append(service.id)
                at += len(line) + 1
        return "\n".join(lines), begins, owners

    def find(self, query: str) -> list[str]:
        """Ids of services with a number that holds the digits of a query; none where the query has letters."""
        digits = _NOT_DIGIT.sub("", query)
        if len(digits) < LEAST_DIGITS or _LETTER.search(query):
            return []
        text, begins, owners = self._numbers
        found: list[str] = []
        at = text.find(digits)
        while at >= 0:
            found.append(owners[bisect.bisect_right(begins, at) - 1])
            at = text.find(digits, at + 1)
        return list(dict.fromkeys(found))
