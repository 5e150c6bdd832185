"""Mocks of steps: in the sandbox a step with a `mock` gives that instead of being carried out."""

from bivelio_core.workflows.definitions.program import Node

from .results import COMPLETED, Failure, Result


def mocked(node: Node) -> Result:
    """What a step with a mock gives. Raises Failure for a mocked error, which is retried where `retry.on` says so."""
    mock = node.mock or {}
    if (error := mock.get("error")) is not None:
        raise Failure(error["code"], error.get("message", ""))
    return Result(COMPLETED, mock.get("output"))
