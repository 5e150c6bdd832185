"""The process that reads files of unknown origin: `python -m bivelio_core.documents.reading.child BYTES`.

It reads requests from its input and writes answers to its output, both a JSON line that announces how many bytes
follow. It has no credentials in its environment, writes no file, and may use BYTES of memory.
"""

import dataclasses
import gc
import json
import resource
import sys
from typing import Any, BinaryIO


def main(maximum_bytes: int) -> None:
    """Answer requests until the input ends, or memory runs out."""
    from .parsing import parse  # noqa: PLC0415
    from .refusals import Refused  # noqa: PLC0415

    preload()
    gc.freeze()  # what is there now stays, and need not be looked through
    limit(maximum_bytes)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    send(sink, {"ready": True})
    while line := source.readline():
        request = json.loads(line)
        try:
            content = source.read(request.pop("bytes"))
            answer: dict[str, Any] = {"reading": parse(content, **request)}
        except Refused as refused:
            answer = {"refused": refused.reason, "detail": refused.detail}
        except MemoryError:
            send(sink, {"refused": "too_complex", "detail": "out of memory"})
            return  # what is left of its memory is unknown
        send(sink, answer)


def preload() -> None:
    """Import the libraries before the limit counts, so that a request pays for its document alone."""
    from . import pdf, structured  # noqa: F401, PLC0415


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


if __name__ == "__main__":
    main(int(sys.argv[1]))
