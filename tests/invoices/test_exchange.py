"""Two that are issued at once may exchange numbers with each other."""

import pytest
from bivelio_core.context import Actor, Context
from bivelio_core.invoices.action_models import IssueInvoice
from bivelio_core.invoices.actions import issue
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.invoices.world import chain, client, draft, settled


class Between:
    """A table in which something happens after the first read of several items."""

    def __init__(self, table, happens):
        self._table, self._happens = table, [happens]

    def __getattr__(self, name):
        method = getattr(self._table, name)
        if name != "get_many" or not self._happens:
            return method

        def call_first(*args, **kwargs):
            found = method(*args, **kwargs)
            self._happens.pop()()
            return found

        return call_first


@pytest.mark.usefixtures("table")
def test_a_draft_that_got_its_number_from_another_meanwhile_is_read_again(table):
    settled()
    who = client()
    first, second = draft(who)["id"], draft(who)["id"]
    tenant = Tenant(ORGANISATION, "live")
    context = Context(
        tenant=tenant,
        actor=Actor("api_key", "key_test"),
        scopes=frozenset({"admin"}),
        request_id="test",
        language="ca",
        store=TenantStore(Between(table, lambda: call("invoices.issue", {"id": second}).data), tenant),
    )
    found = issue.issue(IssueInvoice(id=first), context)
    assert found.number == "FAC-2026-002"
    assert call("invoices.get", {"id": second}).data["number"] == "FAC-2026-001"
    assert chain(table).is_unbroken
