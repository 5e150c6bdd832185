"""Bodies of requests are written sealed: only the organisation's private key opens them, and destroying it is final."""

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clients, clock, sealing
from bivelio_core.entrypoints import failed_request
from bivelio_core.requests import body_keys, sealed_bodies, settings
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.operated import new_organisation
from tests.refusing import refusing
from tests.requests.logs import bring, line, lines
from tests.there import there

NOW = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)
PERSON = {"type": "person", "email": "maria.garcia@exemple.cat", "phone": "+34 600 11 22 33", "nif": "12345678Z"}
SEALED = "0123456789abcdef:c2VhbGVk"


@pytest.fixture(autouse=True)
def _stopped():
    with clock.frozen(NOW):
        yield


def failure(capsys, number=1, organisation=ORGANISATION):
    """The line of a request that failed for want of a name."""
    capsys.readouterr()
    failed_request.forget()
    answer = call("contacts.create", PERSON, caller={"organisation": organisation})
    assert answer.status in (400, 422), answer
    (text,) = [each for each in lines(capsys) if '"message":"request"' in each]
    return text.replace("test-request", f"request-{number}") if number != 1 else text


def shown(request_id="test-request", organisation=ORGANISATION):
    return call("requests.get", {"id": request_id}, caller={"organisation": organisation}).data


def private_keys(table, organisation=ORGANISATION):
    return TenantStore(table, Tenant(organisation, "live")).query(keys.REQUEST_KEY)


def test_what_was_sent_is_in_no_line_and_no_item_in_clear(table, capsys):
    body_keys.ensure(table, ORGANISATION)
    text = failure(capsys)
    bring([text])
    (record,) = TenantStore(table, Tenant(ORGANISATION, "live")).query(keys.REQUEST_RECORD)
    for written in (text, repr(record)):
        assert not [value for value in PERSON.values() if value in written and value != "person"], written
    assert json.loads(shown()["request_body"]) == {"data": PERSON}


def test_who_consumes_the_log_cannot_open_what_it_keeps(table, capsys):
    """Its role may not read private keys; the endpoint's may."""
    body_keys.ensure(table, ORGANISATION)
    (item,) = private_keys(table)
    bring([failure(capsys)])
    with clock.frozen(NOW + timedelta(minutes=6)):
        sealing.forget()
        kms = clients.client("kms")
        with refusing(kms, lambda _: None) as asked:
            bring([line(2)], first=10)
            assert asked == []
            assert shown()["bodies"] == "shown"
            assert asked == ["Decrypt"]
    assert PERSON["email"] not in repr(item)


def test_a_destroyed_key_leaves_nothing_to_read(table, capsys):
    body_keys.ensure(table, ORGANISATION)
    bring([failure(capsys)])
    assert shown()["bodies"] == "shown"
    for item in private_keys(table):
        table.delete(body_keys.key(ORGANISATION, item["SK"]))
    answer = shown()
    assert (answer["bodies"], "request_body" in answer) == ("not_kept", False)
    assert call("requests.list").data["requests"][0]["status"] == 400


def test_after_a_private_key_was_destroyed_a_new_one_is_made_in_time(table):
    body_keys.ensure(table, ORGANISATION)
    (item,) = private_keys(table)
    table.delete(body_keys.key(ORGANISATION, item["SK"]))
    with clock.frozen(NOW + timedelta(days=30)):
        bring([line(1)])
        assert [each["SK"] for each in private_keys(table)] not in ([], [item["SK"]])


def test_bodies_do_not_open_as_those_of_another_request(table, capsys):
    """Whoever can write a line cannot show an old one's bodies as another's."""
    body_keys.ensure(table, ORGANISATION)
    told = json.loads(failure(capsys))
    bring([json.dumps({**told, "request_id": "request-2"}), json.dumps({**told, "Environment": "sandbox"})])
    assert shown("request-2")["bodies"] == "not_kept"
    answer = call("requests.get", {"id": "test-request"}, caller={"environment": "sandbox"}).data
    assert answer["bodies"] == "not_kept"


@pytest.mark.parametrize("text", [SEALED, "x", "0123456789abcdef:", f"{'0' * 16}:{'A' * 70_000}", "é:é"])
def test_what_nobody_sealed_is_not_shown(table, text):
    body_keys.ensure(table, ORGANISATION)
    current = settings.load(table, ORGANISATION)
    own = sealed_bodies.key_id(there(current.public_key))
    bring([line(1, bodies=text), line(2, bodies=text.replace("0123456789abcdef", own))])
    assert [shown(f"request-{number}")["bodies"] for number in (1, 2)] == ["not_kept", "not_kept"]


def test_an_organisation_without_a_key_gets_one_with_its_first_request_that_is_kept(table, capsys):
    told = failure(capsys)
    assert "bodies" not in json.loads(told), "no body is written that cannot be sealed"
    bring([told])
    assert "bodies" in json.loads(failure(capsys))
    assert len(private_keys(table)) == 1


def test_a_new_organisation_has_a_key_before_its_first_request(deployment, capsys):
    organisation = new_organisation()
    bring([failure(capsys, organisation=organisation)])
    assert json.loads(shown(organisation=organisation)["request_body"]) == {"data": PERSON}


def test_an_organisation_that_wants_no_bodies_gets_no_key(table):
    wanted = settings.RequestSettings(keeps_bodies=False).write(ORGANISATION)
    table.update(wanted.key, wanted.update)
    bring([line(1)])
    assert private_keys(table) == []


def test_a_change_of_what_is_kept_keeps_the_key(deployment):
    organisation = new_organisation()
    before = settings.load(deployment, organisation)
    caller = {"organisation": organisation, "actor_kind": "user"}
    call("organisation.update", {"retention": {"request_days": 3}}, caller=caller)
    after = settings.load(deployment, organisation)
    assert (after.days, after.public_key) == (3, before.public_key)


def test_each_month_there_is_another_key_and_the_former_one_goes_when_it_opens_nothing_more(table, capsys):
    body_keys.ensure(table, ORGANISATION)
    with clock.frozen(NOW + timedelta(days=29, hours=23)):
        bring([failure(capsys)])
        assert len(private_keys(table)) == 1
    with clock.frozen(NOW + timedelta(days=30)):
        bring([line(2)], first=10)
        bring([failure(capsys, 3)], first=20)
        assert len(private_keys(table)) == 2
        assert [shown(each)["bodies"] for each in ("test-request", "request-2")] == ["shown", "not_kept"]
    with clock.frozen(NOW + timedelta(days=38)):
        assert len(private_keys(table)) == 1


def test_functions_that_make_the_first_key_at_once_agree_on_one(table):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: bring([line(number)], first=number * 10), range(16)))
    (item,) = private_keys(table)
    current = settings.load(table, ORGANISATION)
    assert item["SK"] == sealed_bodies.key_id(there(current.public_key))


@pytest.mark.parametrize("deaths", range(1, 8))
def test_a_function_that_dies_while_it_makes_a_key_leaves_none_that_opens_nothing(table, capsys, deaths):
    left = [deaths]

    def decide(_operation):
        left[0] -= 1
        return (400, "ValidationException") if left[0] == 0 else None

    with refusing(clients.client("dynamodb"), decide), contextlib.suppress(Exception):
        bring([line(1)])
    bring([line(1)])
    bring([failure(capsys)], first=10)
    assert shown()["bodies"] == "shown"


def test_another_organisations_key_opens_nothing(table, capsys):
    for organisation in (ORGANISATION, OTHER_ORGANISATION):
        body_keys.ensure(table, organisation)
    told = json.loads(failure(capsys))
    bring([json.dumps({**told, "organisation": OTHER_ORGANISATION})])
    assert shown(organisation=OTHER_ORGANISATION)["bodies"] == "not_kept"


def test_requests_that_were_kept_in_clear_are_shown_for_the_days_they_have(table):
    bring([line(1)])
    store = TenantStore(table, Tenant(ORGANISATION, "live"))
    (record,) = store.query(keys.REQUEST_RECORD)
    table.put({**record, "request_body": '{"data":{}}'})
    answer = shown("request-1")
    assert (answer["bodies"], answer["request_body"]) == ("shown", '{"data":{}}')


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("curl/8", "curl/8"),
        ("bivelio-python/1.0.0", "bivelio-python/1.0.0"),
        ("Bot/1.0 (+mailto:maria@exemple.cat)", "Bot/1.0"),
        ("Maria Garcia maria@exemple.cat/1 x/612345678", None),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0", "Mozilla/5.0 Firefox/128.0"),
    ],
)
def test_of_a_client_the_line_says_its_products_and_the_request_its_whole_name(table, capsys, agent, told):
    body_keys.ensure(table, ORGANISATION)
    capsys.readouterr()
    call("contacts.create", PERSON, headers={"User-Agent": agent})
    (text,) = [each for each in lines(capsys) if '"message":"request"' in each]
    assert json.loads(text).get("user_agent") == told
    bring([text])
    assert shown()["user_agent"] == agent
