"""A store of what was worked out before, bounded by how much memory it takes: the longest unused goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MAX_BYTES = 48_000_000


class ByteCache(Generic[K, V]):
    """Values by key, up to a number of bytes together."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max = max_bytes
        self._held = 0
        self._items: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, or None where it is not, or no longer, held."""
        found = self._items.get(key)
        if found is None:
            return None
        self._items.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Hold a value that takes up `size` bytes. What is larger than the whole store is not held."""
        if size > self._max or key in self._items:
            return
        self._items[key] = (value, size)
        self._held += size
        while self._held > self._max:
            _, (_, freed) = self._items.popitem(last=False)
            self._held -= freed
