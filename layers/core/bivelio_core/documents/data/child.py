"""The process that reads files as data: `python -m bivelio_core.documents.data.child BYTES`."""

import sys
from typing import Any

from bivelio_core.bounded_child import serve


def main(maximum_bytes: int) -> None:
    """Answer requests until the input ends, or memory runs out."""
    from bivelio_core.documents.analysis.refusals import Refused  # noqa: PLC0415 - before the limit counts

    from . import parts, xlsx  # noqa: F401, PLC0415

    def answer(content: bytes, **options: Any) -> dict[str, Any]:
        try:
            return parts.part_of(content, **options)
        except Refused as refused:
            return {"refused": refused.reason, "detail": refused.detail}

    serve(answer, maximum_bytes)


if __name__ == "__main__":
    main(int(sys.argv[1]))
