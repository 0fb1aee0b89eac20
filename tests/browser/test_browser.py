"""The resident's chat in a real browser."""

from __future__ import annotations

import os
from pathlib import Path

from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.conftest import browser, served

PATIENCE = 40
"""Seconds to wait for a screen on a busy machine."""
PICTURES = os.environ.get("FINGERPOST_PICTURES")
"""A folder to keep pictures in, where wanted."""
HUB = "name: Test Hub\nplace: thurrock\nbrowser_sessions: 2\nidle_warning: 15\nidle_wipe: 5\n"

ROWS = """
const out = [];
for (const row of document.querySelectorAll('.xterm-rows > div')) out.push(row.textContent);
return out.join('\\n');
"""


def screen_of(driver: Chrome) -> str:
    """What the terminal shows, as text. xterm keeps it beside the picture for screen readers and tests."""
    return str(driver.execute_script("return window.fingerpostScreen ? window.fingerpostScreen() : ''"))


def wait_for(driver: Chrome, words: str) -> None:
    WebDriverWait(driver, PATIENCE, poll_frequency=0.2).until(lambda it: words in screen_of(it), words)


def type_line(driver: Chrome, text: str) -> None:
    ActionChains(driver).send_keys(text + Keys.ENTER).perform()


def keep_picture(driver: Chrome, name: str) -> None:
    if PICTURES:
        driver.save_screenshot(str(Path(PICTURES) / f"{name}.png"))


def test_a_visit(index_root: Path, tmp_path: Path) -> None:
    with served(index_root, tmp_path / "home", HUB) as address, browser() as driver:
        driver.get(address)
        wait_for(driver, "welcome to Test Hub")
        keep_picture(driver, "browser-start")
        type_line(driver, "i need a food bank")
        wait_for(driver, "Phone")
        keep_picture(driver, "browser-card")
        assert "Place: Thurrock" in screen_of(driver)
