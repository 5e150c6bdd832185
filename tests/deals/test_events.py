"""What deals tell: made, changed, moved, won, lost."""

import pytest
from bivelio_core.events import catalogue
from bivelio_core.store import keys
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.api import ORGANISATION, call
from tests.functions.deals.made import deal, move

pytestmark = pytest.mark.usefixtures("table")
LIVE = Tenant(ORGANISATION, "live")
FIRST = keys.sequence_sk(1)


def told(before, after):
    events = [(one.type, one.data) for one in catalogue.derive(Change(streams.record(before, after)))]
    for kind, data in events:
        catalogue.payload_model(kind).model_validate(data)
    return events


@pytest.fixture
def store(table):
    return TenantStore(table, LIVE)


def test_a_new_deal_is_told_as_lists_show_it(store):
    made = deal(amount=100)
    ((kind, data),) = told(None, store.get(keys.DEAL, FIRST))
    assert (kind, {name: value for name, value in data.items() if value is not None}) == ("deal.created", made)


def test_a_deal_made_as_won_is_told_as_such_too(store):
    deal(stage_id="won")
    assert [kind for kind, _ in told(None, store.get(keys.DEAL, FIRST))] == ["deal.created", "deal.won"]


def test_a_change_is_told_with_the_former_values(store):
    made = deal(amount=100)
    before = store.get(keys.DEAL, FIRST)
    call("deals.update", {"id": made["id"], "amount": 120, "tags": ["web"]})
    ((kind, data),) = told(before, store.get(keys.DEAL, FIRST))
    assert (kind, data["previous"]) == ("deal.updated", {"amount": 100, "tags": []})


def test_archiving_is_told_as_a_change(store):
    made = deal()
    before = store.get(keys.DEAL, FIRST)
    call("deals.archive", {"id": made["id"]})
    ((kind, data),) = told(before, store.get(keys.DEAL, FIRST))
    assert (kind, data["previous"]) == ("deal.updated", {"archived": False})


@pytest.mark.parametrize(
    ("stage", "types"),
    [
        ("proposal", ["deal.stage_changed"]),
        ("won", ["deal.stage_changed", "deal.won"]),
        ("lost", ["deal.stage_changed", "deal.lost"]),
    ],
)
def test_a_move_is_told_once_and_so_is_how_it_ended(store, stage, types):
    made = deal()
    before = store.get(keys.DEAL, FIRST)
    move(made, stage)
    events = told(before, store.get(keys.DEAL, FIRST))
    assert [kind for kind, _ in events] == types
    assert events[0][1]["previous"]["stage_id"] == "lead"
    assert all("previous" not in data for _, data in events[1:])


def test_a_deal_that_is_open_again_is_not_won_anew(store):
    made = deal(stage_id="won")
    before = store.get(keys.DEAL, FIRST)
    move(made, "lead")
    assert [kind for kind, _ in told(before, store.get(keys.DEAL, FIRST))] == ["deal.stage_changed"]


def test_the_largest_deal_fits_into_an_event(store):
    wide = "\U0001d11e"
    tags = [f"{number}{wide * 47}" for number in range(50)]
    made = deal(title=wide * 300, tags=tags, custom_fields={f"camp {n}": wide * 40 for n in range(90)}, stage_id="lost")
    before = store.get(keys.DEAL, FIRST)
    call("deals.update", {"id": made["id"], "title": "A" + wide * 299, "tags": tags[1:], "custom_fields": {}})
    assert [kind for kind, _ in told(before, store.get(keys.DEAL, FIRST))] == ["deal.updated"]


def test_the_examples_of_the_sandbox_are_not_told(table):
    call("deals.list", caller={"environment": "sandbox"})
    day = Tenant.at(ORGANISATION, "sandbox")
    assert told(None, TenantStore(table, day).get(keys.DEAL, FIRST)) == []


def test_what_an_erasure_masks_is_told_nobody(store):
    deal(amount=100, tags=["web"])
    before = store.get(keys.DEAL, FIRST)
    after = {**before, "title": "…", "tags": [], "version": 2, "anonymised_at": "2026-04-07T12:00:00Z"}
    assert told(before, after) == []
    assert [kind for kind, _ in told(after, {**after, "amount": "5", "version": 3})] == ["deal.updated"]
