"""Answers with its event: an invocation that does nothing else."""

from typing import Any


def handler(event: Any, context: Any) -> Any:
    """Answer with the event."""
    return event
