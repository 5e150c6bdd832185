"""Reads one file: `read(content)`."""

from functools import cache
from typing import Any

from .process import SHARED, ReaderProcess
from .readings import Reading
from .refusals import Refused

MAXIMUM_BYTES = 20_000_000
MAXIMUM_PAGES = 100
SECONDS = 10.0


def read(
    content: bytes,
    *,
    maximum_bytes: int = MAXIMUM_BYTES,
    maximum_pages: int = MAXIMUM_PAGES,
    text_of_invoices: bool = True,
    seconds: float = SECONDS,
    process: ReaderProcess = SHARED,
) -> Reading:
    """Return what a file says; its kind is that of its content, whatever its name.

    Raises Refused: empty, too_large, encrypted, truncated, unreadable, unsupported, too_many_pages, too_complex,
    hostile_xml. A document with a structured invoice may have any number of pages; `text_of_invoices` false leaves out
    their text, which takes most of the time and which the extraction of data does not need. An image is read without
    text: `Reading.has_text` is false, and the rules refuse it (no_text).
    """
    if not content:
        raise Refused("empty", "zero bytes")
    if len(content) > maximum_bytes:
        raise Refused("too_large", f"{len(content)} bytes, at most {maximum_bytes}")
    answer = process.ask(content, seconds=seconds, maximum_pages=maximum_pages, text_of_invoices=text_of_invoices)
    if "refused" in answer:
        raise Refused(answer["refused"], answer.get("detail", ""))
    reading: Reading = _adapter().validate_python(answer["reading"])
    return reading


@cache
def _adapter() -> Any:
    """The check of what the other process answers."""
    from pydantic import TypeAdapter  # noqa: PLC0415

    return TypeAdapter(Reading)
