"""The platform of the gallery."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflows.gallery.harness import Gallery, gallery
from tests.workflows.states import States


@pytest.fixture
def shop(states: States, tmp_path: Path) -> Iterator[Gallery]:
    """A platform on Monday, 2 March 2026, at 11:00 in Madrid."""
    with gallery(states, tmp_path) as made:
        yield made
