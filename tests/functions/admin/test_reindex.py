"""The operator rebuilds an organisation's lists, in steps."""

import pytest
from bivelio_core import clock
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store import keys
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import search as index_search
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import call
from tests.operated import new_organisation, operate, operated
from tests.there import there

pytestmark = pytest.mark.usefixtures("deployment")


def test_an_index_that_was_never_written_is_built(table):
    organisation = new_organisation()
    for name in ("Maria", "Pere", "Núria"):
        call("contacts.create", {"type": "person", "name": name}, caller={"organisation": organisation})
    cursor, steps = None, 0
    while cursor or not steps:
        answer = operated("reindex", organisation=organisation, seconds=0, **({"cursor": cursor} if cursor else {}))
        cursor, steps = answer["cursor"], steps + 1
    assert (answer["done"], answer["total"]) == (3, 3)
    store = TenantStore(table, Tenant(organisation, "live"))
    head = there(store.get(keys.index_of(keys.CONTACT), "ALL", "CT"))
    assert head["high"] == 3
    with clock.frozen(clock.now().replace(year=2100)):
        assert index_reader.list_page(store, CONTACTS, index_search.search("nur")).total == 1


@pytest.mark.parametrize(
    ("change", "field"), [({"kind": "XX"}, "kind"), ({"cursor": "end"}, "cursor"), ({"organisation": "org_none"}, None)]
)
def test_what_cannot_be_rebuilt_is_refused(change, field):
    answer = operate("reindex", **{"organisation": new_organisation(), **change})
    assert answer["success"] is False
    assert answer["error"].get("details", {}).get("field") == field
