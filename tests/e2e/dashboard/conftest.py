"""The built dashboard at the running platform, and a browser in which people sign in by the form."""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import chromium
from tests.dashboard.conftest import artifacts, built, jobs, visit, windows
from tests.running import Runtime

__all__ = ["artifacts", "built", "jobs", "visit", "windows"]


@pytest.fixture(scope="module")
def browser(built: Path, platform: Runtime) -> Iterator[Browser]:
    """A browser; the dashboard is built, which the running platform notices."""
    assert built
    assert platform.call("/app/", method="GET").status == HTTPStatus.OK, "the dashboard changed while it was built"
    with chromium() as running:
        yield running
