"""What the record of an open approval carries so that people hear of it: the subject of `workflow.waiting`."""

from typing import Any

from bivelio_core.store.chains import chain_mark

from . import payloads
from .runs import chain_of_run, instance_id
from .session import Session


def opened(session: Session) -> dict[str, Any]:
    """The attributes of an approval that is about to open.

    `asked` is what the event says of its run, and by which the stream knows the record. The event is in the chain of
    the run, so that workflows which ask at each other's questions end as other loops do.
    """
    run = session.instance
    asked = {
        "instance_id": instance_id(session.store, run),
        "workflow_id": run["workflow_id"],
        "workflow_name": run["workflow_name"],
    }
    return {"asked": payloads.to_text(asked), **chain_mark(chain_of_run(run))}
