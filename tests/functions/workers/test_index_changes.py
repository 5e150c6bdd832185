"""index_changes keeps the lists right over a real table, parks what it cannot read, and reports where to resume."""

import json
from datetime import timedelta

import boto3
import pytest
from bivelio_core import clients, clock, domain
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store import keys
from bivelio_core.store.connect import table as connected
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import writer
from bivelio_core.store.index.layout import read_head
from bivelio_core.store.index.recent import unsettled
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.api import ORGANISATION, call, load
from tools.template import functions

LIVE = Tenant(ORGANISATION, "live")
LATER = timedelta(minutes=1)


@pytest.fixture
def parked(table, monkeypatch):
    """What was parked."""
    clients.client.cache_clear()
    url = boto3.client("sqs").create_queue(QueueName="parked")["QueueUrl"]
    monkeypatch.setenv("PARKED_QUEUE_URL", url)
    return lambda: [
        json.loads(message["Body"]) for message in boto3.client("sqs").receive_message(QueueUrl=url).get("Messages", [])
    ]


@pytest.fixture
def impatient(monkeypatch):
    """Each created item is indexed at once."""
    monkeypatch.setattr(writer, "WAITING_ITEMS", 0)


def stored(tenant=LIVE):
    return TenantStore(connected(), tenant)


def deliver(*records):
    return load("workers/index_changes").handler(streams.batch(*records), None)


def created(**fields):
    """A contact made through the API, and the record of its creation."""
    contact = call("contacts.create", {"type": "person", "name": "Maria Garcia", **fields}).data
    item = stored().query(keys.CONTACT, descending=True, limit=1)[0]
    return contact, streams.record(None, item)


@pytest.mark.usefixtures("impatient")
def test_a_batch_of_changes_is_in_the_index(parked):
    _, first = created(tags=["lead"])
    second, record = created(tags=["lead", "client"])
    assert deliver(first, record) == {"batchItemFailures": []}
    before = stored().query(keys.CONTACT, descending=True, limit=1)[0]
    call("contacts.update", {"id": second["id"], "tags": ["client"]})
    after = stored().query(keys.CONTACT, descending=True, limit=1)[0]
    assert deliver(streams.record(before, after), record, first) == {"batchItemFailures": []}
    with clock.frozen(clock.now() + LATER):
        assert unsettled(read_head(stored(), CONTACTS), clock.epoch()) == ([], [])
        assert call("contacts.list", {"tags": ["lead"]}).data["pagination"]["total"] == 1
        assert call("contacts.list", {"search": "maria"}).data["pagination"]["total"] == 2
        assert call("contacts.list", {"per_page": 1, "page": 2}).data["pagination"]["total_pages"] == 2
    assert parked() == []


@pytest.mark.usefixtures("impatient")
def test_each_tenant_and_each_sandbox_day_has_an_index_of_its_own(parked):
    sandbox = {"environment": "sandbox"}
    call("contacts.create", {"type": "person", "name": "Maria"}, caller=sandbox)
    today = Tenant.at(ORGANISATION, "sandbox")
    records = [streams.record(None, item) for item in stored(today).query(keys.CONTACT)]
    assert len(records) == 12
    _, live = created()
    assert deliver(*records, live) == {"batchItemFailures": []}
    assert read_head(stored(today), CONTACTS).summary.high == 12
    assert read_head(stored(), CONTACTS).summary.high == 1
    tomorrow = clock.now() + timedelta(days=1)
    with clock.frozen(tomorrow):
        assert call("contacts.list", {"search": "maria"}, caller=sandbox).data["pagination"]["total"] == 1
        assert call("contacts.list", {}, caller=sandbox).data["pagination"]["total"] == 8
    head = [item for item in stored(today).query(keys.index_of(keys.CONTACT), "CT") if item["SK"] == "ALL"]
    assert head[0]["ttl"] > clock.epoch()


def test_the_expiry_of_a_sandbox_day_is_not_indexed(parked):
    _, _record = created()
    gone = streams.record(stored().query(keys.CONTACT)[0], None)
    gone["userIdentity"] = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    assert deliver(gone) == {"batchItemFailures": []}
    assert read_head(stored(), CONTACTS).summary.version == 0


def test_a_poison_record_is_parked_and_the_rest_is_indexed(parked):
    _, good = created()
    sk = keys.sequence_sk(stored().lease_sequence(keys.CONTACT))
    poison = streams.record(None, stored().put(keys.CONTACT, sk, {"version": 1, "name": 7}))
    _, after = created()
    assert deliver(good, poison, after) == {"batchItemFailures": []}
    assert [message["record"]["dynamodb"]["Keys"]["SK"]["S"] for message in parked()] == [sk]
    with clock.frozen(clock.now() + LATER):
        assert index_reader.list_page(stored(), CONTACTS).total == 2


def test_the_event_source_hands_over_exactly_the_kinds_of_lists_and_activities():
    (function,) = (function for function in functions() if function.logical_id == "IndexChanges")
    source = function.properties["Events"]["Changes"]["Properties"]
    whole, *marked = (json.loads(each["Pattern"])["dynamodb"] for each in source["FilterCriteria"]["Filters"])
    kinds = {kind for each in domain.declared() for kind in (*each.lists, *each.activities)}
    suffixes = {rule["suffix"] for rule in whole["Keys"]["PK"]["S"]}
    assert suffixes == {f"#{kind.partition}" for kind in kinds if not kind.marker}
    assert marked == [{"NewImage": {kind.marker: {"S": [{"exists": True}]}}} for kind in kinds if kind.marker]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
