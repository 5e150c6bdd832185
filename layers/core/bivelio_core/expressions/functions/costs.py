"""What the functions of texts pay, and how long the texts are that they may make."""

from bivelio_core.expressions.values import MAXIMUM_TEXT, TooLarge


def units(text: str) -> int:
    """What it costs to read a text, or to write it."""
    return 1 + len(text) // 16


def bounded(length: int) -> None:
    """Raise TooLarge for a text that a run could not hold."""
    if length > MAXIMUM_TEXT:
        raise TooLarge("text_size", length=length, limit=MAXIMUM_TEXT)
