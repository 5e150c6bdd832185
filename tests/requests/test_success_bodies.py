"""Bodies of requests that succeed are kept where an organisation asks for it: a sample, for an hour at most, sealed."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from bivelio_core import clients, clock
from bivelio_core.entrypoints import failed_request
from bivelio_core.requests import counting
from bivelio_core.requests.sampling import SAMPLES_AN_HOUR, is_sampled
from bivelio_core.store import connect, keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import call, event, invoke
from tests.operated import new_organisation
from tests.requests.logs import bring, lines

NOW = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)
SAMPLED = next(f"request-{number}" for number in count() if is_sampled(f"request-{number}"))
OTHERS = [f"request-{number}" for number in range(200) if not is_sampled(f"request-{number}")]


@pytest.fixture(autouse=True)
def _stopped():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def organisation(deployment) -> str:
    return new_organisation()


def want(organisation, minutes=60, **more):
    caller = {"organisation": organisation, "actor_kind": "user"}
    retention = {"success_bodies_minutes": minutes, **more}
    answer = call("organisation.update", {"retention": retention}, caller=caller).data["retention"]
    failed_request.forget()
    return answer


def good(organisation, capsys, request_id=SAMPLED, name="Maria Garcia"):
    """The line of a request that succeeded."""
    sent = event({"data": {"type": "person", "name": name}}, caller={"organisation": organisation})
    sent["requestContext"]["requestId"] = request_id
    capsys.readouterr()
    assert invoke("contacts/create", sent).status == 200
    (text,) = [each for each in lines(capsys) if '"message":"request"' in each]
    return text


def test_nobody_asked_for_them_and_there_are_none(organisation, capsys):
    for request_id in (SAMPLED, OTHERS[0]):
        assert "bodies" not in json.loads(good(organisation, capsys, request_id))


def test_only_one_in_twenty_asks_whether_they_are_wanted(organisation, capsys):
    good(organisation, capsys, OTHERS[0])

    def calls(request_id):
        before = clients.calls_made()
        good(organisation, capsys, request_id)
        return clients.calls_made() - before

    usual = calls(OTHERS[1])
    assert [calls(each) - usual for each in (SAMPLED, OTHERS[2], SAMPLED)] == [1, 0, 0], "at most once in half a minute"


def test_while_they_are_wanted_a_sample_is_shown_as_it_was_sent(organisation, capsys):
    assert want(organisation)["success_bodies_until"] == "2026-04-07T13:00:00Z"
    told = good(organisation, capsys)
    assert "Maria" not in told
    bring([told])
    shown = call("requests.get", {"id": SAMPLED}, caller={"organisation": organisation}).data
    assert (shown["status"], shown["bodies"]) == (200, "shown")
    assert json.loads(shown["request_body"])["data"]["name"] == "Maria Garcia"
    assert json.loads(shown["response_body"])["data"]["name"] == "Maria Garcia"


def test_a_function_that_knows_it_keeps_all_up_to_the_room_of_an_hour(organisation, capsys):
    want(organisation)
    assert "bodies" not in json.loads(good(organisation, capsys, OTHERS[0])), "it does not know it yet"
    told = [good(organisation, capsys, SAMPLED)]
    told += [good(organisation, capsys, request_id) for request_id in OTHERS[: SAMPLES_AN_HOUR + 5]]
    with_bodies = [text for text in told if "bodies" in json.loads(text)]
    assert len(with_bodies) == SAMPLES_AN_HOUR
    bring(with_bodies)
    store = TenantStore(connect.table(), Tenant(organisation, "live"))
    assert len(store.query(keys.REQUEST_RECORD)) == SAMPLES_AN_HOUR
    (counts,) = counting.between(store, "2026-04-07", "2026-04-07")
    assert counts["key_test#200"] == SAMPLES_AN_HOUR, "each is counted once"


@pytest.mark.parametrize(("minutes", "later"), [(60, 60), (5, 5), (0, 0)])
def test_it_ends_by_itself_or_at_once(organisation, capsys, minutes, later):
    want(organisation)
    assert ("success_bodies_until" in want(organisation, minutes)) is (minutes > 0)
    with clock.frozen(NOW + timedelta(minutes=later)):
        failed_request.forget()
        assert "bodies" not in json.loads(good(organisation, capsys))
        shown = call("organisation.get", caller={"organisation": organisation, "actor_kind": "user"}).data["retention"]
        assert "success_bodies_until" not in shown


def test_who_wants_no_bodies_gets_none_of_these_either(organisation, capsys):
    want(organisation, request_bodies=False)
    assert "bodies" not in json.loads(good(organisation, capsys))


@pytest.mark.parametrize("minutes", [-1, 61, "60"])
def test_for_an_hour_at_most(organisation, minutes):
    answer = call(
        "organisation.update",
        {"retention": {"success_bodies_minutes": minutes}},
        caller={"organisation": organisation, "actor_kind": "user"},
    )
    assert (answer.status, answer.error["details"]["field"]) == (400, "retention.success_bodies_minutes")
