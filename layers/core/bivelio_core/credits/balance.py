"""The balance of an organisation, and the grant that is due at the begin of a month or of a sandbox day.

A month begins at midnight in the organisation's time zone. Nothing runs at that time: the first operation of the month
finds the grant due. A larger plan grants the difference at once, a smaller one grants less next month. Credits of the
month are used first and expire with it; credits that the operator granted stay.
"""

from typing import Literal, NamedTuple

from bivelio_core import clock, config
from bivelio_core.store.codec import Item
from bivelio_core.tenancy import Tenant

from .plans import Plan

SANDBOX_CREDITS = 1_000
"""The grant of a sandbox day."""

SANDBOX_GRANT_ID = "cre_abc123"
"""The id of its entry, as the example of the ledger shows it."""

EntryKind = Literal["grant", "reserve", "settle", "refund", "expire"]


class Entry(NamedTuple):
    """A change of a balance for the ledger; `credits` is what the balance gains, negative for what it loses."""

    kind: EntryKind
    credits: int
    operation: str | None = None
    reference: str | None = None
    id: str | None = None
    """The id of a sample; others have one made from their number."""
    at: str | None = None
    """When it happened, if that was before it is entered."""


class Balance(NamedTuple):
    """The credits of an organisation. `last` is the number of its newest entry in the ledger."""

    monthly: int
    extra: int
    reserved: int
    last: int
    plan: str
    granted: int
    granted_at: str
    next_grant_at: str

    @classmethod
    def of(cls, item: Item) -> "Balance":
        """The balance that an item holds."""
        return cls(*(item[name] for name in cls._fields))

    @property
    def available(self) -> int:
        """What can be spent."""
        return self.monthly + self.extra

    def is_over(self, tenant: Tenant) -> bool:
        """Whether the period of its grant has passed. A sandbox day has its own balance, which does not pass."""
        return not tenant.is_sandbox and self.next_grant_at <= clock.real_timestamp()


def granted(before: Balance | None, tenant: Tenant, plan: Plan) -> tuple[Balance, list[Entry]]:
    """The balance with the grant of the period that has begun, and the entries of this change."""
    if tenant.is_sandbox:
        grant = SANDBOX_CREDITS
        entries = [Entry("grant", grant, reference="day", id=SANDBOX_GRANT_ID)]
    else:
        grant = config.plan_credits(plan.name)
        entries = [Entry("grant", grant, reference="month")]
    if before is not None and before.monthly:
        entries.insert(0, Entry("expire", -before.monthly, reference="month"))
    after = Balance(
        monthly=grant,
        extra=before.extra if before else 0,
        reserved=before.reserved if before else 0,
        last=before.last if before else 0,
        plan=plan.name,
        granted=grant,
        granted_at=clock.real_timestamp(),
        next_grant_at=clock.timestamp(tenant.resets_at() or plan.next_month(clock.real_now())),
    )
    return after, entries


def raised(before: Balance, plan: Plan) -> tuple[Balance, list[Entry]] | None:
    """The balance with what a larger plan grants more for this period, and the entry; None when it grants no more."""
    if plan.name == before.plan or (more := config.plan_credits(plan.name) - before.granted) <= 0:
        return None
    after = before._replace(monthly=before.monthly + more, granted=before.granted + more, plan=plan.name)
    return after, [Entry("grant", more, reference="plan")]
