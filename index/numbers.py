"""Lists of whole numbers as bytes: 32-bit, unsigned, low byte first, whatever the machine."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable

CODE = "I"
"""The type code of `array.array` for 32-bit unsigned numbers."""


def packed(values: Iterable[int]) -> bytes:
    """Numbers from 0 to 2³² - 1 as bytes.

    Raises:
        OverflowError: a number is out of range.
    """
    return _turned(array(CODE, values)).tobytes()


def unpacked(data: bytes) -> array[int]:
    """The numbers in bytes that `packed` made.

    Raises:
        ValueError: the bytes hold a broken number.
    """
    values = array(CODE)
    values.frombytes(data)
    return _turned(values)


def _turned(values: array[int]) -> array[int]:
    if sys.byteorder == "big":
        values.byteswap()
    return values
