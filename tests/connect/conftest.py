"""Nodes that ask the API of this process, whose sandbox they share."""

from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import fresh_table
from tests.connect.n8n import Nodes, running
from tests.contracts.conftest import attached_states
from tests.sdk.in_process import served
from tools.connect.model import Catalogue


@pytest.fixture(scope="module")
def nodes() -> Iterator[tuple[Nodes, list[httpx.Request]]]:
    """The nodes, and what they sent."""
    with fresh_table(), served() as (url, sent):
        attached_states()
        with running(f"{url}/sandbox/v1") as program:
            yield program, sent


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """What platforms may offer."""
    return Catalogue()
