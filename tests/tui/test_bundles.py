"""`index bundle` and `index use`, as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.cli import main


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text("a secret of more than 32 characters\n")
    return path


def test_a_sealed_bundle_goes_from_one_machine_to_another(
    tiny_index: Path, tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, kiosk = tmp_path / "b", tmp_path / "kiosk"
    assert main(["index", "bundle", "--to", str(file), "--key", str(key), "--index", str(tiny_index)]) == 0
    assert "sealed  yes" in capsys.readouterr().out
    assert main(["index", "use", str(file), "--key", str(key), "--index", str(kiosk)]) == 0
    assert "taken: 3 records" in capsys.readouterr().out
    assert main(["index", "verify", "--index", str(kiosk)]) == 0
    assert main(["index", "status", "--index", str(kiosk)]) == 0
    assert "from        a bundle" in capsys.readouterr().out


def test_the_sum_that_is_printed_is_the_one_to_expect(
    tiny_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "b"
    assert main(["index", "bundle", "--to", str(file), "--index", str(tiny_index)]) == 0
    digest = capsys.readouterr().out.split("sha256  ")[1].split()[0]
    assert main(["index", "use", str(file), "--expect", digest, "--index", str(tmp_path / "kiosk")]) == 0


@pytest.mark.parametrize("trust", [[], ["--expect", "0" * 64], ["--key", "nowhere"]])
def test_a_bundle_that_cannot_be_trusted_is_refused_in_one_line(
    trust: list[str], tiny_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "b"
    main(["index", "bundle", "--to", str(file), "--index", str(tiny_index)])
    capsys.readouterr()
    assert main(["index", "use", str(file), *trust, "--index", str(tmp_path / "kiosk")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("fingerpost: ")
    assert err.count("\n") == 1
