"""What a `BoundedProcess` runs: `serve(answer, maximum_bytes)`, the last line of a module that is started with `-m`.

It reads requests from its input and writes answers to its output, both a JSON line that announces how many bytes
follow. It has no credentials in its environment, writes no file, and may use so many bytes of memory.
"""

import dataclasses
import gc
import json
import resource
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

Answer = Callable[..., dict[str, Any]]
"""`answer(content, **options)`: what JSON can say, dataclasses as their fields, numbers and dates as text."""


def serve(answer: Answer, maximum_bytes: int) -> None:
    """Answer requests until the input ends or memory runs out. What the parsers need is imported by now."""
    gc.freeze()  # what is there now stays, and need not be looked through
    limit(maximum_bytes)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    send(sink, {"ready": True})
    while line := source.readline():
        request = json.loads(line)
        try:
            send(sink, answer(source.read(request.pop("bytes")), **request))
        except MemoryError:
            send(sink, {"exceeded": "out of memory"})
            return  # what is left of its memory is unknown
        except Exception as error:  # noqa: BLE001 - the entry of a process: told, with the place and none of the content
            send(sink, {"exceeded": f"{type(error).__name__} at {_place(error)}"})
            return


def _place(error: BaseException) -> str:
    """The line of ours, or of a library, at which an error was raised."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return "" if place is None else f"{place.tb_frame.f_code.co_filename.rpartition('/')[2]}:{place.tb_lineno}"


def limit(maximum_bytes: int) -> None:
    """Limit this process's memory, and forbid files and memory dumps."""
    if sys.platform == "linux":  # others refuse to limit it
        resource.setrlimit(resource.RLIMIT_AS, (maximum_bytes, maximum_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def plain(value: Any) -> Any:
    """Return what JSON has no form for: a dataclass as its fields, numbers and dates as text."""
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return str(value)


def send(sink: BinaryIO, answer: dict[str, Any]) -> None:
    """Write one answer: the number of its bytes on a line, then the bytes."""
    content = json.dumps(answer, default=plain).encode()
    sink.write(b"%d\n" % len(content))
    sink.write(content)
    sink.flush()
