"""The staff PIN: hashed with scrypt and salted, never kept as it is; wrong tries are slowed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable

LEAST_DIGITS, MOST_DIGITS = 4, 12
LONGEST_WAIT = 60.0
_COST, _BLOCK, _LANES = 2**14, 8, 1
"""Parameters of scrypt (RFC 7914): 16 MB and some 50 ms for each try."""
_SALT_BYTES, _HASH_BYTES = 16, 32


def is_pin(text: str) -> bool:
    """True for 4 to 12 digits."""
    return text.isascii() and text.isdigit() and LEAST_DIGITS <= len(text) <= MOST_DIGITS


def hashed(pin: str, salt: bytes | None = None) -> str:
    """What goes into hub.yaml: `scrypt$cost$block$lanes$salt$hash`.

    Raises:
        ValueError: it is no PIN; the message does not repeat it.
    """
    if not is_pin(pin):
        raise ValueError(f"a PIN is {LEAST_DIGITS} to {MOST_DIGITS} digits, and nothing else")
    salt = os.urandom(_SALT_BYTES) if salt is None else salt
    return f"scrypt${_COST}${_BLOCK}${_LANES}${_encode(salt)}${_encode(_derive(pin, salt))}"


def is_hash(text: str) -> bool:
    """True for what `hashed` gives."""
    return _parts(text) is not None


def matches(pin: str, written: str) -> bool:
    """True where a PIN is the one that was hashed. Takes as long for a wrong one as for the right one."""
    parts = _parts(written)
    if parts is None or not is_pin(pin):
        return False
    salt, wanted = parts
    return hmac.compare_digest(_derive(pin, salt), wanted)


class PinLock:
    """Opens for the PIN. After each wrong try it waits 1, 2, 4 … 60 seconds."""

    def __init__(self, written: str) -> None:
        """`written` is the `staff_pin` of hub.yaml."""
        self._written = written
        self._wrong = 0
        self._opens_at = 0.0
        self.tell: Callable[[bool], None] = lambda right: None
        """Called with the outcome of each try, before it counts."""

    def wait(self, now: float) -> float:
        """Seconds until the next try is taken, 0 where it is taken now."""
        return max(0.0, self._opens_at - now)

    def opens(self, pin: str, now: float) -> bool:
        """Take a try. One that comes too early is refused, right or wrong."""
        if self.wait(now) > 0:
            return False
        right = matches(pin, self._written)
        self.tell(right)
        self.tried(right, now)
        return right

    def tried(self, right: bool, now: float) -> None:
        """Count a try that was made."""
        if right:
            self._wrong, self._opens_at = 0, 0.0
            return
        self._wrong += 1
        self._opens_at = now + min(LONGEST_WAIT, 2.0 ** min(self._wrong - 1, 10))


def _derive(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=_HASH_BYTES)


def _parts(written: str) -> tuple[bytes, bytes] | None:
    """Salt and hash; None where it is not what `hashed` gives."""
    head, _, rest = written.partition(f"scrypt${_COST}${_BLOCK}${_LANES}$")
    salt, found, wanted = rest.partition("$")
    if head or not found:
        return None
    try:
        parts = _decode(salt), _decode(wanted)
    except (binascii.Error, ValueError):
        return None
    return parts if len(parts[0]) >= _SALT_BYTES and len(parts[1]) == _HASH_BYTES else None


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
