"""Have the organisation erased, after a time in which its owners can take it back."""

from datetime import datetime, timedelta

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.erasure import erasures
from bivelio_core.erasure.erasures import Subject
from bivelio_core.erasure.models import Erasure
from bivelio_core.erasure.show import show
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.identity import confirming
from bivelio_core.identity.letters import queue
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.identity.organisation_models import EraseOrganisation
from bivelio_core.identity.team import rules
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.tenancy import Tenant

GRACE = timedelta(days=14)

ERASED_FROM_SANDBOX = register("identity", "erased_from_sandbox")


def erase(_request: EraseOrganisation, ctx: Context) -> Erasure:
    """Ask for the erasure, which begins in 14 days; asked again, tell of it. Its owners are told by mail.

    Raises Unprocessable from the sandbox, InsufficientScope for who is no owner, ConfirmationRequired.
    """
    if ctx.tenant.is_sandbox:
        raise Unprocessable.of("environment", ERASED_FROM_SANDBOX)
    rules.require_over(ctx, "owner")
    confirming.require_recent(ctx)
    item, is_new = begin(ctx.store.table, ctx.organisation, Origin.of(ctx), clock.real_now() + GRACE)
    if is_new:
        tell_owners(ctx.store.table, ctx.organisation, item)
    return show(item)


def begin(table: Table, organisation: str, origin: Origin, due: datetime) -> tuple[Item, bool]:
    """The erasure of an organisation, and whether it is a new one, which begins at a time."""
    subject = Subject(Tenant(organisation, "live"))
    item = erasures.find(table, subject)
    if item is not None and item["status"] != "cancelled":
        return item, False
    put = erasures.first(subject, clock.stamp(due))
    entry = audit.entry(organisation, "organisation.erasure_requested", origin, erasure=put.item["id"])
    try:
        table.transact([put, entry])
    except TransactionFailed:
        return existing(erasures.find(table, subject)), False
    return put.item, True


def tell_owners(table: Table, organisation: str, item: Item) -> None:
    """Write to all owners when the organisation will be erased."""
    day = clock.parse(item["due_at"]).strftime("%d/%m/%Y")
    for member in table.query(keys.organisation_member(organisation, "").pk, consistent=True):
        if member["role"] == "owner":
            letter = Letter("erasure_requested", member["SK"], organisation, item["requested_at"], about=day)
            queue.tell(letter)
