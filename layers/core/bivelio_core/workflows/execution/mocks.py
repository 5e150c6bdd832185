"""Mock steps: in the sandbox a step with a `mock` returns the mock instead of being carried out."""

from bivelio_core.workflows.definitions.program import Node

from .results import COMPLETED, Failure, Result


def mocked(node: Node) -> Result:
    """Return the output of a step's mock. Raises Failure for a mocked error, which is retried if `retry.on` says so."""
    mock = node.mock or {}
    if (error := mock.get("error")) is not None:
        raise Failure(error["code"], error.get("message", ""))
    return Result(COMPLETED, mock.get("output"))
