"""Numbers, addresses and times: real ones pass, wrong ones are named."""

from __future__ import annotations

import pytest

from knowledge.contacts import (
    date_problem,
    email_problem,
    opening_problem,
    phone_problem,
    text_problem,
    url_problem,
)


@pytest.mark.parametrize(
    "number", ["999", "111", "116 123", "0808 2000 247", "01442 228000", "+44 20 7946 0000"]
)
def test_numbers_in_use_pass(number: str) -> None:
    assert phone_problem(number) is None


@pytest.mark.parametrize(
    "number", ["", "12", "01442 22800", "0808 2000 24x", "1442 228000 0", "555 123", "ring us"]
)
def test_numbers_not_in_use_are_named(number: str) -> None:
    assert phone_problem(number)


@pytest.mark.parametrize(
    ("number", "right"), [("85258", True), ("999", True), ("07860 039967", True), ("12", False)]
)
def test_numbers_to_text(number: str, right: bool) -> None:
    assert (text_problem(number) is None) is right


@pytest.mark.parametrize(
    ("url", "right"), [("https://a.org.uk/x", True), ("a.org.uk", False), ("https://a b.uk", False)]
)
def test_web_addresses(url: str, right: bool) -> None:
    assert (url_problem(url) is None) is right


@pytest.mark.parametrize(("email", "right"), [("jo@a.org.uk", True), ("jo@a", False), ("jo at a.org", False)])
def test_emails(email: str, right: bool) -> None:
    assert (email_problem(email) is None) is right


@pytest.mark.parametrize(
    ("opening", "right"), [("Mo-Fr 09:00-17:00", True), ("24/7", True), ("9 to 5", False)]
)
def test_opening_hours(opening: str, right: bool) -> None:
    assert (opening_problem(opening) is None) is right


@pytest.mark.parametrize(("text", "right"), [("2026-11-22", True), ("2026-02-30", False), ("22 Nov", False)])
def test_dates(text: str, right: bool) -> None:
    assert (date_problem(text) is None) is right
