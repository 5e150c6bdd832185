"""POST /v1/contacts/batch_create keeps its promises, and with it the other batches."""

import os

import pytest
from bivelio_core.contacts.batches.models import BatchCreateContacts
from bivelio_core.contacts.batches.writing import batch_create
from bivelio_core.context import Actor, Context
from bivelio_core.store.connect import table as the_table
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, lose_answers
from tests.functions.contacts.test_match_on import contacts, create, dangling
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

SIZE = int(os.environ.get("BATCH_SIZE", "100"))


def batch(operation, requests, key=None, language="en"):
    headers = {"Accept-Language": language, **({"Idempotency-Key": key} if key else {})}
    return call(f"contacts.batch_{operation}", {"contacts": requests}, headers=headers)


def person(number, **fields):
    return {"type": "person", "name": f"Persona {number}", **fields}


def named(name):
    return [contact for contact in contacts() if contact["name"] == name]


@pytest.mark.usefixtures("table")
def test_a_batch_makes_its_contacts_in_their_order():
    answer = batch("create", [person(number, email=f"{number}@exemple.com") for number in range(SIZE)]).data
    assert (answer["succeeded"], answer["failed"]) == (SIZE, 0)
    made = [result["contact"] for result in answer["results"]]
    assert [contact["name"] for contact in made] == [f"Persona {number}" for number in range(SIZE)]
    assert [contact["id"] for contact in reversed(contacts())] == [contact["id"] for contact in made]
    assert call("contacts.get", {"id": made[0]["id"]}).data == made[0]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_each_refusal_is_that_of_the_request_alone_with_its_place(language):
    create(external_id="ERP-1")
    wrong = [
        person(1, email="x"),
        {"type": "person"},
        "Maria",
        person(4, nam="Maria"),
        person(5, company_id="ct_nobody"),
        person(6, external_id="ERP-1"),
        person(7, addresses=[{"country": "ES"}]),
        person(8, custom_fields={"a.b": float(10**16)}),
    ]
    answer = batch("create", [person(0), *wrong, person(9)], language=language).data
    assert [result["ok"] for result in answer["results"]] == [True, *[False] * 8, True]
    assert (answer["succeeded"], answer["failed"]) == (2, 8)
    for place, (data, result) in enumerate(zip(wrong, answer["results"][1:-1], strict=True), start=1):
        if data == "Maria":
            details = result["error"]["details"]
            assert (details["field"], details["constraint"]) == (f"contacts[{place}]", "type")
            assert "'contacts[3]'" in result["error"]["message"]
            continue
        alone = call("contacts.create", data, headers={"Accept-Language": language})
        error = result["error"]
        assert (error["status"], error["code"], error["retryable"], error["remedy"]) == (
            alone.status,
            alone.error["code"],
            alone.error["retryable"],
            alone.error["remedy"],
        )
        field = alone.error["details"].get("field")
        if field is None:
            assert (error["details"], error["message"]) == (alone.error["details"], alone.error["message"])
            continue
        dot = "" if field.startswith("[") else "."
        assert error["details"]["field"] == f"contacts[{place}]{dot}{field}", field
        assert error["details"]["constraint"] == alone.error["details"]["constraint"]
        assert error["details"]["errors"][0]["field"] == error["details"]["field"]
    assert len(contacts()) == 3


@pytest.mark.usefixtures("table")
def test_a_batch_has_one_to_a_hundred_requests():
    for requests, constraint in (([], "min_items"), ([person(0)] * 101, "max_items"), (None, "required")):
        refused = call("contacts.batch_create", {} if requests is None else {"contacts": requests})
        details = refused.error["details"]
        assert (refused.status, details["field"], details["constraint"]) == (400, "contacts", constraint)
    assert contacts() == []


@pytest.mark.usefixtures("table")
def test_a_batch_of_refusals_alone_is_answered_and_writes_nothing():
    answer = batch("create", [{"name": "Maria"}, {}])
    assert (answer.status, answer.data["succeeded"], answer.data["failed"]) == (200, 0, 2)
    assert contacts() == []


def test_under_a_key_a_batch_has_its_effect_once_and_another_batch_is_refused(table):
    requests = [person(number) for number in range(5)]
    first = batch("create", requests, "batch-1").data
    assert batch("create", requests, "batch-1").data == first
    lose_answers(table)
    assert batch("create", requests, "batch-1").data == first
    assert len(contacts()) == 5
    lose_answers(table)
    other = batch("create", [person(7), *requests[1:]], "batch-1")
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert batch("create", requests, "batch-1:0").data["succeeded"] == 5
    assert len(contacts()) == 10


@pytest.mark.parametrize("operation", ["create", "upsert", "update"])
def test_killed_at_any_call_and_repeated_it_is_done_once(table, operation):
    killer, number, is_through = Killer(), 0, False
    while not is_through:
        for when in ("before", "after"):
            name = f"{number}-{when}"
            requests = [
                {"type": "person", "name": f"{name}-{place}", "external_id": f"{name}-{place}"} for place in range(3)
            ]
            if operation == "upsert":
                requests = [{**request, "match_on": "external_id"} for request in requests]
            if operation == "update":
                ids = [create(name=request["name"])["id"] for request in requests]
                requests = [
                    {"id": one, "external_id": request["external_id"]}
                    for one, request in zip(ids, requests, strict=True)
                ]
            with killer.armed(lambda *at, wanted=(number, when): at == wanted):
                try:
                    batch(operation, requests, name)
                    is_through = True
                except Killed:
                    pass
            assert dangling(table) == []
            lose_answers(table)
            again = batch(operation, requests, name).data
            assert again["succeeded"] == 3, (number, when, again)
            if operation == "upsert":
                assert {result["created"] for result in again["results"]} == {True}
            for place in range(3):
                (contact,) = named(f"{name}-{place}")
                assert contact["external_id"] == f"{name}-{place}"
                assert contact["version"] == (2 if operation == "update" else 1)
                call("contacts.archive", {"id": contact["id"]})
        number += 1
    assert number > 5


@pytest.mark.usefixtures("table")
def test_a_create_in_a_batch_writes_at_most_eight_units():
    metered = MeteredTable(the_table())
    tenant = Tenant(ORGANISATION, "live")
    for extra, key, most in (
        ({}, None, 1),
        ({}, "once", 4),
        ({"external_id": "ERP"}, None, 4),
        ({"external_id": "E"}, "two", 6),
    ):
        requests = [
            person(number, **{name: f"{text}-{number}-{key}" for name, text in extra.items()}) for number in range(20)
        ]
        store = TenantStore(metered, tenant)
        ctx = Context(tenant, Actor("system", "test"), frozenset(), "request", "ca", store, idempotency_key=key)
        metered.reset()
        assert batch_create(BatchCreateContacts.model_validate({"contacts": requests}), ctx).failed == 0
        assert (metered.usage.write_units - 1) / 20 == most <= 8, "one unit more leases the numbers of all"


@pytest.mark.usefixtures("table")
def test_declared_fields_are_checked_as_of_one_contact():
    call("contacts.fields_define", {"name": "saldo", "type": "number", "default": 0})
    for operation in ("create", "upsert"):
        requests = [
            {"type": "person", "name": "Maria", "email": f"{operation}{number}@exemple.com", "custom_fields": fields}
            for number, fields in enumerate(({"saldo": "12.5"}, {"saldo": "molt"}, {}))
        ]
        results = batch(operation, requests).data["results"]
        assert [result["ok"] for result in results] == [True, False, True]
        assert results[1]["error"]["details"]["field"] == "contacts[1].custom_fields.saldo"
        assert [results[place]["contact"]["custom_fields"]["saldo"] for place in (0, 2)] == [12.5, 0]
