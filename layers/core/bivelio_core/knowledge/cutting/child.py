"""The process that reads files of unknown origin as lines: `python -m bivelio_core.knowledge.cutting.child BYTES`."""

import sys
from typing import Any

from bivelio_core.bounded_child import serve


def main(maximum_bytes: int) -> None:
    """Answer requests until the input ends, or memory runs out."""
    from bivelio_core.documents.analysis import pdf  # noqa: F401, PLC0415 - before the limit counts
    from bivelio_core.documents.analysis.refusals import Refused  # noqa: PLC0415

    from .lines import lines_of  # noqa: PLC0415

    def answer(content: bytes, *, name: str) -> dict[str, Any]:
        try:
            title, lines = lines_of(content, name)
        except Refused as refused:
            return {"refused": refused.reason, "detail": refused.detail}
        return {"title": title, "lines": lines}

    serve(answer, maximum_bytes)


if __name__ == "__main__":
    main(int(sys.argv[1]))
