"""The logger of this package: each record is a line of JSON, with the fields of the request or message in hand.

Python's own logging, which Lambda's runtime has loaded before our code, and a formatter. Powertools' Logger wrote the
same lines and took a fifth of an endpoint's imports (docs/import-cost.md).
"""

import json
import logging
import os
import sys
from typing import Any

from bivelio_core import clock

from .request_log import service, write_metrics, write_request_line

__all__ = ["bind", "logger", "write_metrics", "write_request_line"]

_NOT_OURS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
"""The attributes that every record has; all others came as `extra`."""

_bound: dict[str, Any] = {}


def bind(**fields: Any) -> None:
    """Set the fields of all lines to come, in place of those of the request before."""
    _bound.clear()
    _bound.update(fields)


class JsonLines(logging.Formatter):
    """Formats a record as the runtime's JSON log format wants it: Lambda drops lines by `level` and `timestamp`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line: the record, the bound fields, its `extra`, the trace of X-Ray and the traceback."""
        line = {
            "level": record.levelname,
            "location": f"{record.module}.{record.funcName}:{record.lineno}",
            "message": record.getMessage(),
            "timestamp": clock.stamp(),
            "service": service(),
            **_bound,
            **{name: value for name, value in vars(record).items() if name not in _NOT_OURS},
        }
        if trace := os.environ.get("_X_AMZN_TRACE_ID"):
            line["xray_trace_id"] = trace.partition(";")[0].removeprefix("Root=")
        if record.exc_info and record.exc_info[0] is not None:
            line["exception_name"] = record.exc_info[0].__name__
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, separators=(",", ":"), ensure_ascii=False, default=str)


def _logger() -> logging.Logger:
    """The logger above those of our modules; the runtime's own handler, at the root, would write each line again."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    made = logging.getLogger("bivelio_core")
    made.handlers = [handler]
    made.setLevel(os.environ.get("LOG_LEVEL") or "INFO")
    made.propagate = False
    return made


logger = _logger()
