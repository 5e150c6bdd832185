"""The MCP server of this platform behind an address of 127.0.0.1."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from bivelio_core import clock

from tests.conftest import fresh_table
from tests.mcp_engine.platform import Door
from tests.operated import create_deployment, new_key, new_organisation

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def door() -> Iterator[tuple[str, str]]:
    """The address of a sandbox and a key of it."""
    with fresh_table(), clock.frozen(NOW), Door() as server:
        create_deployment()
        organisation = new_organisation(plan="enterprise")
        yield server.at("/sandbox/mcp"), new_key(organisation, "admin", environment="test")
