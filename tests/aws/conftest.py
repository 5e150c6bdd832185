"""Fixtures of the tests of our client."""

from collections.abc import Iterator

import pytest

from tests.aws import served


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Nothing stays open behind a test."""
    yield
    served.close_all()
