"""Answers with its event: an invocation that does nothing else."""


def handler(event, context):
    """Answer with the event."""
    return event
