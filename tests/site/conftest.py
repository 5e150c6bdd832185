"""The built site, once for all tests: a process that comes later finds it in the cache."""

from pathlib import Path

import pytest

from tools.node import NodeAbsentError
from tools.site.build import build


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site. Skips where neither Node nor its packages can be had."""
    try:
        return build()
    except NodeAbsentError as reason:
        pytest.skip(str(reason))
