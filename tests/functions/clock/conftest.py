"""The sandbox of tests/sandbox_clock."""

from tests.sandbox_clock.conftest import world

__all__ = ["world"]
