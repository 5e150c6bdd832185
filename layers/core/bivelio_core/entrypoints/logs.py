"""The Powertools logger of this package: each record is a line of JSON with the fields of the current request.

Modules of the domains log by Python's logging, and their lines are the same, since the logger stands above theirs.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from bivelio_core import correlation

from .lean_lines import LEVEL, release, service, write_lines
from .plain_lines import plain_failure
from .request_log import count_cold_start, write_metrics, write_request_line

if TYPE_CHECKING:
    from bivelio_core.events.log import Event

__all__ = ["begin_invocation", "caused_by", "logger", "write_event_lines", "write_metrics", "write_request_line"]

logger = Logger(
    service="bivelio_core",  # Powertools names its logger after it; the lines have the name of the stack
    level=LEVEL,
    location="%(module)s.%(funcName)s:%(lineno)d",
    datefmt="%Y-%m-%dT%H:%M:%S.%FZ",
    utc=True,
    json_deserializer=str,  # a message stays a text, whatever it looks like
    serialize_stacktrace=False,  # the traceback is in `exception`
)
logger.initial_log_level = LEVEL  # not Lambda's own (lean_lines.py)
logger.structure_logs(service=service(), release=release())
logger.refresh_sample_rate_calculation()

_usual_level = logger.log_level
_unbound_fields: list[dict[str, Any]] = []
"""The fields of an invocation that has written no line yet, at most those of one."""

_binding = Lock()


def _bind(_record: logging.LogRecord | None = None) -> bool:
    """Give the logger the fields of the invocation, before its first line: most write none but the request's."""
    if _unbound_fields:
        with _binding:
            while _unbound_fields:
                logger.structure_logs(service=service(), release=release(), **_unbound_fields[-1])
                _unbound_fields.pop()
    return True


logger.registered_handler.addFilter(_bind)
logger.registered_handler.addFilter(plain_failure)


def begin_invocation(*, correlation_id: str | None = None, **fields: Any) -> None:
    """Begin the lines of an invocation: their fields, in place of those before, and whether it is among the sampled.

    Args:
        correlation_id: the id of the API's request. The messages that are sent for it have it too (correlation.py).
        fields: what else the lines have.
    """
    correlation.name(correlation_id)
    _unbound_fields[:] = [{"correlation_id": correlation_id, **fields}]
    if float(logger.sampling_rate or 0) or logger.log_level != _usual_level:  # else the level is as it was, and stays
        logger.refresh_sample_rate_calculation()
    count_cold_start()


@contextmanager
def caused_by(correlation_id: str | None) -> Iterator[None]:
    """Give the lines of this thread the id of the request that caused what is done meanwhile."""
    before = correlation.name(correlation_id)
    _bind()
    logger.thread_safe_append_keys(correlation_id=correlation_id)
    try:
        yield
    finally:
        logger.thread_safe_clear_keys()
        correlation.name(before)


def write_event_lines(events: "Sequence[Event]") -> None:
    """Write a line of each event that followed from a request, for `make trace`; a repeated batch writes it again.

    They are as the logger would write them, which takes four times as long: a batch has a hundred.
    """
    if logger.log_level <= logging.INFO:
        each_about = [
            {
                "event": event.id,
                "type": event.type,
                "correlation_id": event.correlation_id,
                "consumer": "publish_events",
            }
            for event in events
            if event.correlation_id
        ]
        write_lines("INFO", f"{__name__.rpartition('.')[2]}.write_event_lines", "event", each_about)
