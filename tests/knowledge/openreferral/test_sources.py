"""Files of every kind are read, or refused with the reason."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from knowledge.openreferral.mapping import read_mapping
from knowledge.openreferral.sources import Reading, read_files
from knowledge.problems import KnowledgeError
from tests.feeds import make_service

MAPPING = """\
- {field: name, column: Name}
- {field: phone, columns: [Tel 1, Tel 2]}
- {field: term, column: Kinds, split: ";"}
- {field: postcode, column: Post code}
- {field: monday, column: Mon}
- {field: status, value: active}
"""
TABLE = "Name¬Tel 1¬Tel 2¬Kinds¬Post code¬Mon¬Odd\nCafé£¬1617486414¬¬Food;Tea¬hp11dn¬9:00am-5pm¬kept\n\n"


def read(path: Path, mapping: Path | None = None) -> tuple[list[object], Reading]:
    reading = Reading()
    items = list(read_files(path, reading, read_mapping(mapping) if mapping else None))
    return [item.record for item in items], reading


def test_pages_lists_single_records_and_lines_are_read_packed_or_not(tmp_path: Path) -> None:
    one = json.dumps(make_service(1))
    (tmp_path / "a.json").write_text(f'{{"contents": [{one}], "total_items": 9, "first_page": true}}')
    (tmp_path / "b.json").write_bytes(b"\xef\xbb\xbf" + f"[{one}]".encode())
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(f"{one}\n\n{one}\n".encode()))
    (tmp_path / "d.json").write_text(one)
    (tmp_path / "e.json").write_text(f'{{"content": [{one}]}}')
    (tmp_path / "notes.txt").write_text("no")
    records, reading = read(tmp_path)
    assert len(records) == 6 and not reading.refused
    assert reading.versions == {"1.0", "3.0"} and reading.claimed == 9 and reading.seen == 6


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.json", b'{"contents": [{"id"', "is not JSON"),
        ("a.json", b"<html>", "is not JSON"),
        ("a.json", b"[" * 5000, "is not JSON"),
        ("a.json", b'{"version": "3", "openapi_url": "x"}', "the description of an API"),
        ("a.json", b'[{"id": 1, "slug": "x", "label": "X"}]', "a word list"),
        ("a.json", b'{"hello": 1}', "holds no services"),
        ("a.json", b"3", "is a plain value"),
        ("a.jsonl.gz", b"\x1f\x8bnot really", "is not a whole gzip file"),
        ("a.csv", b"a,b\n1,2\n", "--mapping"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(
    name: str, data: bytes, why: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    records, reading = read(tmp_path / name)
    assert not records
    assert why in reading.refused[0][1]


def test_a_truncated_gzip_is_refused_after_what_could_be_read(tmp_path: Path) -> None:
    lines = "".join(json.dumps(make_service(number)) + "\n" for number in range(2000))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode())[:-4000])
    records, reading = read(tmp_path / "a.jsonl.gz")
    assert 0 < len(records) < 2000
    assert reading.refused == [("a.jsonl.gz", "is not a whole gzip file")]


def test_letters_that_cannot_be_written_again_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(
        json.dumps(make_service(1) | {"name": "A\ud800B", "x": float("nan")}).encode()
    )
    records, _ = read(tmp_path / "a.json")
    assert isinstance(records[0], dict) and records[0]["name"] == "A\ufffdB" and records[0]["x"] is None


def test_a_table_is_read_by_its_mapping_whatever_its_encoding_and_delimiter(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(MAPPING)
    (tmp_path / "t.csv").write_bytes(TABLE.encode("cp1252"))
    records, reading = read(tmp_path / "t.csv", tmp_path / "map.yaml")
    assert records == [
        {
            "name": "Café£",
            "status": "active",
            "contacts": [{"phones": [{"number": "1617486414"}]}],
            "attributes": [
                {"link_type": "service", "taxonomy_term": {"id": term, "name": term}}
                for term in ("Food", "Tea")
            ],
            "service_at_locations": [{"location": {"addresses": [{"postal_code": "hp11dn"}]}}],
            "schedules": [{"freq": "WEEKLY", "byday": "MO", "opens_at": "9:00am", "closes_at": "5pm"}],
            "source_columns": {"Odd": "kept"},
        }
    ]
    assert not reading.refused


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {field: name, column: Naem}\n", "map.yaml:1: there is no column 'Naem'; did you mean 'Name'?"),
        (
            "- {field: name, column: Name}\n- {feild: url}\n",
            "map.yaml:2: unknown key 'feild'; did you mean 'field'?",
        ),
        ("- {field: nmae, column: Name}\n", "map.yaml:1: field: Invalid enum value 'nmae'"),
        ("- {field: name}\n", "map.yaml:1: give one of: column, columns, value"),
        ("- {field: url, column: Name}\n", "map.yaml:1: maps no 'name'"),
    ],
)
def test_a_wrong_mapping_is_refused_at_its_line(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(text)
    (tmp_path / "t.csv").write_bytes(TABLE.encode("cp1252"))
    with pytest.raises(KnowledgeError) as caught:
        read(tmp_path / "t.csv", tmp_path / "map.yaml")
    assert any(str(problem).startswith(message) for problem in caught.value.problems)
