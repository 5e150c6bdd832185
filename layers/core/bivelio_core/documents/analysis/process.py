"""The one process that parses documents for this one (`bounded_process`).

PDFium and libxml2 are large C and C++ libraries, and a file can make them allocate a gigabyte (a small stream that
decompresses to it), run for minutes (forms that draw forms) or crash.
"""

from typing import Any

from bivelio_core.bounded_process import MAXIMUM_MEMORY, BoundedProcess, Exceeded

from .refusals import Refused


class ReaderProcess(BoundedProcess):
    """A child process that parses documents, started when it is first asked; one request at a time."""

    def __init__(self, maximum_memory: int = MAXIMUM_MEMORY) -> None:
        super().__init__(f"{__package__}.child", maximum_memory)

    def ask(self, content: bytes, *, seconds: float, **options: Any) -> dict[str, Any]:
        """Return the answer of `child` to a file and the options of `parsing.parse`.

        Raises Refused (too_complex) for a document that exceeds the limits.
        """
        try:
            return super().ask(content, seconds=seconds, **options)
        except Exceeded as exceeded:
            raise Refused("too_complex", str(exceeded)) from exceeded


SHARED = ReaderProcess()
