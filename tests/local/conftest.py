"""One unrepaired and one repaired emulator for the whole session, each with the miniature stack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Emulated, emulated, settings_for

MINIATURE = Path(__file__).parent / "miniature" / "template.yaml"
KNOBS = {
    "LEARNED_IMPORTS": "",
    "PERSIST_STATE": "0",
    "S3_PERSIST": "0",
    "TTL_TICK_SECONDS": "0.2",
    "HOST_SECRET": "of the host",
}


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    """The emulator as it comes."""
    with emulated(settings_for(tmp_path_factory.mktemp("stock"), MINIATURE), repaired=False, knobs=KNOBS) as running:
        yield running


@pytest.fixture(scope="session")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    """The emulator with all repairs."""
    with emulated(settings_for(tmp_path_factory.mktemp("repaired"), MINIATURE), repaired=True, knobs=KNOBS) as running:
        yield running
