"""The built site, once for all tests: a process that comes later finds it in the cache."""

from pathlib import Path

import pytest

from tools.site.build import build
from tools.site.node import NodeAbsentError


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site. Skips where neither Node nor its packages can be had."""
    try:
        return build()
    except NodeAbsentError as reason:
        pytest.skip(str(reason))
