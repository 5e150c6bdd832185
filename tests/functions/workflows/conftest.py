"""Workflows that run: the fixture of tests/workflows."""

from tests.workflows.conftest import states

__all__ = ["states"]
