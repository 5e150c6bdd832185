"""What the log says of an exception: its class, its place, and of its text only what cannot repeat a value.

An exception may quote what it met: `invalid literal for int() with base 10: 'Maria'`. No line of ours has such a text,
nor what Lambda writes of an exception that leaves a handler. A text is said that the code has as a constant, that a
class promises to be plain (`PlainCause`, `ServiceBusy`), or that Python makes of types and names alone.

Only failures need this, so what it uses is imported by them.
"""

import os
from collections.abc import Callable, Iterator
from functools import wraps
from types import TracebackType
from typing import Any, TypeVar

from bivelio_core.aws_calls import PlainCause, ServiceBusy

Result = TypeVar("Result")

OF_TYPES_AND_NAMES = (
    *(AttributeError, ImportError, IndexError, MemoryError, ModuleNotFoundError, NameError, NotImplementedError),
    *(RecursionError, TypeError, UnboundLocalError, ZeroDivisionError),
)
"""Python itself says nothing but types and names with these; a library that raises one may quote anything."""

OF_ARGUMENTS = "keyword argument"
"""Where a TypeError quotes a name that may have come from outside."""

UNSAID = "(its text is not logged)"
CAUSED, MET = (
    "\nThe above exception was the direct cause of the following exception:\n\n",
    "\nDuring handling of the above exception, another exception occurred:\n\n",
)


def fails_plainly(handler: Callable[..., Result]) -> Callable[..., Result]:
    """Let a handler raise nothing whose text may repeat a value: Lambda writes it to the log.

    The class keeps its name, by which Step Functions decides whether to try again.
    """

    @wraps(handler)
    def guarded(*event: Any, **named: Any) -> Result:
        try:
            return handler(*event, **named)
        except Exception as error:
            plain_error = plain(error)
            if plain_error is error:
                raise
            raise plain_error.with_traceback(error.__traceback__) from None

    guarded.is_plain = True  # type: ignore[attr-defined]
    return guarded


def plain(error: Exception) -> Exception:
    """The exception itself if its text is plain, else one of the same name that says what may be said."""
    text = text_of(error)
    if text == str(error):
        return error
    renamed: type[Exception] = type(type(error).__name__, (Exception,), {})
    return renamed(text)


def text_of(error: BaseException) -> str:
    """What may be said of an exception besides its class."""
    text = str(error)
    if not text or isinstance(error, (PlainCause, ServiceBusy)) or _is_constant(error) or _is_pythons(error, text):
        return text
    if isinstance(error, OSError) and error.errno is not None:  # its text may name a file
        return f"[Errno {error.errno}] {os.strerror(error.errno)}"
    return _refusal(error) or UNSAID


def traceback_of(error: BaseException) -> str:
    """The traceback of an exception and of its causes as Python writes it, with plain texts."""
    return "".join(_tracebacks(error, set())).rstrip("\n")


def _tracebacks(error: BaseException, seen: set[int]) -> Iterator[str]:
    import traceback  # noqa: PLC0415

    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen:
        yield from _tracebacks(cause, seen)
        yield CAUSED if cause is error.__cause__ else MET
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{_name(error)}: {text_of(error)}\n"
    for part in getattr(error, "exceptions", ()):  # of a group
        if id(part) not in seen:
            yield from _tracebacks(part, seen)


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _is_constant(error: BaseException) -> bool:
    """Whether the text, or the key of a KeyError, stands in the code that the exception passed through."""
    text = error.args[0] if len(error.args) == 1 else None
    return isinstance(text, str) and any(text in step.tb_frame.f_code.co_consts for step in _steps(error))


def _is_pythons(error: BaseException, text: str) -> bool:
    """Whether Python made the text, of types and names: nobody's `raise` did."""
    if type(error) not in OF_TYPES_AND_NAMES or OF_ARGUMENTS in text:
        return False
    import linecache  # noqa: PLC0415

    place = [*_steps(error)][-1:]
    line = linecache.getline(place[0].tb_frame.f_code.co_filename, place[0].tb_lineno).strip() if place else ""
    return line != "" and not line.startswith("raise")


def _refusal(error: BaseException) -> str:
    """The code of what is answered to a caller; of boto3's clients the operation and the code of what AWS refused."""
    if isinstance(code := getattr(error, "code", None), str) and code.isupper():
        return code
    response = getattr(error, "response", None)
    if not isinstance(response, dict) or "Error" not in response:
        return ""
    return f"{getattr(error, 'operation_name', '')}: {response['Error'].get('Code', '')}"


def _steps(error: BaseException) -> Iterator[TracebackType]:
    step = error.__traceback__
    while step is not None:
        yield step
        step = step.tb_next
