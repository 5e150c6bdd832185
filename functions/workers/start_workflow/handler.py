"""EventBridge Scheduler's target: starts a workflow once for each scheduled time."""

from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation, write_metrics
from bivelio_core.entrypoints.sandbox_day import open_day
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.tenancy import Tenant
from bivelio_core.triggers import Parked, Scheduled
from bivelio_core.workflows.triggers.by_schedule import on_schedule

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


NEEDS = Needs(
    also=(Access((keys.WORKFLOW,), ("UpdateItem",)),),  # when the sweeper looks at its schedule
    uses=("runs", "sandbox_day"),
    timeout=60,
    fed_by=(
        Scheduled(
            parked=Parked(
                "ParkedWorkflowEvents",
                alarm=(
                    "A schedule or the end of a run could not be handled and waits to be replayed (docs/workflows.md)."
                ),
            )
        ),
    ),
)


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> None:
    """Start the run that is due, unless an earlier delivery of the same firing has started it."""
    begin_invocation(organisation=event["organisation"], workflow=event["workflow_id"])
    store = store_of(Tenant.at(event["organisation"], event["environment"]))
    open_day(store)
    with tenant_clock.followed(store):
        if clock.is_moved() and clock.parse(event["scheduled_at"]) > clock.now():
            return  # a sandbox's clock that stands still comes to it when it is moved
        on_schedule(store, event["workflow_id"], event["scheduled_at"], event.get("timezone"))
    _measure(store.tenant, event["scheduled_at"])


def _measure(tenant: Tenant, scheduled_at: str) -> None:
    """Write how long after its time a run has started (docs/slos.md): a repeated event counts as late as it comes."""
    now = clock.real_now()
    delay = max(0.0, (now - clock.parse(scheduled_at)).total_seconds() * 1000)
    write_metrics(
        {"StartDelay": (round(delay), "Milliseconds")}, int(now.timestamp() * 1000), Environment=tenant.environment
    )
