"""POST /v1/contacts/export keeps its promises."""

import csv
import io
import time

import pytest
from bivelio_core.contacts.transfer.storage import files_of
from bivelio_core.contacts.transfer.table_format import join_tags, split_tags
from bivelio_core.formulas import guarded, unguarded
from bivelio_core.store.keys import EXPORT, IMPORT
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from hypothesis import given
from hypothesis import strategies as st

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.functions.contacts.transfers import serve, work
from tests.services import received
from tests.there import there

LIVE = Tenant(ORGANISATION, "live")
ODD = {
    "type": "company",
    "name": '=cmd|"/c calc"!A1',
    "email": "odd@exemple.com",
    "phone": "+34 600 111 222",
    "tags": ["a|b", "c\\d", "ç ñ"],
    "custom_fields": {
        "note": "two\nlines",
        "amount": 591.4,
        "rate": 0.1,
        "list": [1, {"x": None}],
        "text": "08001",
        "flag": False,
    },
}


def content(export) -> list[dict[str, str]]:
    body = b"".join(files_of(LIVE).read(f"exports/{export['id']}/contacts.csv"))
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_all_that_match_are_in_the_file(table):
    for name in ("Anna Roca", "Pere Serra", "Núria Roca"):
        call("contacts.create", {"type": "person", "name": name})
    answer = call("contacts.export", {"search": "roca"})
    assert (answer.status, answer.data["status"], answer.data["total"]) == (200, "completed", 2)
    assert answer.data["url"].startswith("https://")
    assert "X-Amz-Signature" in answer.data["url"]
    assert [row["name"] for row in content(answer.data)] == ["Núria Roca", "Anna Roca"]
    again = call("contacts.export_status", {"id": answer.data["id"]}).data
    assert (again["status"], again["total"]) == ("completed", 2)


def test_a_repeated_export_is_the_same_one_and_another_with_its_key_is_not(table):
    for name in ("Anna Roca", "Pere Serra"):
        call("contacts.create", {"type": "person", "name": name})
    keyed = {"headers": {"Idempotency-Key": "export-1"}}
    first = call("contacts.export", {"search": "roca"}, **keyed).data
    assert call("contacts.export", {"search": "roca"}, **keyed).data["id"] == first["id"]
    other = call("contacts.export", {"search": "serra"}, **keyed).data
    assert [row["name"] for row in content(other)] == ["Pere Serra"]


def test_what_is_exported_can_be_imported_and_says_the_same(table):
    call("contacts.create", ODD)
    export = call("contacts.export", {}).data
    (row,) = content(export)
    assert row["name"].startswith("'=")
    assert row["phone"] == "'+34 600 111 222"
    text = b"".join(files_of(LIVE).read(f"exports/{export['id']}/contacts.csv")).decode()

    def bring(csv_text, **caller):
        begun = call("contacts.import", {"csv": csv_text}, caller=caller).data
        work(caller.get("organisation", ORGANISATION))
        return call("contacts.import_status", {"id": begun["id"]}, caller=caller).data

    assert bring(text)["unchanged"] == 1
    elsewhere = {"organisation": OTHER_ORGANISATION}
    assert bring(text.replace(row["id"], "old-1"), **elsewhere)["created"] == 1
    copy = call("contacts.get", {"id": "old-1"}, caller=elsewhere).data
    assert copy | ODD == copy


def test_many_are_exported_by_the_worker(table, monkeypatch):
    monkeypatch.setattr("bivelio_core.contacts.transfer.actions.export.AT_ONCE", 2)
    for number in range(3):
        call("contacts.create", {"type": "person", "name": f"Contacte {number}"})
    answer = call("contacts.export", {})
    assert (answer.status, answer.data["status"]) == (202, "running")
    assert "url" not in answer.data
    (message,) = received("transfers")
    assert serve(message)
    assert serve(message)
    done = call("contacts.export_status", {"id": answer.data["id"]}).data
    assert (done["status"], done["total"], len(content(done))) == ("completed", 3, 3)


def test_as_many_as_the_limit_are_exported_within_the_request(table, monkeypatch):
    monkeypatch.setattr("bivelio_core.contacts.transfer.actions.export.AT_ONCE", 2)
    for number in range(2):
        call("contacts.create", {"type": "person", "name": f"Contacte {number}"})
    answer = call("contacts.export", {})
    assert (answer.status, answer.data["status"], answer.data["total"]) == (200, "completed", 2)
    assert received("transfers") == []


def test_another_organisation_does_not_see_an_export(table):
    export = call("contacts.export", {}).data
    caller = {"organisation": OTHER_ORGANISATION}
    assert call("contacts.export_status", {"id": export["id"]}, caller=caller).status == 403
    assert call("contacts.export_status", {"id": "exp_unknown"}).status == 404
    assert call("contacts.export", {"search": "x"}).error["details"]["field"] == "search"


@given(st.text(max_size=20))
def test_a_guarded_cell_comes_back_and_is_no_formula(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


tag = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(tag, max_size=5))
def test_tags_come_back_from_their_cell(tags):
    assert split_tags(join_tags(tags)) == tags


@pytest.mark.parametrize(("environment", "days"), [("live", 30), ("sandbox", 3)])
def test_imports_and_exports_are_deleted_in_time(table, environment, days):
    caller = {"environment": environment}
    export = call("contacts.export", {}, caller=caller).data
    upload = call("contacts.import", {}, caller=caller).data
    started = call("contacts.import", {"csv": "name\nAnna"}, caller=caller).data
    store = TenantStore(table, Tenant.at(ORGANISATION, environment))
    for kind, found in ((EXPORT, export), (IMPORT, upload), (IMPORT, started)):
        left = (there(store.get(kind, found["id"]))["ttl"] - time.time()) / 86_400
        assert days - 1 <= left <= days


@pytest.mark.usefixtures("table")
def test_an_export_by_a_view_has_its_contacts_and_its_columns():
    for name, tags in (("Anna", ["lead"]), ("Pau", ["lead", "vip"]), ("Rosa", ["vip"])):
        call("contacts.create", {"type": "person", "name": name, "tags": tags, "email": f"{name}@exemple.com"})
    wanted = {"field": "tags", "equals": "lead"}
    columns = ["name", "custom_fields.saldo", "last_activity_at"]
    view = call("contacts.views_save", {"name": "Leads", "filter": wanted, "columns": columns}).data["id"]
    assert content(call("contacts.export", {"view": view}).data) == [
        {"name": "Pau", "custom_fields.saldo": ""},
        {"name": "Anna", "custom_fields.saldo": ""},
    ]
    assert content(call("contacts.export", {"view": view, "tags": ["vip"], "columns": ["email"]}).data) == [
        {"email": "Pau@exemple.com"}
    ]
    assert call("contacts.export", {"view": "view_nothing"}).status == 422


@pytest.mark.usefixtures("table")
def test_a_large_export_keeps_the_filter_that_its_view_had(monkeypatch):
    monkeypatch.setattr("bivelio_core.contacts.transfer.actions.export.AT_ONCE", 0)
    for name, tags in (("Anna", ["lead"]), ("Rosa", ["vip"])):
        call("contacts.create", {"type": "person", "name": name, "tags": tags})
    view = call("contacts.views_save", {"name": "V", "filter": {"field": "tags", "equals": "lead"}}).data
    export = call("contacts.export", {"view": view["id"]}).data
    changed = {"id": view["id"], "name": "V", "filter": {"field": "tags", "equals": "vip"}}
    assert call("contacts.views_save", changed).status == 200
    work()
    assert [row["name"] for row in content(export)] == ["Anna"]
