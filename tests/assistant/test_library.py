"""An index goes on with the knowledge that it was built from."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.library import open_library
from tests.conftest import NOW


def ids(library_root: Path, warnings: list[str]) -> list[str]:
    library = open_library(library_root, NOW, warn=warnings.append)
    return [service.id for service in library.knowledge.services]


def test_an_index_of_another_folder_is_kept_up_to_date_with_that_folder(tiny: Path, tiny_index: Path) -> None:
    warnings: list[str] = []
    assert ids(tiny_index, warnings) == ["helping-hand", "hemel-lunch-club"]
    path = tiny / "services" / "all.yaml"
    path.write_text(path.read_text().replace("id: hemel-lunch-club", "id: friday-lunch-club"))
    assert ids(tiny_index, warnings) == ["helping-hand", "friday-lunch-club"]
    assert not warnings


def test_an_index_whose_folder_has_gone_serves_on_and_says_so(tiny: Path, tiny_index: Path) -> None:
    warnings: list[str] = []
    shutil.rmtree(tiny)
    assert ids(tiny_index, warnings) == ["helping-hand", "hemel-lunch-club"]
    assert "answering from the index of" in warnings[0]
