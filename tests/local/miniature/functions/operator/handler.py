"""Stands where the platform's operator function stands."""


def handler(event, context):
    """Answer with the event."""
    return event
