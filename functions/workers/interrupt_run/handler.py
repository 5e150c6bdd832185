"""Told by EventBridge when an execution of the state machine failed, was aborted or ran out of time: ends its run."""

import json
from typing import Any

from bivelio_core.entrypoints.logs import logger
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.workflows.execution.finish import end_interrupted
from bivelio_core.workflows.execution.runs import Run


def handler(event: dict[str, Any], _lambda_context: Any = None) -> None:
    """End the run as failed, if it had not ended otherwise: a cancelled one has."""
    state = json.loads(event["detail"]["input"])
    run = Run.of_state(state["run"])
    logger.structure_logs(append=False, organisation=run.tenant.organisation, instance=run.sk)
    if state["frame"] == "#" and end_interrupted(store_of(run.tenant), run):
        logger.error("a run was interrupted", extra={"execution": event["detail"]["name"]})
