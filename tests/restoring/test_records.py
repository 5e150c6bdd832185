"""Where the last records of invoices were lost, others may have followed: the issuer goes on in a new chain."""

import pytest
from bivelio_core.store import connect, keys
from bivelio_core.store.writes import Key

from tests.api import ORGANISATION, call
from tests.invoices import producers
from tests.invoices.world import issued, records, settled
from tests.restoring import world
from tools.restoring.whole import restored


@pytest.fixture
def copy(monkeypatch, table):
    """A copy after the first record of an issuer under VERI*FACTU."""
    world.put(world.organisation(ORGANISATION))
    producers.named(monkeypatch)
    settled(verifactu="active")
    issued()
    return world.copy_of_now()


def number():
    return call("invoices.settings_get").data["verifactu_installation"]


def bring_back(copy, tmp_path):
    assert restored(world.request(copy, tmp_path / "journal"), world.bucket(), lambda _line: None) == {}


def test_an_issuer_whose_records_are_there_goes_on_as_before(copy, table, tmp_path):
    former = number()
    issued()
    bring_back(copy, tmp_path)
    assert number() == former
    assert len(records(table)) == 2


def test_an_issuer_whose_last_records_were_lost_begins_a_new_chain(copy, table, tmp_path):
    former = number()
    lost = {**world.of(world.scanned(), f"#{keys.INVOICE_RECORD.partition}")}
    connect.table().delete_many([Key(*key) for key in lost if key[0].endswith("#INR")])
    bring_back(copy, tmp_path)
    assert number() != former
    assert [item["installation"] for item in records(table)] == [former]
