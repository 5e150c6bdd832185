"""State machine task: runs the http_request step of workflows."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.workflows.http import request

handler = step_task(request)
