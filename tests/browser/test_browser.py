"""The resident's chat in a real browser: Debian's Chromium, driven over its own protocol."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.conftest import browser, served

PATIENCE = 60
"""Seconds to wait for a screen on a busy machine."""
PICTURES = os.environ.get("FINGERPOST_PICTURES")
"""A folder to keep pictures in, where wanted."""
HUB = "name: Test Hub\nplace: thurrock\nbrowser_sessions: 2\nidle_warning: 15\nidle_wipe: 5\n"
LISTEN = """
window.heard = '';
const Real = window.WebSocket;
window.WebSocket = class extends Real {
  constructor(...how) {
    super(...how);
    const decoder = new TextDecoder();
    this.addEventListener('message', (event) => {
      if (typeof event.data !== 'string') window.heard += decoder.decode(event.data, { stream: true });
    });
  }
  send(data) {
    const message = JSON.parse(data);
    if (message[0] === 'resize') [window.columns, window.rows] = [message[1].width, message[1].height];
    super.send(data);
  }
};
"""
"""The terminal is a picture to the page, so the tests listen to what the server sends to it."""
_ESCAPES = re.compile(r"\x1b\[[0-9;?<>=]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>78M]")


def visit(driver: Chrome, address: str) -> None:
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})
    driver.get(address)


def heard(driver: Chrome) -> str:
    """All that the server has sent to the terminal, as words."""
    return re.sub(r"\s+", " ", _ESCAPES.sub(" ", str(driver.execute_script("return window.heard || ''"))))


def wait_for(driver: Chrome, words: str) -> None:
    WebDriverWait(driver, PATIENCE, poll_frequency=0.2).until(lambda it: words in heard(it), words)


def type_line(driver: Chrome, text: str) -> None:
    ActionChains(driver).send_keys(text + Keys.ENTER).perform()


def touch(driver: Chrome, column: int, row: int) -> None:
    """Touch a cell of the terminal, counted from 0."""
    screen = driver.find_element(By.CSS_SELECTOR, ".xterm-screen")
    size = driver.execute_script(
        "const t = arguments[0].getBoundingClientRect(); return [t.width, t.height];", screen
    )
    wide, high = driver.execute_script("return [window.columns, window.rows]") or (None, None)
    assert wide and high
    across = (column + 0.5) * size[0] / wide - size[0] / 2
    down = (row + 0.5) * size[1] / high - size[1] / 2
    ActionChains(driver).move_to_element_with_offset(screen, int(across), int(down)).click().perform()


def picture(driver: Chrome, name: str) -> None:
    if PICTURES:
        driver.save_screenshot(str(Path(PICTURES) / f"{name}.png"))


def test_a_visit_from_the_first_question_to_its_end(index_root: Path, tmp_path: Path) -> None:
    with served(index_root, tmp_path / "home", HUB) as address, browser() as driver:
        visit(driver, address)
        wait_for(driver, "welcome to Test Hub")
        picture(driver, "browser-start")
        type_line(driver, "i need a food bank")
        wait_for(driver, "Phone")
        wait_for(driver, "Place: Thurrock")
        picture(driver, "browser-card")
        ActionChains(driver).send_keys(Keys.F2).perform()
        for row in range(3, 8):  # the first tile is in one of these
            if "closest to what you need" not in heard(driver):
                touch(driver, 5, row)
                time.sleep(1)
        wait_for(driver, "closest to what you need")
        picture(driver, "browser-touched")
        wait_for(driver, "Are you still there?")
        ended = driver.find_element(By.CSS_SELECTOR, ".ended")
        WebDriverWait(driver, PATIENCE).until(lambda it: ended.is_displayed())
        assert "What was typed has been cleared" in ended.text
        picture(driver, "browser-ended")


def test_two_visits_stay_apart_and_a_third_waits(index_root: Path, tmp_path: Path) -> None:
    with (
        served(index_root, tmp_path / "home", HUB) as address,
        browser() as first,
        browser((800, 1200)) as second,
        browser() as third,
    ):
        for driver in (first, second):
            visit(driver, address)
            wait_for(driver, "welcome to Test Hub")
        type_line(first, "marmalade zebra help with debt")
        wait_for(first, "marmalade zebra")
        type_line(second, "i am lonely")
        wait_for(second, "lonely")
        assert "marmalade" not in heard(second)
        visit(third, address)
        assert "All places are taken" in third.find_element(By.TAG_NAME, "body").text
        picture(second, "browser-tablet")


def test_the_page_needs_nothing_from_outside(index_root: Path, tmp_path: Path) -> None:
    with served(index_root, tmp_path / "home", HUB) as address, browser() as driver:
        visit(driver, f"{address}?fontsize=30")
        wait_for(driver, "welcome to Test Hub")
        loaded = driver.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
        assert loaded
        assert all(name.startswith((address, "data:")) for name in loaded), loaded
        assert "width=device-width" in driver.page_source
        assert driver.find_element(By.ID, "terminal").get_attribute("data-font-size") == "30"
