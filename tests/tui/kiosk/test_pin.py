"""The staff PIN."""

from __future__ import annotations

import io

import pytest

from tests.tui.kiosk.conftest import PIN
from tui.kiosk.command import set_pin
from tui.kiosk.pin import PinLock, hashed, is_hash, matches


def test_a_hash_opens_for_its_own_pin_only(pin_hash: str) -> None:
    assert matches(PIN, pin_hash)
    assert not matches("4072", pin_hash)
    assert not matches("", pin_hash)


def test_two_hashes_of_one_pin_differ_and_hold_no_digit_row_of_it() -> None:
    first, second = hashed("90210334"), hashed("90210334")
    assert first != second
    assert "90210334" not in first


@pytest.mark.parametrize("pin", ["123", "1234567890123", "12a4", "١٢٣٤", "", "12 34"])
def test_what_is_no_pin_is_refused_without_repeating_it(pin: str) -> None:
    with pytest.raises(ValueError, match="4 to 12 digits") as fault:
        hashed(pin)
    assert not pin or pin not in str(fault.value).replace("4 to 12", "")


@pytest.mark.parametrize(
    "written",
    ["", "1234", "scrypt$", "scrypt$16384$8$1$$", "scrypt$2$8$1$AAAA$BBBB", "scrypt$16384$8$1$AA$BB", "$scrypt"],
)  # fmt: skip
def test_a_damaged_hash_is_noticed_and_opens_for_nothing(written: str) -> None:
    assert not is_hash(written)
    assert not matches("1234", written)


def test_wrong_tries_are_slowed_up_to_a_minute(pin_hash: str) -> None:
    lock, now, waits = PinLock(pin_hash), 0.0, []
    for _ in range(9):
        assert not lock.opens("0000", now)
        waits.append(lock.wait(now))
        now += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_the_right_pin_within_the_wait_is_refused(pin_hash: str) -> None:
    lock = PinLock(pin_hash)
    lock.opens("0000", 10.0)
    assert not lock.opens(PIN, 10.5)
    assert lock.opens(PIN, 11.0)
    assert lock.wait(11.0) == 0


def test_each_try_is_told_before_it_counts(pin_hash: str) -> None:
    lock, told = PinLock(pin_hash), list[tuple[bool, float]]()
    lock.tell = lambda right: told.append((right, lock.wait(0.0)))
    lock.opens("0000", 0.0)
    assert told == [(False, 0.0)]


def test_setting_a_pin_prints_one_line_that_opens_for_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("882044\n882044\n"))
    assert set_pin() == 0
    said = capsys.readouterr()
    key, _, written = said.out.strip().partition(": ")
    assert key == "staff_pin"
    assert matches("882044", written)
    assert "882044" not in said.out + said.err


@pytest.mark.parametrize(("typed", "why"), [("12\n12\n", "4 to 12 digits"), ("1234\n1235\n", "not the same")])
def test_setting_a_pin_badly_is_refused(monkeypatch: pytest.MonkeyPatch, typed: str, why: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(ValueError, match=why):
        set_pin()
