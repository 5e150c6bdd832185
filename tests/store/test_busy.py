"""Every kind of throttling error is retried, and becomes TableBusy when it persists, for every call."""

import io
import time

import pytest
import urllib3
from bivelio_core import aws_calls, clients
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.table import TableBusy
from bivelio_core.store.writes import ConditionCheck, Delete, Key, Put, Update, UpdateWrite, absent, equals, present
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.execution import payloads
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from tests.refusing import TABLE_REFUSALS, UNANSWERED, refusing
from tests.table_definition import stored_items

KEY, OTHER = Key("a", "1"), Key("a", "2")
STORED = {"PK": "a", "SK": "1", "n": 5}
FRESH = {"PK": "a", "SK": "2", "n": 1}

CALLS = {
    "get": lambda table: table.get(KEY),
    "get_many": lambda table: table.get_many([KEY, OTHER]),
    "query": lambda table: table.query("a"),
    "query_index": lambda table: table.query_index("g"),
    "put": lambda table: table.put(FRESH),
    "put under a condition": lambda table: table.put(FRESH, absent()),
    "update": lambda table: table.update(KEY, Update(set={"n": 6})),
    "count": lambda table: table.update(KEY, Update(add={"n": 1})),
    "delete": lambda table: table.delete(KEY),
    "delete under a condition": lambda table: table.delete(KEY, present()),
    "transact": lambda table: table.transact([Put(FRESH, absent()), UpdateWrite(KEY, Update(add={"n": 1}))]),
    "transact deletions": lambda table: table.transact([Delete(KEY, equals("n", 5)), ConditionCheck(OTHER, absent())]),
    "put_many": lambda table: table.put_many([FRESH]),
    "put_each": lambda table: table.put_each([Put(FRESH, absent())]),
    "delete_many": lambda table: table.delete_many([KEY]),
}
every_call = pytest.mark.parametrize("name", CALLS)
every_refusal = pytest.mark.parametrize("refusal", TABLE_REFUSALS, ids=str)


@pytest.fixture
def impatient(monkeypatch):
    """Clients that are made after this do not ask a second time."""
    for service, usual in aws_calls.POLICIES.items():
        monkeypatch.setitem(aws_calls.POLICIES, service, usual._replace(again_within=0.0))


def contents(table):
    """All items, as they are kept."""
    return stored_items()


@every_refusal
@every_call
@pytest.mark.usefixtures("impatient")
def test_what_stays_refused_is_busy_and_has_changed_nothing(table, name, refusal):
    table.put(STORED)
    before = contents(table)
    with refusing(table._client, lambda _: refusal), pytest.raises(TableBusy):
        CALLS[name](table)
    assert contents(table) == before


@every_refusal
@every_call
def test_what_is_refused_three_times_is_done_once(table, name, refusal, monkeypatch):
    monkeypatch.setattr(aws_calls, "FIRST_PAUSE_SECONDS", 0.0)
    table.put(STORED)
    undisturbed = CALLS[name](table)
    after = without_marks(contents(table))
    for item in after:
        table._client.delete_item(TableName=table.name, Key={key: item[key] for key in ("PK", "SK")})
    table.delete_many([KEY, OTHER])
    table.put(STORED)
    refusals = [refusal] * 3
    with refusing(table._client, lambda _: refusals.pop() if refusals else None) as asked:
        assert CALLS[name](table) == undisturbed
    assert len(asked) == 4
    assert without_marks(contents(table)) == after


def without_marks(items):
    return [{name: value for name, value in item.items() if name not in ("_q", "_w")} for item in items]


@pytest.mark.parametrize("code", ["AccessDeniedException", "ValidationException", "ResourceNotFoundException"])
def test_a_fault_of_ours_is_asked_once_and_stays_what_it_is(table, code):
    with (
        refusing(table._client, lambda _: (400, code)) as asked,
        pytest.raises(table._client.exceptions.ClientError, match=code) as fault,
    ):
        table.get(KEY)
    assert not isinstance(fault.value, ServiceBusy)
    assert len(asked) == 1


OTHER_CALLS = {
    "sqs": lambda client: client.send_message(QueueUrl="https://sqs.eu-west-1.amazonaws.com/1/q", MessageBody="{}"),
    "kms": lambda client: client.encrypt(KeyId="k", Plaintext=b"x"),
    "secretsmanager": lambda client: client.get_secret_value(SecretId="s"),
    "stepfunctions": lambda client: client.describe_execution(
        executionArn="arn:aws:states:eu-west-1:123456789012:execution:m:e"
    ),
    "scheduler": lambda client: client.delete_schedule(Name="n", GroupName="g"),
    "s3": lambda _: TenantFiles.of(Tenant.at("org_0000000000000000", "live"), "transfers").put("f", b"x", "text/csv"),
}


@pytest.mark.parametrize("refusal", [(429, "TooManyRequestsException"), (503, "SlowDown"), *UNANSWERED], ids=str)
@pytest.mark.parametrize("service", OTHER_CALLS)
@pytest.mark.usefixtures("impatient", "services")
def test_every_other_service_is_busy_in_the_same_way(service, refusal):
    client = clients.client(service)
    with refusing(client, lambda _: refusal), pytest.raises(ServiceBusy) as busy:
        OTHER_CALLS[service](client)
    assert not isinstance(busy.value, TableBusy)


class Stopping(io.BytesIO):
    """An answer that stops coming after its first bytes, without a word or with a fault of the connection."""

    def __init__(self, fault: Exception | None) -> None:
        super().__init__(b'{"begun": tr')
        self.fault = fault

    def read(self, *size):
        """Some bytes, and then no more."""
        if not (found := super().read(*size)) and self.fault:
            raise self.fault
        return found


POOL = urllib3.connectionpool.ConnectionPool("s3.example.com")


@pytest.mark.parametrize(
    "fault",
    [None, urllib3.exceptions.ReadTimeoutError(POOL, "/f", "no bytes"), urllib3.exceptions.ProtocolError("closed")],
    ids=str,
)
@pytest.mark.usefixtures("services")
def test_a_file_that_stops_coming_is_a_busy_service(fault):
    files = TenantFiles.of(Tenant.at("org_0000000000000000", "live"), "workflows")

    def begin(request, **_):
        headers = HTTPHeaders()
        headers["Content-Length"], headers["ETag"] = "4096", '"e"'
        return AWSResponse(request.url, 200, headers, Stopping(fault))

    events = files.client.meta.events
    events.unregister("before-send", botocore_stubber)
    events.register("before-send.s3.GetObject", begin)
    with pytest.raises(ServiceBusy):
        list(files.read("f"))
    with pytest.raises(ServiceBusy):
        payloads.read({"output_ref": files.key("f")}, "output")


def test_a_call_ends_within_its_patience(table, monkeypatch):
    """By a clock of the test's own: pauses pass in it, and every try takes as long as it may."""
    now, usual = [0.0], aws_calls.POLICIES["dynamodb"]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))

    def hang(_operation):
        now[0] += usual.connect + usual.read
        return UNANSWERED[1]

    with refusing(table._client, hang) as asked, pytest.raises(TableBusy):
        table.get(KEY)
    assert len(asked) > 1, "there is a second try"
    assert now[0] <= usual.longest
