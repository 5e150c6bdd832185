"""POST /v1/webhooks/create keeps its promises."""

import base64

import pytest
from bivelio_core.store.writes import Key

from tests.api import ORGANISATION, call
from tests.egress.hostile import LITERALS
from tests.functions.webhooks.registered import EXAMPLE_URL, register

pytestmark = pytest.mark.usefixtures("table")
CREATE = {"url": EXAMPLE_URL, "events": ["contact.created"]}


def test_a_generated_secret_is_24_random_bytes_and_shown_once():
    made = register()
    assert len(base64.b64decode(made["signing_secret"].removeprefix("whsec_"), validate=True)) == 24
    assert made["webhook_id"].startswith("wh_")
    read = call("webhooks.get", {"webhook_id": made["webhook_id"]}).data
    assert "signing_secret" not in read
    assert (read["status"], read["success_rate"], read["last_triggered_at"]) == ("active", None, None)


STRONG = ("whsec_el_teu_secret_de_verificacio", "a secret of my own, long enough", "0123456789abcdef01234567")
WEAK = (
    "short",
    "x" * 23,
    "a" * 24,
    "whsec_" + " " * 18,
    "whsec_" + " " * 18 + "k7Qz",
    "whsec_" + "ab" * 20,
    "abcdefghijkl" * 2,
    "abcdefghij" * 9 + "abc",
)


@pytest.mark.parametrize("secret", STRONG)
def test_a_strong_secret_of_the_callers_signs(secret):
    assert register(secret=secret)["signing_secret"] == secret


@pytest.mark.parametrize("secret", WEAK)
def test_a_weak_secret_is_refused_and_not_replaced(secret):
    answer = call("webhooks.create", {**CREATE, "secret": secret})
    assert (answer.status, answer.error["details"]["field"]) == (422, "secret")
    assert answer.error["details"]["constraint"] == "weak_secret"
    assert call("webhooks.list").data["webhooks"] == []


def test_the_stored_secret_is_sealed(table):
    made = register(secret="whsec_el_teu_secret_de_verificacio")
    item = table.get(Key(f"{ORGANISATION}#live#WH", made["webhook_id"]))
    assert b"verificacio" not in item["secrets"][0]["sealed"]
    assert "verificacio" not in repr({name: value for name, value in item.items() if name != "secrets"})


@pytest.mark.parametrize("url", LITERALS.values(), ids=LITERALS.keys())
def test_a_hostile_address_is_refused(url, monkeypatch):
    monkeypatch.setenv("DEPLOYMENT", "cloud")
    answer = call("webhooks.create", {**CREATE, "url": url})
    assert (answer.status, answer.error["details"]["field"]) in {(400, "url"), (422, "url")}
    assert call("webhooks.list").data["webhooks"] == []


@pytest.mark.parametrize(
    ("change", "status", "field", "constraint"),
    [
        ({"url": "not a url"}, 400, "url", "format"),
        ({"url": "https://192.168.1.1/hook"}, 422, "url", "url_not_allowed"),
        ({"events": []}, 400, "events", "min_items"),
        ({"events": ["contact.exploded"]}, 400, "events[0]", "choice"),
        ({"description": "x" * 501}, 400, "description", "max_length"),
        ({"retries": 9}, 400, "retries", "unknown_field"),
        ({"filter": "data.amount >"}, 400, "filter", "expression"),
        ({"filter": "no_such(data)"}, 400, "filter", "expression"),
        ({"filter": "add_days(data.at, 'x')"}, 400, "filter", "expression"),
        ({"headers": {f"X-{n}": "1" for n in range(11)}}, 400, "headers", "max_items"),
        ({"headers": {f"X-{n}": "x" * 999 for n in range(5)}}, 400, "headers", "max_bytes"),
        ({"headers": {"X-A": "1", "x-a": "2"}}, 400, "headers.x-a", "header_reserved"),
        ({"payload_format": "xml"}, 400, "payload_format", "choice"),
    ],
)
def test_bad_input_names_the_field(change, status, field, constraint):
    answer = call("webhooks.create", {**CREATE, **change})
    assert (answer.status, answer.error["code"]) == (status, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


def test_the_same_idempotency_key_registers_one_webhook_and_shows_its_secret_again():
    headers = {"Idempotency-Key": "hook-1"}
    first = call("webhooks.create", CREATE, headers=headers).data
    assert call("webhooks.create", CREATE, headers=headers).data == first
    assert call("webhooks.list").data["pagination"]["total"] == 1


def test_a_used_idempotency_key_registers_nothing_else_and_says_when_its_webhook_is_gone():
    headers = {"Idempotency-Key": "hook-2"}
    first = call("webhooks.create", CREATE, headers=headers).data
    other = call("webhooks.create", {**CREATE, "description": "another"}, headers=headers)
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    call("webhooks.delete", {"webhook_id": first["webhook_id"]})
    gone = call("webhooks.create", CREATE, headers=headers)
    assert (gone.status, gone.error["details"]["reason"]) == (409, "deleted")


def test_there_are_at_most_fifty(table):
    for number in range(50):
        table.put({"PK": f"{ORGANISATION}#live#WH", "SK": f"wh_{number}", "created_at": ""})
    answer = call("webhooks.create", CREATE)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "max_items")


def fill(table, number):
    """Webhooks that were there before there was a counter."""
    for position in range(number):
        table.put({"PK": f"{ORGANISATION}#live#WH", "SK": f"wh_{position}", "created_at": "", "events": []})


def test_the_fiftieth_shows_its_secret_again_and_there_is_no_other(table):
    fill(table, 49)
    headers = {"Idempotency-Key": "hook-50"}
    fiftieth = call("webhooks.create", CREATE, headers=headers).data
    assert call("webhooks.create", CREATE, headers=headers).data == fiftieth
    for again in ({}, {"Idempotency-Key": "hook-51"}):
        answer = call("webhooks.create", CREATE, headers=again)
        assert (answer.status, answer.error["details"]["constraint"]) == (422, "max_items")
    assert call("webhooks.delete", {"webhook_id": fiftieth["webhook_id"]}).status == 200
    assert call("webhooks.create", CREATE, headers={"Idempotency-Key": "hook-51"}).status == 200
    assert call("webhooks.create", CREATE).status == 422


def test_a_repeated_request_shows_its_secret_again_although_the_host_has_moved(names):
    url, headers = "https://hooks.example.com/in", {"Idempotency-Key": "hook-moved"}
    names.records["hooks.example.com"] = [["93.184.216.34"]]
    first = call("webhooks.create", {**CREATE, "url": url}, headers=headers).data
    names.records["hooks.example.com"] = [["10.0.0.1"]]
    assert call("webhooks.create", {**CREATE, "url": url}, headers=headers).data == first
    assert call("webhooks.create", {**CREATE, "url": url}).status == 422


def test_the_example_of_the_sandbox_takes_no_room(table):
    sandbox = {"environment": "sandbox"}
    for _ in range(50):
        assert call("webhooks.create", CREATE, caller=sandbox).status == 200
    assert call("webhooks.create", CREATE, caller=sandbox).status == 422
    assert call("webhooks.delete", {"webhook_id": "wh_o8p9q0r1"}, caller=sandbox).status == 200
    assert call("webhooks.create", CREATE, caller=sandbox).status == 422


def test_registering_takes_admin():
    assert call("webhooks.create", CREATE, caller={"scopes": "write"}).error["code"] == "AUTH_INSUFFICIENT_SCOPE"


def test_a_limit_and_an_order_are_shown_where_they_are_set():
    made = register(rate_limit=5, ordering=True)
    read = call("webhooks.get", {"webhook_id": made["webhook_id"]}).data
    (listed,) = call("webhooks.list").data["webhooks"]
    assert [(each["rate_limit"], each["ordering"]) for each in (made, read, listed)] == [(5, True)] * 3
    assert not {"rate_limit", "ordering", "lane"} & set(register(ordering=False))
    changed = call("webhooks.update", {"webhook_id": made["webhook_id"], "rate_limit": None, "ordering": False}).data
    assert not {"rate_limit", "ordering"} & set(changed)
    off = call("webhooks.update", {"webhook_id": made["webhook_id"], "status": "disabled", "rate_limit": 1})
    assert (off.status, off.data["rate_limit"]) == (200, 1)
    assert call("webhooks.enable", {"webhook_id": made["webhook_id"]}).data["rate_limit"] == 1


@pytest.mark.parametrize("limit", [0, -1, 51, 1.5, "5", True, [5], {"per": 1}])
def test_a_limit_that_is_none_is_refused(limit):
    answer = call("webhooks.create", {**CREATE, "rate_limit": limit})
    assert (answer.status, answer.error["details"]["field"]) == (400, "rate_limit")
    made = register()
    answer = call("webhooks.update", {"webhook_id": made["webhook_id"], "rate_limit": limit})
    assert (answer.status, answer.error["details"]["field"]) == (400, "rate_limit")


@pytest.mark.parametrize("wanted", ["yes", 1, None, []])
def test_an_order_is_true_or_false(wanted):
    answer = call("webhooks.create", {**CREATE, "ordering": wanted})
    assert (answer.status, answer.error["details"]["field"]) == (400, "ordering")
