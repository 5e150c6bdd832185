"""record_requests keeps failed requests and counts all, whatever comes twice, dies in between or is no request."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from bivelio_core import clients, clock
from bivelio_core.erasure import erased, erasures
from bivelio_core.erasure.erasures import Subject
from bivelio_core.requests import counting, kept, sampling
from bivelio_core.requests.line import read
from bivelio_core.store import keys
from bivelio_core.store.connect import table as connected
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.operated import new_organisation
from tests.refusing import refusing
from tests.requests.logs import batch, bring, consume, line
from tests.there import there
from tools.template import functions

pytestmark = pytest.mark.usefixtures("table")
NOW = datetime(2026, 4, 7, 12, 30, 0, tzinfo=UTC)
GOOD = {"status": 200, "code": None, "Operation": "contacts.list"}


@pytest.fixture(autouse=True)
def _stopped():
    with clock.frozen(NOW):
        yield


def store(environment="live", organisation=ORGANISATION):
    return TenantStore(connected(), Tenant(organisation, environment))


def records(**of):
    return store(**of).query(keys.REQUEST_RECORD)


def counts(**of):
    """Every number of the usage of the day, by operation."""
    found = counting.between(store(**of), "2026-04-07", "2026-04-07")
    return {
        item["SK"].partition("#")[2]: {
            name: int(value) for name, value in item.items() if name not in ("PK", "SK", "ttl")
        }
        for item in found
    }


def test_a_part_that_another_process_counts_meanwhile_is_counted_once():
    """Both have asked whether it was counted before either counted it."""
    part = [there(read(f"event-{number}", int(NOW.timestamp() * 1000), line(number))) for number in range(2)]
    for _ in range(2):
        counting.count(store(), part)
    assert counts() == {"contacts.create": {"key_1#400": 2, "h12": 2, "f12": 2}}


def test_a_failed_request_is_kept_and_counted():
    bring([line(bodies="0123456789abcdef:c2VhbGVk", user_agent="curl/8")])
    (found,) = records()
    assert found["SK"] == "2026-04-07T12:30:00.000Z#request-1"
    told = ("operation", "status", "code", "actor", "actor_kind", "latency_ms", "bodies", "user_agent")
    assert [found[name] for name in told] == [
        *("contacts.create", 400, "VALIDATION_ERROR", "key_1", "api_key", 12, "0123456789abcdef:c2VhbGVk", "curl/8"),
    ]
    assert found["ttl"] == int((NOW + timedelta(days=7)).timestamp())
    assert counts() == {"contacts.create": {"key_1#400": 1, "h12": 1, "f12": 1}}


def test_requests_are_counted_by_operation_caller_status_and_hour():
    bring([line(1, **GOOD), line(2, **GOOD, actor="usr_1"), line(3, **GOOD), line(4)])
    bring([line(5, **GOOD)], first=10, at=NOW + timedelta(hours=1))
    assert counts() == {
        "contacts.list": {"key_1#200": 3, "usr_1#200": 1, "h12": 3, "h13": 1},
        "contacts.create": {"key_1#400": 1, "h12": 1, "f12": 1},
    }


def test_a_batch_that_comes_again_counts_nothing_and_takes_no_share():
    event = batch(*(line(number) for number in range(3)))
    for _ in range(3):
        consume(event)
    assert counts()["contacts.create"]["key_1#400"] == 3
    assert store().query(keys.REQUEST_SHARE)[0]["by#key_1"] == 3


@pytest.mark.parametrize("deaths", range(1, 12))
def test_a_function_that_dies_before_any_of_its_calls_counts_once_in_the_end(deaths):
    event = batch(*(line(number) for number in range(60)), *(line(100 + n, **GOOD) for n in range(60)))
    left = [deaths]

    def decide(_operation):
        left[0] -= 1
        return (400, "ValidationException") if left[0] == 0 else None

    with refusing(clients.client("dynamodb"), decide) as asked:
        try:
            consume(event)
            died = False
        except Exception:  # noqa: BLE001 - whatever it dies of
            died = True
    assert died is (len(asked) >= deaths)
    consume(event)
    found = counts()
    assert found["contacts.create"]["key_1#400"] == found["contacts.list"]["key_1#200"] == 60
    assert sum(item["operation"] == "contacts.create" for item in records()) == 60


def test_batches_at_the_same_time_lose_no_count():
    events = [batch(line(number, **GOOD), first=number * 100) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(consume, events))
    assert counts()["contacts.list"]["key_1#200"] == 40


def test_a_caller_and_an_organisation_have_a_share_of_an_hour():
    for start in range(0, 300, 50):
        bring([line(number) for number in range(start, start + 50)], first=start)
    assert len(records()) == kept.CALLER_AN_HOUR
    for caller in range(2, 8):
        bring([line(caller * 1_000 + n, actor=f"key_{caller}") for n in range(200)], first=caller * 1_000)
    assert len(records()) == kept.ORGANISATION_AN_HOUR
    assert sum(counts()["contacts.create"][f"key_{caller}#400"] for caller in range(1, 8)) == 1_500
    bring([line(1)], at=NOW + timedelta(hours=1), first=90_000)
    assert len(records()) == kept.ORGANISATION_AN_HOUR + 1


def test_another_organisation_has_a_share_of_its_own():
    bring([line(number) for number in range(250)])
    bring([line(1, organisation=OTHER_ORGANISATION)], first=900)
    assert len(records(organisation=OTHER_ORGANISATION)) == 1


def test_of_good_requests_a_sample_is_kept_always_the_same():
    bring([line(number, **GOOD) for number in range(1_000)])
    sampled = {item["request_id"] for item in records()}
    assert 20 <= len(sampled) <= sampling.SAMPLES_AN_HOUR
    assert "bodies" not in records()[0]


def test_what_the_organisation_wants_kept_is_what_is_kept(deployment):
    organisation = new_organisation()
    wanted = {"retention": {"request_days": 2, "request_bodies": False}}
    call("organisation.update", wanted, caller={"organisation": organisation, "actor_kind": "user"})
    told = {"organisation": organisation, "bodies": "0123456789abcdef:c2VhbGVk"}
    bring([line(1, **told), line(2, **told, Environment="sandbox")])
    bring([line(3, **told)], at=NOW - timedelta(days=2), first=10)
    for environment in ("live", "sandbox"):
        (found,) = records(environment=environment, organisation=organisation)
        assert found["ttl"] == int((NOW + timedelta(days=2)).timestamp())
        assert "bodies" not in found


def list_erasure(status, organisation=ORGANISATION):
    put = erasures.first(Subject(Tenant(organisation, "live")), clock.stamp(NOW), status=status)
    connected().put(put.item)


def written(organisation=ORGANISATION):
    items = boto3.resource("dynamodb").Table("bivelio").scan()["Items"]
    return [item["PK"] for item in items if item["PK"].startswith(organisation)]


@pytest.mark.parametrize("status", ["running", "completed"])
def test_late_lines_of_an_erased_organisation_write_nothing_of_it(status):
    list_erasure(status)
    sealed = "0123456789abcdef:c2VhbGVk"
    ours = [line(number, bodies=sealed, Environment=kind) for number, kind in enumerate(("live", "sandbox"))]
    bring([*ours, *(line(100 + number, **GOOD) for number in range(60)), line(9, organisation=OTHER_ORGANISATION)])
    assert written() == []
    assert len(records(organisation=OTHER_ORGANISATION)) == 1


@pytest.mark.parametrize("status", ["waiting", "cancelled"])
def test_an_organisation_whose_erasure_has_not_begun_goes_on_being_counted(status):
    list_erasure(status)
    bring([line(1)])
    assert len(records()) == 1
    assert counts() == {"contacts.create": {"key_1#400": 1, "h12": 1, "f12": 1}}


def test_the_list_of_erasures_is_read_once_a_minute_for_an_organisation(monkeypatch):
    subjects, find = [], erasures.find

    def noted(table, subject):
        subjects.append(subject)
        return find(table, subject)

    monkeypatch.setattr(erasures, "find", noted)
    for first in (0, 10):
        bring([line(first + 1), line(first + 2, Environment="sandbox"), line(first + 3, **GOOD)], first=first)
    assert subjects == [Subject(Tenant(ORGANISATION, "live"))]
    list_erasure("running")
    before = written()
    with clock.frozen(NOW + timedelta(seconds=erased.MEMORY_SECONDS)):
        bring([line(7)], first=70)
    assert len(subjects) == 2
    assert written() == before


def test_the_sandbox_is_counted_apart_and_outlives_its_day():
    bring([line(1, Environment="sandbox"), line(2)])
    assert counts(environment="sandbox") == counts() == {"contacts.create": {"key_1#400": 1, "h12": 1, "f12": 1}}
    with clock.frozen(NOW + timedelta(days=1)):
        assert len(records(environment="sandbox")) == 1


@pytest.mark.parametrize(
    "message",
    [
        "START RequestId: 1 Version: 3",
        "{",
        "[]",
        json.dumps({"message": "refused"}),
        line(organisation=None),
        line(organisation="ORG#x"),
        line(Environment="none"),
        line(Operation="contacts"),
        line(status="400"),
        line(actor="a#b"),
        line(request_id=""),
    ],
)
def test_what_is_no_request_of_an_organisation_is_passed_over(message):
    bring([message, line(1)])
    assert len(records()) == 1


def test_the_check_of_cloudwatch_is_no_batch():
    consume(batch(line(1), kind="CONTROL_MESSAGE"))
    assert records() == []


def test_the_subscription_names_the_message_of_the_lines(capsys):
    (consumer,) = [function for function in functions() if function.logical_id == "RecordRequests"]
    (source,) = consumer.properties["Events"].values()
    assert source["Properties"]["FilterPattern"] == '{ $.message = "request" }'
    bring([line(1)])
    assert '"message":"request"' not in capsys.readouterr().out, "it would consume its own lines without end"


def test_lost_failures_are_a_metric(capsys):
    bring([line(number) for number in range(250)])
    (told,) = [json.loads(text) for text in capsys.readouterr().out.splitlines() if "RequestsNotKept" in text]
    assert told["RequestsNotKept"] == 50


def test_a_day_and_an_hour_are_those_of_the_request_not_of_its_counting():
    bring([line(1)], at=datetime(2026, 4, 6, 23, 59, 59, tzinfo=UTC))
    (item,) = counting.between(store(), "2026-04-06", "2026-04-06")
    assert Counter({name: int(item[name]) for name in ("key_1#400", "h23", "f23")}) == {
        "key_1#400": 1,
        "h23": 1,
        "f23": 1,
    }
