"""POST /v1/contacts/fields/define keeps its promises, and so do the doors by which contacts come."""

import pytest

from tests.api import call
from tests.functions.contacts.custom_fields import create, declared, define, faults

pytestmark = pytest.mark.usefixtures("table")


def test_a_name_that_nobody_declared_takes_any_value():
    assert create(notes={"a": [1, "x"]}).data["custom_fields"] == {"notes": {"a": [1, "x"]}}
    declared("sector", "select", options=[{"value": "retail"}])
    assert create(notes={"a": [1, "x"]}).data["custom_fields"] == {"notes": {"a": [1, "x"]}}


def test_a_declared_field_keeps_a_value_in_its_form_and_refuses_another():
    declared("sector", "select", options=[{"value": "retail", "label": "Comerç"}])
    declared("saldo", "currency")
    declared("mobil", "phone")
    made = create(sector="retail", saldo="12.50", mobil="600 111 222").data
    assert made["custom_fields"] == {"sector": "retail", "saldo": 12.5, "mobil": "+34600111222"}
    refused = create(sector="altres", saldo=1.005, mobil="12")
    assert faults(refused) == [
        ("custom_fields.sector", "choice"),
        ("custom_fields.saldo", "multiple_of"),
        ("custom_fields.mobil", "format"),
    ]


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_a_refusal_names_the_field_in_the_language_of_the_caller(language):
    declared("renovacio", "date")
    answer = call(
        "contacts.create",
        {"type": "person", "name": "Maria", "custom_fields": {"renovacio": "demà"}},
        headers={"Accept-Language": language},
    )
    expected = {"ca": "una data com", "es": "una fecha como", "en": "a date such as"}[language]
    assert faults(answer) == [("custom_fields.renovacio", "format")]
    assert expected in answer.error["message"]


def test_update_and_upsert_check_what_is_sent_and_leave_what_is_there():
    made = create(pla="antic").data
    declared("pla", "select", options=[{"value": "nou"}])
    kept = call("contacts.update", {"id": made["id"], "custom_fields": {"pla": "antic", "x": 1}}).data
    assert kept["custom_fields"] == {"pla": "antic", "x": 1}, "a value that is there already stays"
    assert faults(call("contacts.update", {"id": made["id"], "custom_fields": {"pla": "vell"}})) == [
        ("custom_fields.pla", "choice")
    ]
    upsert = {"email": "maria@exemple.com", "custom_fields": {"pla": "vell"}}
    assert faults(call("contacts.upsert", upsert)) == [("custom_fields.pla", "choice")]
    assert call("contacts.upsert", {**upsert, "custom_fields": {"pla": "nou"}}).data["created"] is True
    assert faults(call("contacts.upsert", upsert)) == [("custom_fields.pla", "choice")]


def test_a_required_field_is_asked_of_new_contacts_and_no_contact_loses_it():
    old = create().data
    declared("origen", "text", required=True)
    assert faults(create()) == [("custom_fields.origen", "required")]
    assert call("contacts.update", {"id": old["id"], "custom_fields": {"x": 1}}).status == 200
    made = create(origen="web").data
    assert faults(call("contacts.update", {"id": made["id"], "custom_fields": {"origen": None}})) == [
        ("custom_fields.origen", "required")
    ]


def test_a_default_is_given_to_new_contacts():
    declared("idioma", "select", options=[{"value": "ca"}, {"value": "es"}], default="ca", required=True)
    assert create().data["custom_fields"] == {"idioma": "ca"}
    assert create(idioma="es").data["custom_fields"] == {"idioma": "es"}


def test_a_relation_names_a_contact_that_exists():
    other = create().data
    declared("recomanat_per", "relation")
    made = create(recomanat_per=other["id"]).data
    assert made["custom_fields"] == {"recomanat_per": other["id"]}
    assert faults(create(recomanat_per="ct_none")) == [("custom_fields.recomanat_per", "not_found")]


def test_the_type_stays_as_it_was_first_declared():
    declared("edat", "number")
    assert faults(define("edat", "text")) == [("type", "immutable")]
    assert faults(define("altre")) == [("type", "required")]
    assert faults(define("sector", "select")) == [("options", "required")]
    assert faults(define("edat", options=[{"value": "x"}])) == [("options", "not_of_type")]
    assert faults(define("edat", default="molts")) == [("default", "type")]
    assert faults(define("amic", "relation", default="ct_abc123")) == [("default", "not_of_type")]


def test_twenty_fields_are_indexed_at_most():
    for number in range(20):
        declared(f"camp_{number}", "text", indexed=True)
    assert faults(define("un_mes", "text", indexed=True)) == [("indexed", "max_items")]
    assert define("un_mes", "text").status == 200


def test_a_change_is_audited_once_and_one_that_changes_nothing_is_not():
    key = {"Idempotency-Key": "one"}
    for _ in range(2):
        assert call("contacts.fields_define", {"name": "edat", "type": "number"}, headers=key).status == 200
    declared("edat", "number")
    assert call("contacts.fields_archive", {"name": "edat"}).status == 200
    actions = [each["action"] for each in call("audit.list", {}, caller={"actor_kind": "user"}).data["entries"]]
    assert sorted(actions) == ["contact_field.archived", "contact_field.defined"]


def test_only_an_administrator_defines_fields():
    assert call("contacts.fields_define", {"name": "x", "type": "text"}, caller={"scopes": "write"}).status == 403
    assert call("contacts.fields_archive", {"name": "x"}, caller={"scopes": "write"}).status == 403
    assert call("contacts.fields_list", {}, caller={"scopes": "read"}).status == 200
