"""The logger: structured lines, with what `structure_logs` was told of the request."""

from aws_lambda_powertools.logging import Logger

from .request_log import service, write_metrics, write_request_line

__all__ = ["logger", "write_metrics", "write_request_line"]

logger = Logger(service=service(), utc=True)
