"""`fingerpost kiosk` on the command line, its settings, and the commands behind the staff menu."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.tui.kiosk.conftest import BEGIN, Small
from tui.hub import HubError, load_hub
from tui.kiosk.pin import is_hash
from tui.kiosk.tasks import command_runner


def settings(folder: Path, text: str) -> Path:
    path = folder / "hub.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_settings_of_a_kiosk_are_read(tmp_path: Path, pin_hash: str) -> None:
    hub, _ = load_hub(
        settings(tmp_path, f"staff_pin: {pin_hash}\non_screen_keyboard: true\nidle_warning: 45\n")
    )
    assert (hub.staff_pin, hub.on_screen_keyboard, hub.idle_warning) == (pin_hash, True, 45)


@pytest.mark.parametrize("pin", ["'4071'", "scrypt$16384$8$1$short$short"])
def test_a_pin_that_is_no_hash_is_named_with_its_line_and_not_repeated(tmp_path: Path, pin: str) -> None:
    with pytest.raises(HubError) as fault:
        load_hub(settings(tmp_path, f"name: A Hub\nstaff_pin: {pin}\n"))
    said = "\n".join(map(str, fault.value.problems))
    assert "hub.yaml:2: staff_pin: is no hash; run 'fingerpost kiosk --set-pin'" in said
    assert pin.strip("'") not in said


def run(*args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tui.cli", "kiosk", *args]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)


def test_without_a_terminal_it_says_what_it_needs() -> None:
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "fingerpost: the kiosk needs a terminal on standard input, output and error\n"


def test_a_pin_can_be_set_from_a_script() -> None:
    done = run("--set-pin", stdin="123456\n123456\n")
    assert done.returncode == 0
    assert is_hash(done.stdout.strip().removeprefix("staff_pin: "))


def test_two_different_pins_are_one_line_and_2() -> None:
    done = run("--set-pin", stdin="123456\n123457\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "fingerpost: the two are not the same; nothing was set, try again\n"


async def test_the_staff_menu_runs_commands_on_the_index_of_the_kiosk(small: Small) -> None:
    done = await command_runner(small.index, None)("index", "verify")
    assert (done.code, done.lines[0].endswith("files as they were written")) == (0, True)


async def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    done = await command_runner(tmp_path, None)("index", "verify")
    assert (done.code, done.lines) == (1, ("fingerpost: there is no index; run 'fingerpost index build'",))


def packet(data: bytes) -> bytes:
    """Keys as the server of `fingerpost serve` hands them on."""
    return b"D" + len(data).to_bytes(4, "big") + data


def test_in_a_browser_one_visit_is_one_process(small: Small, tmp_path: Path) -> None:
    env = {**os.environ, "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", "TERM": "xterm-256color"}
    env["TEXTUAL_LOG"] = str(tmp_path / "textual.log")
    setup = msgspec.json.encode({"index": str(small.index), "content": str(small.content)}).decode()
    command = [sys.executable, "-m", "tests.tui.kiosk.main", setup]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdin
        assert process.stdout
        seen = b""
        for wanted, keys in ((BEGIN, b"x"), ("Tell me what you need", b"\x1b[20~")):
            while wanted.encode() not in seen:
                part = os.read(process.stdout.fileno(), 65536)
                assert part, seen
                seen += part
            process.stdin.write(packet(keys))
            process.stdin.flush()
        rest = process.stdout.read()
        assert b'{"type": "exit"}' in rest
    assert process.returncode == 0
    assert not (tmp_path / "textual.log").exists()
