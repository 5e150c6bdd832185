"""Write the progress of a run on its instance: the current step, the status, and the reason of a failure."""

from typing import Any

from bivelio_core import clock
from bivelio_core.store.table import TableBusy
from bivelio_core.store.writes import Update
from bivelio_core.workflows.definitions.program import Node

from . import payloads
from .run_view import RunOver, RunView
from .runs import ACTIVE, MOVING, PAUSED, Superseded, revise

STATUS_TRIES = 4


def keep_failure(view: RunView, error: dict[str, Any] | None, step: str | None) -> None:
    """Write the run's failure before its steps of `on_failure` begin. Raises RunOver when the run has ended."""
    failure = Update(set={"failure": payloads.to_text({"error": error, "step": step})})
    try:
        view.instance = revise(view.store, view.instance, failure)
    except Superseded as superseded:
        raise RunOver from superseded
    view.data.renew(view.instance)


def advance_to(view: RunView, node: Node, status: str) -> None:
    """Show on the instance which top-level step is running. Raises RunOver when the run has ended."""
    if view.frame.is_root:
        show_status(view, status, current_step=node.position + 1, current=node.id)


def show_status(view: RunView, status: str, **about: Any) -> None:
    """Write a status on the instance; a paused one gets it on resumption. Raises RunOver after the run's end."""
    for _ in range(STATUS_TRIES):
        is_paused = view.instance["status"] == PAUSED
        name = "paused_from" if is_paused else "status"
        change = Update(set={**about, "updated_at": clock.timestamp(), name: status})
        try:
            view.instance = revise(view.store, view.instance, change, among=(PAUSED,) if is_paused else MOVING)
        except Superseded as superseded:
            instance = superseded.item
            if instance is None or instance["number"] != view.run.number or instance["status"] not in ACTIVE:
                raise RunOver from superseded
            view.instance = instance  # it was paused or resumed meanwhile
        else:
            return
    raise TableBusy("a run kept being paused and resumed")
