"""What a trial knows of its run, and how it shows a step."""

from typing import Any

from bivelio_core import clock, config
from bivelio_core.workflows.definitions.program import Program, result_key
from bivelio_core.workflows.execution import payloads
from bivelio_core.workflows.execution.results import localised
from bivelio_core.workflows.runs.steps.show import SHOWN_CHARACTERS
from bivelio_core.workflows.trials.trial import Tried, outermost

MAXIMUM_FAULTS = 500
SAMPLE_WORKFLOW, SAMPLE_INSTANCE = "wf_sample", "wfi_sample"


def about_run() -> dict[str, Any]:
    """What expressions call `run` and `workflow` in a trial."""
    url = f"{config.app_url()}/workflows/instances/{SAMPLE_INSTANCE}"
    return {
        "run": {"id": SAMPLE_INSTANCE, "started_at": clock.timestamp(), "url": url, "error": None},
        "workflow": {"id": SAMPLE_WORKFLOW},
    }


def shown_step(program: Program, tried: Tried, language: str) -> dict[str, Any]:
    """A step of a trial."""
    return {
        "step_id": tried.node.id,
        "iteration": result_key(tried.node.id, tried.frame.path).partition("#")[2],
        "branch": next(outermost(program, tried.frame), None),
        "type": tried.node.type,
        "status": tried.result.status,
        **_small("input", tried.input),
        **_small("output", tried.result.output),
        "source": tried.source,
        "assumed": tried.is_assumed,
        "error": localised(tried.result.error, language),
    }


def _small(name: str, value: Any) -> dict[str, Any]:
    """A value, or that it is left out."""
    is_small = len(payloads.to_text(value)) <= SHOWN_CHARACTERS
    return {name: value} if is_small else {f"{name}_omitted": True}
