"""The browser of all tests that need one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Programs that are one; the first has no windows to draw, and takes half the processor time for a page."""

CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)

LONGEST_WAIT = 90_000
"""Milliseconds until something must be there: a bound for a machine that is busy, nothing that is promised."""

expect.set_options(timeout=LONGEST_WAIT)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, or a skipped test where there is none.

    Playwright leaves an event loop running in the thread until it is closed: no other file could run one meanwhile.
    """
    if CHROMIUM is None:
        pytest.skip("needs Chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"], timeout=LONGEST_WAIT
        )
        yield running
        running.close()


def context_of(browser: Browser, **options: Any) -> BrowserContext:
    """A context of a browser, as `new_context` makes it, that waits long for what is clicked or opened.

    Its person reads Catalan, unless `locale` says otherwise.
    """
    context = browser.new_context(**{"locale": "ca-ES", **options})
    context.set_default_timeout(LONGEST_WAIT)
    return context
