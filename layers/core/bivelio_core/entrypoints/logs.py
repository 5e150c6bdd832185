"""The Powertools logger of this package: each record is a line of JSON with the fields of the current request.

Modules of the domains log by Python's logging, and their lines are the same, since the logger stands above theirs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aws_lambda_powertools import Logger

from bivelio_core import correlation

from .lean_lines import LEVEL, release, service
from .plain_lines import plain_failure
from .request_log import count_cold_start, write_metrics, write_request_line

__all__ = ["begin_invocation", "caused_by", "logger", "write_metrics", "write_request_line"]

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
logger.registered_handler.addFilter(plain_failure)


def begin_invocation(*, correlation_id: str | None = None, **fields: Any) -> None:
    """Begin the lines of an invocation: their fields, in place of those before, and whether it is among the sampled.

    Args:
        correlation_id: the id of the API's request. The messages that are sent for it have it too (correlation.py).
        fields: what else the lines have.
    """
    correlation.name(correlation_id)
    logger.structure_logs(service=service(), release=release(), correlation_id=correlation_id, **fields)
    if logger.sampling_rate:  # without one the level stays, and with it what each logger knows of it
        logger.refresh_sample_rate_calculation()
    count_cold_start()


@contextmanager
def caused_by(correlation_id: str | None) -> Iterator[None]:
    """Give the lines of this thread the id of the request that caused what is done meanwhile."""
    before = correlation.name(correlation_id)
    logger.thread_safe_append_keys(correlation_id=correlation_id)
    try:
        yield
    finally:
        logger.thread_safe_clear_keys()
        correlation.name(before)
