"""The built dashboard before the API in this process, and a browser in which people sign in."""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from local.simulated_mcp import SimulatedMcp
from tests.chromium import chromium
from tests.dashboard.jobs import jobs
from tests.dashboard.windows import Visit, opened
from tests.front_door import FrontDoor, in_process
from tools.dashboard.build import build
from tools.node import NodeAbsentError

__all__ = ["jobs"]


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of the built dashboard. Skips where neither Node nor its packages can be had."""
    try:
        return build()
    except NodeAbsentError as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def platform(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """What stands for the platform: all of a file's tests share its demo organisation."""
    with in_process(tmp_path_factory.mktemp("front-door"), dashboard=built) as door:
        yield door


@pytest.fixture(scope="module")
def organisation(platform: FrontDoor) -> Callable[[str], dict[str, Any]]:
    """Make an organisation of a plan, shaped as in `demo.json`."""
    numbers = count(1)
    return lambda plan: platform.organisation(f"{plan}-{next(numbers)}", plan)


@pytest.fixture(scope="module")
def browser(platform: FrontDoor) -> Iterator[Browser]:
    """A browser."""
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: Browser, platform: FrontDoor) -> Iterator[Visit]:
    """A window of a person's own; what fails on the page fails the test."""
    with_window = opened(browser, platform)
    visit = next(with_window)
    yield visit
    next(with_window, None)


@pytest.fixture
def windows(browser: Browser, platform: FrontDoor) -> Iterator[Callable[..., Visit]]:
    """Windows of other sizes and themes: `windows(width=390, color_scheme="dark")`."""
    made: list[Iterator[Visit]] = []

    def make(width: int = 1440, **options: object) -> Visit:
        made.append(opened(browser, platform, width, **options))
        return next(made[-1])

    yield make
    for each in made:
        next(each, None)


@pytest.fixture
def mcp_server(platform: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedMcp]:
    """An MCP server to which one signs in, which sends people back to this dashboard."""
    monkeypatch.setenv("APP_URL", f"{platform.settings.url}/app")
    with SimulatedMcp() as simulated:
        yield simulated


@pytest.fixture(scope="session")
def artifacts() -> Callable[[Any, str], None]:
    """`artifacts(page, "home-390")` keeps a screenshot, where `DASHBOARD_ARTIFACTS` names a folder for them."""
    given = os.environ.get("DASHBOARD_ARTIFACTS")
    if not given:
        return lambda _page, _name: None
    folder = Path(given)
    folder.mkdir(parents=True, exist_ok=True)
    return lambda page, name: page.screenshot(path=folder / f"{name}.png", full_page=True)
