"""What a call of a workflow's URL is answered when its trigger says `answer: run`: what the run gives.

The caller waits, and holds a function while it does. So a stranger who knows the URL cannot hold many for long: no call
waits longer than `config.inbound_wait_seconds()`, and only so many in a minute wait at all (entrypoints/inbound_calls);
a call beyond that is answered at once, as without `answer: run`, and its run goes on.
"""

from typing import Any, NamedTuple

from bivelio_core import config
from bivelio_core.errors import ApiError
from bivelio_core.redaction import redacted_data
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.execution import payloads
from bivelio_core.workflows.execution.results import COMPLETED
from bivelio_core.workflows.execution.run_end import wait_for_end
from bivelio_core.workflows.execution.runs import ACTIVE, PENDING, Place
from bivelio_core.workflows.execution.stored import definition_of

from .addresses import Address


class RunFailed(ApiError):
    """The run that the call started did not complete. Why is told to those who may read it, not to the caller."""

    code, status = "WORKFLOW_FAILED", 422


class RunAnswer(NamedTuple):
    """Where a run stands, and what it gave when it has completed."""

    status: str
    output: Any = None

    @property
    def has_ended(self) -> bool:
        """Whether `output` is what the run gave."""
        return self.status == COMPLETED


def wait(store: TenantStore, address: Address, place: Place) -> RunAnswer:
    """What a run gives, waited for; or where it stands when the time is over.

    Raises RunFailed when it failed or was cancelled.
    """
    promised = {"SK": place.sk, "status": PENDING}
    instance = wait_for_end(store, promised, config.inbound_wait_seconds())
    if instance["status"] in ACTIVE:
        return RunAnswer(instance["status"])
    if instance["status"] != COMPLETED:
        details = {"instance_id": place.public_id(store.tenant.organisation), "status": instance["status"]}
        raise RunFailed(details=details)
    return RunAnswer(COMPLETED, _output(store, address, instance))


def _output(store: TenantStore, address: Address, instance: Item) -> Any:
    """The output as the caller may see it: what the definition declares as such as it is.

    Without an `output`, it is that of the last step, which nobody has chosen to show: without credentials.
    """
    output = payloads.read(instance, "output")
    definition = definition_of(store, address.workflow, instance["workflow_version"])
    return output if definition.get("output") is not None else redacted_data(output)
