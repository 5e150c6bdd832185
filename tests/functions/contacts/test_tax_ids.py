"""A contact has a tax number and addresses of its own; those in its custom fields are read as before."""

import pytest

from tests.api import call
from tests.functions.contacts.test_export import content
from tests.functions.contacts.test_import import imported, listed, report

pytestmark = pytest.mark.usefixtures("table")
OFFICE = {"street": "Carrer Nou, 2", "postal_code": "17001", "city": "Girona", "country": "ES"}
STORE = {"label": "Magatzem", "street": "Rue du Port, 4", "city": "Perpinyà", "country": "FR"}


def made(**about):
    answer = call("contacts.create", {"type": "company", "name": "Empresa ABC S.L.", **about})
    assert answer.status == 200, answer.error
    return answer.data


def refused(operation="contacts.create", **about):
    answer = call(operation, {"type": "company", "name": "Empresa ABC S.L.", **about})
    return answer.status, answer.error["details"]["field"], answer.error["details"]["constraint"]


def test_a_number_and_addresses_come_back_the_primary_one_first():
    contact = made(tax_id={"number": "B-12.345.674"}, addresses=[STORE, {**OFFICE, "is_primary": True}])
    assert contact["tax_id"] == {"type": "nif", "country": "ES", "number": "B-12.345.674"}
    assert contact["addresses"] == [{**OFFICE, "is_primary": True}, {**STORE, "is_primary": False}]
    assert "warnings" not in contact
    assert call("contacts.get", {"id": contact["id"]}).data == contact
    for search in ("b12345674", "ESB12345674", "b1234"):
        assert [each["id"] for each in listed(search=search)["contacts"]] == [contact["id"]]


def test_a_contact_without_them_is_answered_as_before():
    contact = made(custom_fields={"nif": "B12345674", "street": "Carrer Nou, 2"})
    assert not {"tax_id", "addresses"} & contact.keys()
    assert contact["custom_fields"] == {"nif": "B12345674", "street": "Carrer Nou, 2"}


@pytest.mark.parametrize("name", ["nif", "NIF", "N.I.F.", "C.I.F", "Vat", "DNI"])
def test_a_number_is_found_under_any_spelling_of_its_custom_field(name):
    contact = made(custom_fields={name: "B12345675"})
    assert [each["id"] for each in listed(search="b12345675")["contacts"]] == [contact["id"]]
    assert [found["code"] for found in contact["warnings"]] == ["tax_number_checksum"]


@pytest.mark.parametrize(
    ("contact_type", "given", "kind"),
    [
        ("company", {"number": "B12345674"}, "nif"),
        ("company", {"number": "40303265045", "country": "fr"}, "eu_vat"),
        ("person", {"number": "12AB34567", "country": "FR"}, "national_id"),
        ("person", {"number": "FR40303265045", "country": "FR"}, "eu_vat"),
        ("company", {"number": "12-3456789", "country": "US"}, "national_id"),
        ("person", {"number": "AAB123456", "country": "AD", "type": "passport"}, "passport"),
        ("person", {"number": "12345678Z", "type": "unregistered"}, "unregistered"),
    ],
)
def test_a_number_says_what_it_is_by_country_and_contact_unless_the_caller_does(contact_type, given, kind):
    contact = made(type=contact_type, tax_id=given)
    assert contact["tax_id"] == {"type": kind, "country": given.get("country", "ES").upper(), "number": given["number"]}


@pytest.mark.parametrize("written", ["FR40303265045", "40303265045"])
def test_a_vat_number_is_found_with_its_prefix_and_without(written):
    contact = made(tax_id={"number": written, "country": "FR"})
    for search in ("FR40303265045", "40303265045"):
        assert [each["id"] for each in listed(search=search)["contacts"]] == [contact["id"]]
    assert "warnings" not in contact
    assert made(tax_id={"number": "FR41303265045", "country": "FR"})["warnings"][0]["field"] == "tax_id.number"


@pytest.mark.parametrize(
    ("about", "refusal"),
    [
        ({"tax_id": {}}, (400, "tax_id.number", "required")),
        ({"tax_id": {"number": "--"}}, (400, "tax_id.number", "format")),
        ({"tax_id": {"number": "1" * 31}}, (400, "tax_id.number", "max_length")),
        ({"tax_id": {"number": "B1", "country": "XX"}}, (400, "tax_id.country", "format")),
        ({"tax_id": {"number": "B1", "type": "cif"}}, (400, "tax_id.type", "choice")),
        ({"tax_id": {"number": "B1", "type": "nif", "country": "FR"}}, (422, "tax_id.country", "choice")),
        ({"tax_id": {"number": "B1", "type": "eu_vat", "country": "US"}}, (422, "tax_id.country", "choice")),
        ({"tax_id": {"number": "B1", "type": "other"}}, (422, "tax_id.type", "choice")),
        ({"addresses": [{"label": "Casa"}]}, (400, "addresses[0].street", "required")),
        ({"addresses": [{**OFFICE, "country": "E"}]}, (400, "addresses[0].country", "min_length")),
        ({"addresses": [OFFICE] * 21}, (400, "addresses", "max_items")),
        (
            {"addresses": [{**OFFICE, "is_primary": True}, OFFICE, {**STORE, "is_primary": True}]},
            (422, "addresses[2].is_primary", "one_primary"),
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_path_and_nothing_is_written(about, refusal):
    assert refused(**about) == refusal
    assert listed()["pagination"]["total"] == 0


def test_a_change_replaces_the_number_and_the_addresses_and_can_clear_them():
    contact = made(tax_id={"number": "B12345674"}, addresses=[OFFICE, STORE])
    named = {"id": contact["id"]}
    after = call("contacts.update", {**named, "tax_id": {"number": "A58818501"}, "addresses": [STORE]}).data
    assert (after["tax_id"]["number"], [each["city"] for each in after["addresses"]]) == ("A58818501", ["Perpinyà"])
    assert listed(search="b12345674")["pagination"]["total"] == 0
    assert listed(search="a58818501")["pagination"]["total"] == 1
    assert call("contacts.update", {**named, "tags": ["x"]}).data["tax_id"] == after["tax_id"]
    cleared = call("contacts.update", {**named, "tax_id": None, "addresses": []}).data
    assert not {"tax_id", "addresses"} & cleared.keys()
    assert listed(search="a58818501")["pagination"]["total"] == 0
    assert call("contacts.update", {**named, "addresses": None}).status == 400


def test_what_is_exported_is_imported_without_a_change():
    made(tax_id={"number": "40303265045", "country": "FR"}, addresses=[OFFICE, STORE])
    made(type="person", tax_id={"number": "AAB1", "country": "AD", "type": "passport"}, addresses=[STORE])
    made(custom_fields={"nif": "B12345674"})
    exported = call("contacts.export").data
    rows = content(exported)
    assert [row["tax_id.type"] for row in rows] == ["", "passport", "eu_vat"]
    assert (rows[2]["address.city"], "Perpinyà" in rows[2]["other_addresses"]) == ("Girona", True)
    text = "\n".join(
        [
            ",".join(rows[0]),
            *(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row.values()) for row in rows),
        ]
    )
    done = imported(text)
    assert (done["unchanged"], done["failed"]) == (3, 0), report(done)
    copies = imported(text.replace("ct_", "old_"))
    assert copies["created"] == 3, report(copies)
    kinds = [each.get("tax_id", {}).get("type") for each in listed()["contacts"]]
    assert sorted(map(str, kinds)) == ["None", "None", "eu_vat", "eu_vat", "passport", "passport"]


def test_columns_of_other_spreadsheets_are_understood():
    done = imported(
        "Nom;Tipus;N.I.F.;Adreça;Codi postal;Població;País\nVila;empresa;B12345674;Carrer Nou, 2;17001;Girona;Espanya\n"
    )
    assert done["created"] == 1, report(done)
    (contact,) = listed()["contacts"]
    assert contact["tax_id"] == {"type": "nif", "country": "ES", "number": "B12345674"}
    assert contact["addresses"] == [{**OFFICE, "is_primary": True}]
    assert contact["custom_fields"] == {}


def test_two_columns_of_numbers_lose_none():
    imported("name,type,NIF,CIF\nVila,company,,B12345674\nRoca,company,A58818501,B12345674\n")
    roca, vila = listed()["contacts"]
    assert (roca["tax_id"]["number"], roca["custom_fields"]) == ("A58818501", {"cif": "B12345674"})
    assert ("tax_id" in vila, vila["custom_fields"]) == (False, {"cif": "B12345674"})


def test_a_row_sets_the_parts_that_it_has_columns_of():
    contact = made(tax_id={"number": "40303265045", "country": "FR"}, addresses=[OFFICE, STORE])
    named = contact["id"]
    imported(f"id,name,address.street,address.country\n{named},Empresa ABC S.L.,Carrer Vell 1,\n")
    after = call("contacts.get", {"id": named}).data
    assert after["addresses"][0] == {**OFFICE, "street": "Carrer Vell 1", "country": "FR", "is_primary": True}
    assert (after["addresses"][1:], after["tax_id"]) == (contact["addresses"][1:], contact["tax_id"])
    imported(f"id,name,tax_id.number,other_addresses\n{named},Empresa ABC S.L.,FR40303265045,\n")
    after = call("contacts.get", {"id": named}).data
    assert (after["tax_id"]["country"], len(after["addresses"])) == ("FR", 1)
    imported(f"id,name,tax_id.number\n{named},Empresa ABC S.L.,\n")
    assert "tax_id" not in call("contacts.get", {"id": named}).data


@pytest.mark.parametrize(
    ("header", "cell", "field", "constraint"),
    [
        ("tax_id.number,tax_id.country", "B1,XX", "tax_id.country", "format"),
        ("tax_id.number,tax_id.type", "B1,eu_vat", "tax_id.type", "choice"),
        ("address.label", "Casa", "address.street", "required"),
        ("address.country,address.city", "E,Girona", "address.country", "min_length"),
        ("other_addresses", "{}", "other_addresses", "type"),
        ("other_addresses", '"[{""city"": 5}]"', "address.city", "type"),
    ],
)
def test_a_fault_of_a_cell_names_its_column(header, cell, field, constraint):
    done = imported(f"name,{header}\nAnna,{cell}\nPere\n")
    assert (done["created"], done["failed"]) == (1, 1)
    line = report(done)[0]
    assert (line["field"], line["constraint"]) == (field, constraint)
