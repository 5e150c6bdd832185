"""The logger: structured lines, with what `structure_logs` was told of the request."""

import os

from aws_lambda_powertools.logging import Logger

from .lines import write_metrics, write_request_line

__all__ = ["logger", "write_metrics", "write_request_line"]

logger = Logger(service=os.environ.get("POWERTOOLS_SERVICE_NAME", "bivelio-api"), utc=True)
