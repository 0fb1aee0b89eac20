"""The settings of a hub."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from knowledge.store import Knowledge
from tui.cli import main
from tui.hub import Hub, HubError, ThemeName, check_hub, hub_file, load_hub
from tui.themes import THEMES

EXAMPLE = Path(__file__).parents[2] / "docs" / "hub.example.yaml"


def problems_of(path: Path) -> list[str]:
    with pytest.raises(HubError) as caught:
        load_hub(path)
    return [str(problem) for problem in caught.value.problems]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "hub.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_everything_has_a_default() -> None:
    assert load_hub(None) == (Hub(), None)


def test_the_example_is_right(knowledge: Knowledge) -> None:
    hub, entry = load_hub(EXAMPLE)
    check_hub(hub, entry, knowledge)
    assert hub.name == "Example Community Hub"
    assert set(hub.__struct_fields__) >= set(entry.values if entry else ())


def test_every_theme_can_be_set_and_no_other() -> None:
    assert set(get_args(ThemeName)) == {theme.name for theme in THEMES}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("nmae: X", "hub.yaml:1: unknown key 'nmae'; did you mean 'name'?"),
        ("name: X\nidle_wipe: 2", "hub.yaml:2: idle_wipe: 2 is out of range; give a number from 5 to 600"),
        ("idle_warning: soon", "hub.yaml:1: idle_warning: Expected a whole number, got text"),
        ("theme: pink", "hub.yaml:1: theme:"),
        ("- name: X", "hub.yaml:1: must be settings, one 'key: value' a line"),
        ("name: [", "hub.yaml:2: is not valid YAML"),
        ("staff_pin: 1234", "hub.yaml:1: staff_pin: is no hash"),
        ("engine: mysql://x", "hub.yaml:1: engine: give an address that starts with postgresql://"),
        ("name: " + "x" * 61, "hub.yaml:1: name: give at most 60 printable characters"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, wanted: str) -> None:
    found = problems_of(written(tmp_path, text))
    assert any(wanted in problem for problem in found), found


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    found = problems_of(written(tmp_path, "a: 1\nb: 2\nlarge_print: perhaps"))
    assert [problem.split(":")[1] for problem in found] == ["1", "2", "3"]


def test_places_and_services_are_checked(tmp_path: Path, knowledge: Knowledge) -> None:
    hub, entry = load_hub(written(tmp_path, "place: atlantis\nfront_door: nobody"))
    with pytest.raises(HubError) as caught:
        check_hub(hub, entry, knowledge)
    place, door = map(str, caught.value.problems)
    assert "there is no place 'atlantis'; known are" in place
    assert "there is no open service 'nobody'" in door


def test_a_named_file_that_is_missing_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--hub", str(tmp_path / "none.yaml")]) == 2
    error = capsys.readouterr().err
    assert "cannot be read" in error
    assert "Traceback" not in error


def test_the_environment_names_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINGERPOST_HUB", "/somewhere/hub.yaml")
    assert hub_file(None) == Path("/somewhere/hub.yaml")
    assert hub_file(Path("mine.yaml")) == Path("mine.yaml")
