"""POST /v1/requests/list keeps its promises."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock

from tests.api import OTHER_ORGANISATION, call
from tests.requests.logs import bring, line

pytestmark = pytest.mark.usefixtures("table")
NOW = datetime(2026, 4, 7, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _stopped():
    with clock.frozen(NOW + timedelta(hours=1)):
        yield


def ids(answer):
    return [request["id"] for request in answer.data["requests"]]


def test_they_come_newest_first_without_their_bodies():
    bring([line(1, bodies="0123456789abcdef:c2VhbGVk", user_agent="curl/8")], at=NOW)
    bring([line(2, status=500, code="INTERNAL_ERROR")], at=NOW + timedelta(minutes=1), first=10)
    newest, oldest = call("requests.list").data["requests"]
    assert (newest["id"], newest["status"], newest["code"]) == ("request-2", 500, "INTERNAL_ERROR")
    assert oldest == {
        "id": "request-1",
        "at": "2026-04-07T12:00:00Z",
        "operation": "contacts.create",
        "status": 400,
        "code": "VALIDATION_ERROR",
        "latency_ms": 12,
        "actor_kind": "api_key",
        "actor": "key_1",
        "user_agent": "curl/8",
    }


def test_the_cursor_leads_through_all_of_them_once():
    for number in range(7):
        bring([line(number)], at=NOW + timedelta(seconds=number), first=number)
    seen, cursor = [], None
    while True:
        page = call("requests.list", {"limit": 3, **({"before": cursor} if cursor else {})})
        seen += ids(page)
        if (cursor := page.data["next_before"]) is None:
            break
    assert seen == [f"request-{number}" for number in range(7)][::-1]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"outcome": "failed"}, [4, 2, 1]),
        ({"outcome": "succeeded"}, []),
        ({"status": 404}, [2]),
        ({"code": "RATE_LIMIT_EXCEEDED"}, [4]),
        ({"operation": "contacts.get"}, [2]),
        ({"actor": "usr_1"}, [4]),
        ({"actor": "key_1", "operation": "contacts.create"}, [1]),
        ({"from": "2026-04-07T12:02:00Z"}, [4, 2]),
        ({"to": "2026-04-07T12:02:00Z"}, [2, 1]),
        ({"from": "2026-04-07T12:03:00Z", "to": "2026-04-07T12:02:00Z"}, []),
    ],
)
def test_filters_narrow(asked, expected):
    bring([line(1)], at=NOW + timedelta(minutes=1))
    bring(
        [line(2, status=404, Operation="contacts.get", code="RESOURCE_NOT_FOUND")],
        at=NOW + timedelta(minutes=2),
        first=2,
    )
    bring([line(4, status=429, code="RATE_LIMIT_EXCEEDED", actor="usr_1")], at=NOW + timedelta(minutes=4), first=4)
    assert ids(call("requests.list", asked)) == [f"request-{number}" for number in expected]


def test_each_organisation_and_environment_sees_its_own():
    bring([line(1), line(2, organisation=OTHER_ORGANISATION), line(3, Environment="sandbox")], at=NOW)
    assert ids(call("requests.list")) == ["request-1"]
    assert ids(call("requests.list", caller={"environment": "sandbox"})) == ["request-3"]
    assert ids(call("requests.list", caller={"organisation": OTHER_ORGANISATION})) == ["request-2"]


def test_after_seven_days_they_are_gone():
    bring([line(1)], at=NOW)
    with clock.frozen(NOW + timedelta(days=7)):
        assert ids(call("requests.list")) == []


@pytest.mark.parametrize("cursor", ["x", "eA", "MjAyNi0wNC0wN1QxMg"])
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    answer = call("requests.list", {"before": cursor})
    assert (answer.status, answer.error["details"]["field"]) == (400, "before")


@pytest.mark.parametrize(("scopes", "status"), [("read", 200), ("requests:read", 200), ("contacts:admin", 403)])
def test_it_needs_the_scope_to_read_requests(scopes, status):
    assert call("requests.list", caller={"scopes": scopes}).status == status


def test_no_publishable_key_reads_it():
    assert call("requests.list", caller={"scopes": "requests:read", "key_type": "publishable"}).status == 403
