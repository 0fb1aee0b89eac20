"""A real server and a real browser. Skipped, saying so, where Chromium and its driver are not installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage"
).split()


@pytest.fixture(autouse=True)
def _needs_chromium() -> None:
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("needs Debian's chromium and chromium-driver; 'make browser' installs them")


@contextmanager
def served(index: Path, home: Path, hub: str) -> Iterator[str]:
    """`fingerpost serve` on a free port, with these settings; gives its address."""
    home.mkdir(exist_ok=True)
    settings = home / "hub.yaml"
    settings.write_text(hub, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "tui.cli", "serve", "--index", str(index), "--hub", str(settings)]
    environment = os.environ | {"HOME": str(home), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    ) as server:
        try:
            assert server.stdout is not None
            assert b"Fingerpost is at" in server.stdout.readline()
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(20)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def browser(size: tuple[int, int] = (1280, 900)) -> Iterator[Chrome]:
    """A headless Chromium of its own."""
    options = ChromeOptions()
    for flag in (*FLAGS, f"--window-size={size[0]},{size[1]}"):
        options.add_argument(flag)
    options.binary_location = CHROMIUM or ""
    driver = Chrome(options=options, service=ChromeService(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()
