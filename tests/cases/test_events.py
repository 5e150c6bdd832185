"""What cases tell: `case.created` once, `case.updated` with the former values of what changed."""

import pytest
from bivelio_core.events import catalogue
from bivelio_core.store import keys
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.api import ORGANISATION, call
from tests.functions.cases.made import case

pytestmark = pytest.mark.usefixtures("table")
LIVE = Tenant(ORGANISATION, "live")
FIRST = keys.sequence_sk(1)


def told(before, after):
    return [(one.type, one.data) for one in catalogue.derive(Change(streams.record(before, after)))]


def changed(table, **fields):
    """The case after a change, and what is told of it."""
    made, store = case(priority="high"), TenantStore(table, LIVE)
    before = store.get(keys.CASE, FIRST)
    shown = call("cases.update", {"id": made["id"], **fields}).data
    return shown, told(before, store.get(keys.CASE, FIRST))


def test_a_new_case_is_told_as_lists_show_it(table):
    case(note="Primera")
    ((kind, data),) = told(None, TenantStore(table, LIVE).get(keys.CASE, FIRST))
    assert (kind, data) == ("case.created", call("cases.list", {}).data["cases"][0])
    catalogue.payload_model("case.created").model_validate(data)


def test_a_change_is_told_with_the_former_values(table):
    shown, ((kind, data),) = changed(table, status="closed", priority="low", note="Fet")
    assert kind == "case.updated"
    assert data["previous"] == {"status": "open", "priority": "high", "note_count": 0, "closed_at": None}
    assert data == {**{name: shown[name] for name in shown if name != "notes"}, "previous": data["previous"]}
    catalogue.payload_model("case.updated").model_validate(data)


def test_the_largest_case_fits_into_an_event(table):
    wide = "\U0001d11e"
    largest = {"title": wide * 300, "description": "\x01" * 5_000, "tags": [f"{n}{wide * 48}" for n in range(50)]}
    changed_before = case(**largest)
    store = TenantStore(table, LIVE)
    before = store.get(keys.CASE, FIRST)
    other = {"title": "A" + wide * 299, "description": "\x02" * 5_000, "tags": [f"{n}{wide * 47}x" for n in range(50)]}
    call("cases.update", {"id": changed_before["id"], **other})
    assert [kind for kind, _ in told(before, store.get(keys.CASE, FIRST))] == ["case.updated"]


def test_the_examples_of_the_sandbox_are_not_told(table):
    call("cases.list", caller={"environment": "sandbox"})
    day = Tenant.at(ORGANISATION, "sandbox")
    assert told(None, TenantStore(table, day).get(keys.CASE, FIRST)) == []
