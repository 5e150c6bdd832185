"""After a restore every issuer under VERI*FACTU gets a new installation, once, and goes on in a chain of its own."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest
from bivelio_core.store.tenant_store import SystemStore

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.invoices import producers
from tests.invoices.world import SELLER, chain, issued, records, settled
from tools.new_installations import organisations_in, renewed


@pytest.fixture
def restored(monkeypatch, table):
    """An issuer with a record, and the time of a restore after it."""
    producers.named(monkeypatch)
    settled(verifactu="active")
    issued()
    assert len(records(table)) == 1
    return datetime.now(UTC) - timedelta(seconds=1)


def number():
    return call("invoices.settings_get").data["verifactu_installation"]


def test_a_restored_copy_goes_on_under_a_new_number(table, restored):
    former = number()
    (line,) = renewed(SystemStore(table), ORGANISATION, restored)
    assert line == f"{ORGANISATION} {SELLER['nif']}: {former} -> {number()}"
    assert number() != former
    issued()
    assert [item["installation"] for item in records(table)] == [former, number()]
    assert chain(table).is_unbroken


def test_the_command_may_be_repeated_and_a_later_restore_takes_another_number(table, restored):
    list(renewed(SystemStore(table), ORGANISATION, restored))
    first = number()
    assert list(renewed(SystemStore(table), ORGANISATION, restored)) == []
    assert number() == first
    assert len(list(renewed(SystemStore(table), ORGANISATION, restored + timedelta(hours=1)))) == 1
    assert number() != first


@pytest.mark.usefixtures("restored")
def test_all_organisations_with_an_issuer_are_found(table):
    found = organisations_in(boto3.client("dynamodb"), table.name)
    assert found == {ORGANISATION}
    assert OTHER_ORGANISATION not in found
