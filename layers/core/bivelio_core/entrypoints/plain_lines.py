"""Filters of log lines: no traceback quotes a value, and a library's line says where it was written and not what.

Libraries name addresses, files and what servers answer; which of their texts do is not ours to know.
"""

import logging

OURS = "bivelio_core"
OF_LIBRARY = "a line of a library"


def plain_failure(record: logging.LogRecord) -> bool:
    """Replace the exception of a line by its plain traceback."""
    if isinstance(record.exc_info, tuple) and (error := record.exc_info[1]) is not None:
        from .plain_failures import traceback_of  # noqa: PLC0415 - failures alone

        record.exception, record.exception_name = traceback_of(error), type(error).__name__
        record.exc_info = record.exc_text = None
    return True


def plain_line(record: logging.LogRecord) -> bool:
    """Do the same, and leave the text of a line out that is not ours."""
    if record.name.partition(".")[0] != OURS:
        record.msg, record.args = f"{OF_LIBRARY}: {record.name}", None
    return plain_failure(record)
