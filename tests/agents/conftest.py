"""The fixture of runs of workflows, in which agents are steps."""

from tests.workflows.conftest import states

__all__ = ["states"]
