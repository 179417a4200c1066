"""Debian's Chromium, driven as a reader drives it: keys, clicks, light and dark, a phone's width."""

import shutil
from contextlib import contextmanager

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")
WIDE = {"width": 1100, "height": 900}
PHONE = {"width": 390, "height": 800}


@contextmanager
def opened(address: str, **how):
    """Yield the page at `address`; `page.trouble` lists errors, what its console said, and requests elsewhere."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(**{"viewport": WIDE, **how})
        page.trouble = []
        page.on("console", lambda message: page.trouble.append(message.text))
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on(
            "request",
            lambda request: request.url == address.partition("#")[0] or page.trouble.append(request.url[:100]),
        )
        page.goto(address)
        yield page
        browser.close()


def listed(page) -> list[dict[str, str]]:
    """Return the rows of the list that is shown, a dict by column: the text that a reader sees."""
    return page.eval_on_selector_all(
        "#list tbody tr",
        """rows => rows.map(row => Object.fromEntries([...row.cells].map(cell =>
            [cell.dataset.column, (cell.querySelector("a, [dir], .visually-hidden") ?? cell).textContent])))""",
    )


def table(page, caption: str) -> list[dict[str, str]]:
    """Return the rows of the table that is called `caption`."""
    return page.evaluate(
        """caption => [...document.querySelectorAll("table")].filter(one => one.caption?.textContent === caption)
            .flatMap(one => [...one.tBodies[0].rows]).map(row => Object.fromEntries(
                [...row.cells].map(cell => [cell.dataset.column, cell.textContent.trim()])))""",
        caption,
    )
