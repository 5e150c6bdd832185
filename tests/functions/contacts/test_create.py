"""POST /v1/contacts/create keeps its promises."""

import pytest

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, lose_answers
from tests.functions.contacts.transfers import deliver

MARIA = {
    "type": "person",
    "name": "Maria Garcia",
    "email": "maria@exemple.com",
    "phone": "+34 600 111 222",
    "tags": ["lead", "inbound"],
    "custom_fields": {"source": "website", "interest": "plan_enterprise"},
}
pytestmark = pytest.mark.usefixtures("table")


def test_what_is_sent_comes_back_with_an_id():
    contact = call("contacts.create", MARIA).data
    assert contact["id"].startswith("ct_")
    assert contact | MARIA == contact
    assert contact["phone_e164"] == "+34600111222"
    assert call("contacts.get", {"id": contact["id"]}).data == contact


def test_the_reference_example_runs_verbatim_in_a_fresh_sandbox():
    sandbox = {"environment": "sandbox"}
    contact = call("contacts.create", {**MARIA, "company_id": "ct_abc123"}, caller=sandbox).data
    assert contact["company_id"] == "ct_abc123"
    assert call("contacts.get", {"id": "ct_def456"}, caller=sandbox).data["name"] == "Maria Garcia"


@pytest.mark.parametrize(
    ("change", "status", "field", "constraint"),
    [
        ({"type": "dog"}, 400, "type", "choice"),
        ({"name": ""}, 400, "name", "min_length"),
        ({"name": 7}, 400, "name", "type"),
        ({"name": "Maria\x00Garcia"}, 400, "name", "control_characters"),
        ({"name": "Maria\nGarcia"}, 400, "name", "control_characters"),
        ({"name": "Maria\u2028Garcia"}, 400, "name", "control_characters"),
        ({"name": "\u200b\u2060"}, 400, "name", "invisible"),
        ({"tags": ["lead", "\x1b[31m"]}, 400, "tags[1]", "control_characters"),
        ({"email": "not an address"}, 400, "email", "format"),
        ({"phone": "123"}, 400, "phone", "format"),
        ({"tags": ["x"] * 101}, 400, "tags", "max_items"),
        ({"tags": ["ok", ""]}, 400, "tags[1]", "min_length"),
        ({"tags": ["ok", " "]}, 400, "tags[1]", "min_length"),
        ({"name": " \u00a0"}, 400, "name", "min_length"),
        ({"surname": "?"}, 400, "surname", "unknown_field"),
        ({"custom_fields": {"a": {"b": {"c": {"d": {}}}}}}, 400, "custom_fields.a.b.c.d", "max_depth"),
        ({"custom_fields": {"n": 10**16}}, 400, "custom_fields.n", "maximum"),
        ({"custom_fields": {"n": 10**40}}, 400, "custom_fields.n", "number_range"),
        ({"custom_fields": {"n": -(10**400)}}, 400, "custom_fields.n", "number_range"),
        ({"custom_fields": {"n": [1, 1e-131]}}, 400, "custom_fields.n[1]", "number_range"),
        ({"custom_fields": {"a.b": {"": 1}}}, 400, 'custom_fields["a.b"][""]', "min_length"),
        ({"custom_fields": {"": 1}}, 400, 'custom_fields[""]', "min_length"),
        ({"x" * 300: 1}, 400, "x" * 99 + "…", "unknown_field"),
        ({"custom_fields": {"t": "x" * 20_000}}, 400, "custom_fields", "max_bytes"),
        ({"company_id": "ct_unknown"}, 422, "company_id", "not_found"),
    ],
)
def test_bad_input_names_the_field(change, status, field, constraint):
    answer = call("contacts.create", {**MARIA, **change})
    assert (answer.status, answer.error["code"]) == (status, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


def test_a_person_is_not_a_company():
    person = call("contacts.create", MARIA).data
    answer = call("contacts.create", {**MARIA, "company_id": person["id"]})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "not_a_company")


def test_messages_speak_the_callers_language():
    data = {"type": "person"}
    catalan = call("contacts.create", data).error["message"]
    spanish = call("contacts.create", data, headers={"Accept-Language": "es-ES,en;q=0.5"}).error["message"]
    assert catalan == "El camp 'name' és obligatori."
    assert spanish == "El campo 'name' es obligatorio."


def test_the_same_idempotency_key_creates_one_contact():
    headers = {"Idempotency-Key": "order-451"}
    first = call("contacts.create", MARIA, headers=headers)
    again = call("contacts.create", MARIA, headers=headers)
    assert again.data == first.data
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    other = call("contacts.create", {**MARIA, "name": "Other"}, headers=headers)
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")


def test_a_refused_request_is_not_remembered():
    headers = {"Idempotency-Key": "order-452"}
    assert call("contacts.create", {**MARIA, "company_id": "ct_unknown"}, headers=headers).status == 422
    assert call("contacts.create", MARIA, headers=headers).status == 200


def test_a_process_killed_before_its_answer_creates_no_second_contact(table):
    headers = {"Idempotency-Key": "order-453"}
    first = call("contacts.create", MARIA, headers=headers).data
    lose_answers(table)
    assert call("contacts.create", MARIA, headers=headers).data["id"] == first["id"]
    lose_answers(table)
    other = call("contacts.create", {**MARIA, "name": "Other"}, headers=headers)
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")


def test_another_organisations_id_is_forbidden_and_an_unknown_one_not_found():
    contact = call("contacts.create", MARIA, caller={"organisation": OTHER_ORGANISATION}).data
    assert call("contacts.get", {"id": contact["id"]}).error["code"] == "RESOURCE_FORBIDDEN"
    assert call("contacts.get", {"id": "ct_abc123"}).error["code"] == "RESOURCE_NOT_FOUND"


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("972 20 30 40", "+34972203040"),
        ("(+34) 972-20.30.40", "+34972203040"),
        ("0034 600111222", "+34600111222"),
        ("+376 321 321", "+376321321"),
        ("00376 321321", "+376321321"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
    ],
)
def test_a_phone_is_kept_as_written_and_as_e164(written, e164):
    contact = call("contacts.create", {**MARIA, "phone": written}).data
    assert (contact["phone"], contact["phone_e164"]) == (written, e164)


def test_tags_are_the_same_however_they_are_typed():
    contact = call("contacts.create", {**MARIA, "tags": [" cafè", "cafe\u0300 ", "Cafè"]}).data
    assert contact["tags"] == ["cafè", "Cafè"]
    assert call("contacts.list", {"tags": ["cafe\u0300"]}).data["pagination"]["total"] == 1


@pytest.mark.parametrize(
    "number", ["12345678Z", "X2482300W", "B12345674", "ESB12345674", "A-700001-X", "FR40303265045"]
)
def test_a_right_tax_number_of_a_neighbour_is_no_warning(number):
    assert "warnings" not in call("contacts.create", {**MARIA, "custom_fields": {"vat": number}}).data


def test_the_warning_of_an_address_used_twice_names_the_other_contact():
    first = call("contacts.create", MARIA).data
    alike = call("contacts.create", {**MARIA, "email": "márìa@exemple.com"}).data
    deliver(ORGANISATION)
    again = call("contacts.create", {**MARIA, "email": "MARIA@exemple.com"}).data
    assert "warnings" not in first | alike
    assert [(found["code"], found["field"], found["contact_id"]) for found in again["warnings"]] == [
        ("same_email", "email", first["id"])
    ]


TAKEN_UP_AT_ONCE = 40
"""As many new contacts as the index takes up with all of their terms."""


def test_another_contact_with_the_phone_or_the_tax_number_is_a_warning_too():
    company = call("contacts.create", {"type": "company", "name": "Empresa Àrea", "phone": "600 111 222"}).data["id"]
    person = {"type": "person", "name": "Núria Pla", "company_id": company, "tax_id": {"number": "12345678Z"}}
    first = call("contacts.create", person).data["id"]
    for number in range(TAKEN_UP_AT_ONCE):
        call("contacts.create", {"type": "person", "name": f"Algú {number}"})
    deliver(ORGANISATION)
    again = call("contacts.create", {**person, "name": "NURIA PLA", "phone": "+34 600111222"}).data
    assert [(each["code"], each["field"], each["contact_id"]) for each in again["warnings"]] == [
        ("same_phone", "phone", company),
        ("same_tax_number", "tax_id.number", first),
    ]
    namesake = call("contacts.create", {"type": "person", "name": "Núria Pla", "company_id": company}).data
    assert "warnings" not in namesake


def test_a_tax_number_with_a_wrong_check_digit_is_a_warning():
    contact = call("contacts.create", {**MARIA, "custom_fields": {"nif": "B12345678"}}).data
    assert [warning["code"] for warning in contact["warnings"]] == ["tax_number_checksum"]
    assert "warnings" not in call("contacts.create", {**MARIA, "custom_fields": {"nif": "B12345674"}}).data


def test_an_answer_is_replayed_to_its_own_caller_alone(table):
    data, headers = {"type": "person", "name": "Maria"}, {"Idempotency-Key": "shared"}
    first = call("contacts.create", data, headers=headers, caller={"actor": "key_one"})
    other = call("contacts.create", data, headers=headers, caller={"actor": "key_two"})
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    again = call("contacts.create", data, headers=headers, caller={"actor": "key_one"})
    assert again.data == first.data
