"""Credits over DynamoDB's own protocol: answers that are lost, transactions that are cancelled for a conflict."""

import json
from contextlib import contextmanager

import pytest
from bivelio_core.credits import account, ledger
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from tests.api import ORGANISATION
from tests.credits.spending import audit, reserved, work
from tests.lossy import losing_the_first_answer
from tests.network import events_of

TRANSACTION, UPDATE = "TransactWriteItems", "UpdateItem"


@pytest.fixture
def store(table):
    store = SystemStore(table).of(Tenant.at(ORGANISATION, "live"))
    ledger.current(store)
    return store


class Body:
    """The body of an answer, as botocore reads it."""

    def __init__(self, document):
        self._body = json.dumps(document).encode()

    def stream(self, **_):
        yield self._body


@contextmanager
def conflicting(client, how_many):
    """The first changes are refused because a transaction is under way on the balance; the others carried out."""
    left = [how_many]

    def send(event_name, request, **_):
        if not event_name.endswith((TRANSACTION, UPDATE)) or not left[0]:
            return botocore_stubber(event_name, request)
        left[0] -= 1
        headers = HTTPHeaders()
        headers["Content-Type"] = "application/x-amz-json-1.0"
        if event_name.endswith(UPDATE):
            refusal = {"__type": "com.amazonaws.dynamodb.v20120810#TransactionConflictException", "message": "..."}
            return AWSResponse(request.url, 400, headers, Body(refusal))
        reasons = [{"Code": "TransactionConflict", "Message": "..."}, {"Code": "None"}]
        error = {
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "CancellationReasons": reasons,
        }
        return AWSResponse(request.url, 400, headers, Body(error))

    events = events_of(client)
    events.unregister("before-send", botocore_stubber)
    events.register("before-send", send)
    try:
        yield left
    finally:
        events.unregister("before-send", send)
        events.register("before-send", botocore_stubber)


def test_lost_answers_charge_once(store):
    with losing_the_first_answer(store.table._client) as network:
        account.settle(store, reserved(store, 5))
        account.refund(store, reserved(store, 3))
        account.grant(store, 10, "ORDER-1")
    ends_and_grant, reservations = 3, 2
    assert network.sent[TRANSACTION] == 2 * ends_and_grant, "each transaction was sent twice"
    assert network.sent[UPDATE] == network.sent["PutItem"] == 2 * reservations, "and each part of a reservation"
    assert audit(store) == {"charged": 5, "reserved": 0}
    assert ledger.current(store).available == 505


@pytest.mark.parametrize("how_many", [1, 2, 5])
def test_a_transaction_that_met_another_is_tried_again_with_the_balance_as_it_is_then(store, how_many):
    with conflicting(store.table._client, how_many) as left:
        assert work(store, "request", 5) == "settled"
    assert left == [0]
    assert audit(store) == {"charged": 5, "reserved": 0}


def test_nothing_is_charged_when_the_conflicts_do_not_end(store):
    with conflicting(store.table._client, 1_000), pytest.raises(TableBusy):
        account.reserve(store, EffectKey("agents.invoke", None), price=1, reference="age_1", within=0.2)
    assert audit(store) == {"charged": 0, "reserved": 0}
