"""The logger: structured lines with the request's fields that `structure_logs` received."""

from aws_lambda_powertools.logging import Logger

from .request_log import service, write_metrics, write_request_line

__all__ = ["logger", "write_metrics", "write_request_line"]

logger = Logger(service=service(), utc=True)
