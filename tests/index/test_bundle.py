"""An index in one file: it arrives whole from who it should, or not at all."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from index import bundle as bundles
from index.build import build
from index.bundle import Trust, pack, read_key, seal_of, take
from index.engine import WhooshEngine
from index.generations import IndexProblem, Manifest, current
from knowledge.gazetteer import Gazetteer
from tests.conftest import NOW
from tests.index.small import indexed, knowledge_of, query, some_services

KEY = b"k" * 32
OWN = "f" * 64


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return indexed(some_services(20, seed=5), tmp_path / "source")


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    root = tmp_path / "kiosk"
    build(knowledge_of(some_services(20)), root, NOW - timedelta(days=1))
    return root


def test_a_bundle_carries_the_index_to_another_machine(source: Path, kiosk: Path, tmp_path: Path) -> None:
    digest = pack(source, tmp_path / "b")
    take(kiosk, tmp_path / "b", Trust(expect=digest), OWN)
    ours, theirs = WhooshEngine(kiosk), WhooshEngine(source)
    assert ours.search(query("lunch")) == theirs.search(query("lunch"))
    assert ours.status().instead_of == OWN
    assert ours.status().fingerprint == theirs.status().fingerprint


def test_the_knowledge_of_a_bundle_needs_nothing_of_the_machine_it_came_from(
    source: Path, kiosk: Path, tmp_path: Path
) -> None:
    take(kiosk, tmp_path / "b", Trust(expect=pack(source, tmp_path / "b")), OWN)
    knowledge = WhooshEngine(kiosk).knowledge()
    assert Path(knowledge.folder).is_relative_to(kiosk)
    assert "lunch" in knowledge.ordinary_words()
    assert Gazetteer(Path(knowledge.folder)).knows_outcode("HP1")


def test_the_same_index_makes_the_same_file(source: Path, tmp_path: Path) -> None:
    assert pack(source, tmp_path / "a", KEY) == pack(source, tmp_path / "b", KEY)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def rewritten(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The same bundle with parts changed, as anybody with a zip tool can."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def _other_content(parts: dict[str, bytes]) -> None:
    parts["knowledge.json"] = parts["knowledge.json"].replace(b"01442", b"01443")


def _resealed(parts: dict[str, bytes]) -> None:
    """Altered by someone who knows how it is made, but not the key."""
    _other_content(parts)
    manifest = msgspec.json.decode(parts["manifest.json"], type=Manifest)
    sums = manifest.files | {"knowledge.json": hashlib.sha256(parts["knowledge.json"]).hexdigest()}
    parts["manifest.json"] = msgspec.json.encode(msgspec.structs.replace(manifest, files=sums))
    parts["seal"] = seal_of(parts["manifest.json"], b"x" * 32).encode()


def _listed(name: str) -> Callable[[dict[str, bytes]], None]:
    """A part of a bad name, listed and sealed with the right key."""

    def change(parts: dict[str, bytes]) -> None:
        manifest = msgspec.json.decode(parts["manifest.json"], type=Manifest)
        parts[name] = b"x"
        files = manifest.files | {name: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
        parts["manifest.json"] = msgspec.json.encode(msgspec.structs.replace(manifest, files=files))
        parts["seal"] = seal_of(parts["manifest.json"], KEY).encode()

    return change


ALTERED: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"",
    "half gone": lambda data: data[: len(data) // 2],
    "last bytes gone": lambda data: data[:-10],
    "no zip": lambda data: b"PK" + b"\0" * 5000,
    "bytes turned": lambda data: data[:5000] + bytes(byte ^ 0xFF for byte in data[5000:5100]) + data[5100:],
    "a part altered": lambda data: rewritten(data, _other_content),
    "altered and sealed again": lambda data: rewritten(data, _resealed),
    "without seal": lambda data: rewritten(data, lambda parts: parts.pop("seal")),
    "seal of no letters": lambda data: rewritten(data, lambda parts: parts.update(seal=b"\xff")),
    "without manifest": lambda data: rewritten(data, lambda parts: parts.pop("manifest.json")),
    "manifest of no sense": lambda data: rewritten(
        data, lambda parts: parts.update({"manifest.json": b"[]"})
    ),
    "a part missing": lambda data: rewritten(data, lambda parts: parts.pop("knowledge.json")),
    "a part too many": lambda data: rewritten(data, lambda parts: parts.update(extra=b"x")),
    "a name that climbs out": lambda data: rewritten(data, _listed("../../outside")),
    "a name from the root": lambda data: rewritten(data, _listed("/tmp/outside")),
    "a hidden name": lambda data: rewritten(data, _listed(".profile")),
    "a name with a drive": lambda data: rewritten(data, _listed("C:outside")),
}


@pytest.mark.parametrize("how", ALTERED)
def test_an_altered_bundle_is_refused_and_the_old_index_serves(
    how: str, source: Path, kiosk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b"
    pack(source, path, KEY)
    path.write_bytes(ALTERED[how](path.read_bytes()))
    before = current(kiosk)
    monkeypatch.setattr(bundles, "_try_out", lambda folder: pytest.fail("opened before it was checked"))
    with pytest.raises(IndexProblem) as problem:
        take(kiosk, path, Trust(key=KEY), OWN)
    assert "\n" not in str(problem.value)
    assert current(kiosk) == before
    assert WhooshEngine(kiosk).search(query("lunch"))
    assert not list(tmp_path.rglob("outside"))
    assert not list(kiosk.glob("incoming*"))


def test_a_bundle_of_another_sum_is_refused(source: Path, kiosk: Path, tmp_path: Path) -> None:
    pack(source, tmp_path / "b")
    with pytest.raises(IndexProblem, match="is not the bundle that was expected"):
        take(kiosk, tmp_path / "b", Trust(expect="0" * 64), OWN)


def test_a_bundle_that_nothing_vouches_for_is_refused(source: Path, kiosk: Path, tmp_path: Path) -> None:
    pack(source, tmp_path / "b")
    with pytest.raises(IndexProblem, match="how is the bundle to be trusted"):
        take(kiosk, tmp_path / "b", Trust(), OWN)


def test_an_unsealed_bundle_is_refused_where_a_key_is_asked_for(
    source: Path, kiosk: Path, tmp_path: Path
) -> None:
    pack(source, tmp_path / "b")
    with pytest.raises(IndexProblem, match="was not sealed with this key"):
        take(kiosk, tmp_path / "b", Trust(key=KEY), OWN)


def test_a_bundle_that_unpacks_to_too_much_is_refused(
    source: Path, kiosk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = pack(source, tmp_path / "b")
    monkeypatch.setattr(bundles, "MAX_BYTES", (tmp_path / "b").stat().st_size + 1)
    with pytest.raises(IndexProblem, match="damaged, or no bundle"):
        take(kiosk, tmp_path / "b", Trust(expect=digest), OWN)


def test_a_file_larger_than_any_bundle_is_refused(
    source: Path, kiosk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = pack(source, tmp_path / "b")
    monkeypatch.setattr(bundles, "MAX_BYTES", 100)
    with pytest.raises(IndexProblem, match="larger than any bundle"):
        take(kiosk, tmp_path / "b", Trust(expect=digest), OWN)


def test_an_older_bundle_is_taken_only_when_asked_for(source: Path, kiosk: Path, tmp_path: Path) -> None:
    digest = pack(kiosk, tmp_path / "old")
    with pytest.raises(IndexProblem, match="give --older to go back"):
        take(source, tmp_path / "old", Trust(expect=digest), OWN)
    take(source, tmp_path / "old", Trust(expect=digest), OWN, older=True)
    assert WhooshEngine(source).status().fingerprint == WhooshEngine(kiosk).status().fingerprint


def test_a_bundle_of_another_version_is_refused(
    source: Path, kiosk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = pack(source, tmp_path / "b")
    monkeypatch.setattr(bundles, "recipe", lambda: "another")
    with pytest.raises(IndexProblem, match="made by another version"):
        take(kiosk, tmp_path / "b", Trust(expect=digest), OWN)


def test_a_bundle_that_fails_its_last_check_is_refused(source: Path, kiosk: Path, tmp_path: Path) -> None:
    def check(folder: Path) -> None:
        raise IndexProblem(f"{folder.name} lacks the model")

    before = current(kiosk)
    with pytest.raises(IndexProblem, match="lacks the model"):
        take(kiosk, tmp_path / "b", Trust(expect=pack(source, tmp_path / "b")), OWN, check)
    assert current(kiosk) == before


def test_a_damaged_index_makes_no_bundle(source: Path, tmp_path: Path) -> None:
    folder = current(source)
    assert folder is not None
    (folder / "contents.msgpack").write_bytes(b"")
    with pytest.raises(IndexProblem, match="damaged"):
        pack(source, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_bundle_that_cannot_be_written_or_read_is_said_in_a_line(source: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexProblem, match="cannot be written: No such file"):
        pack(source, tmp_path / "nowhere" / "b")
    with pytest.raises(IndexProblem, match="cannot be read: No such file"):
        take(source, tmp_path / "nowhere" / "b", Trust(KEY), OWN)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    with pytest.raises(IndexProblem, match="too short"):
        read_key(tmp_path / "key")
    (tmp_path / "key").write_text("k" * 32 + "\n")
    assert read_key(tmp_path / "key") == KEY


def test_the_first_index_of_a_machine_may_come_in_a_bundle(source: Path, tmp_path: Path) -> None:
    digest = pack(source, tmp_path / "b")
    shutil.rmtree(source)
    take(tmp_path / "new", tmp_path / "b", Trust(expect=digest), OWN)
    assert WhooshEngine(tmp_path / "new").search(query("lunch"))
