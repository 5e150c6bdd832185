"""Ends a run when EventBridge reports that its execution failed, was aborted or timed out."""

import json
from typing import Any

from bivelio_core.entrypoints.logs import bind, logger
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.workflows.execution.finish import end_interrupted
from bivelio_core.workflows.execution.runs import Run


def handler(event: dict[str, Any], _lambda_context: Any = None) -> None:
    """Mark the run as failed unless it has already ended, as a cancelled run has."""
    state = json.loads(event["detail"]["input"])
    run = Run.of_state(state["run"])
    bind(organisation=run.tenant.organisation, instance=run.sk)
    if state["frame"] == "#" and end_interrupted(store_of(run.tenant), run):
        logger.error("a run was interrupted", extra={"execution": event["detail"]["name"]})
