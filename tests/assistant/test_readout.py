"""Records as sentences to read to a caller."""

from __future__ import annotations

from typing import get_args

import pytest

from assistant.engine import Assistant
from assistant.readout import grouped, readout, spoken_address
from assistant.reply import show_service
from knowledge.records import Access, Audience, ReferralRoute
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("01442 228000", "0 1 4 4 2,  2 2 8,  0 0 0"),
        ("0300 123 4042", "0 3 0 0,  1 2 3,  4 0 4 2"),
        ("116 123", "1 1 6,  1 2 3"),
        ("999", "9 9 9"),
        ("01422 288001", "0 1 4 2 2,  2 8 8,  0 0 1"),
        ("0800 9177650", "0 8 0 0,  9 1 7,  7 6,  5 0"),
    ],
)
def test_a_number_is_read_in_groups(number: str, groups: str) -> None:
    assert grouped(number).replace("\xa0", " ") == groups


def test_no_figure_is_lost_or_added(assistant: Assistant) -> None:
    for service in assistant.library.knowledge.services:
        for phone in service.phones:
            figures = [char for char in phone.number if char.isalnum() or char == "+"]
            assert [char for char in grouped(phone.number) if char.isalnum() or char == "+"] == figures


def test_an_address_is_read_as_it_is_said() -> None:
    assert spoken_address("info@age-uk.org.uk") == "info at age dash uk dot org dot uk"


def test_everything_a_record_can_offer_has_words(assistant: Assistant) -> None:
    kinds = {"access": Access, "audience": Audience, "referral": ReferralRoute}
    for kind, values in kinds.items():
        for value in get_args(values):
            assert assistant.text(f"{kind}-{value}")


def test_every_record_reads_as_ended_sentences(assistant: Assistant) -> None:
    texts = assistant.library.knowledge.reply_text
    for service in assistant.library.knowledge.services:
        sentences = list(readout(show_service(service, "", texts, now=NOW), assistant.text))
        assert service.name in sentences[0]
        assert all(sentence.rstrip(")”'\"").endswith((".", "?")) for sentence in sentences), sentences
