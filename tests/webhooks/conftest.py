"""The world of each test."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.webhooks.world import World


@pytest.fixture
def world(services: None) -> Iterator[World]:
    """A fresh world, on an afternoon."""
    made = World(datetime(2026, 4, 7, 13, 0, tzinfo=UTC))
    yield made
    made.close()
