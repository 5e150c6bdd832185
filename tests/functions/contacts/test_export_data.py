"""POST /v1/contacts/export_data: all that is stored about a person, and nothing of others."""

from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.data_export import world

LIVE = Tenant(ORGANISATION, "live")


def person(name, email):
    return call("contacts.create", {"type": "person", "name": name, "email": email}).data["id"]


def exported(contact):
    answer = call("contacts.export_data", {"id": contact})
    assert (answer.status, answer.data["status"], answer.data["contact_id"]) == (202, "running", contact)
    world.worked_off()
    shown = call("contacts.export_data_status", {"id": answer.data["id"]}).data
    assert shown["status"] == "completed"
    return world.archive(LIVE, shown["id"])


def test_all_that_names_the_person_is_in_it_and_nothing_of_others(table):
    nuria, pere = person("Núria Roca", "nuria@exemple.cat"), person("Pere Serra", "pere@exemple.cat")
    for contact, title in ((nuria, "Avaria"), (pere, "Factura")):
        call("cases.create", {"title": title, "contact_id": contact})
    call("messages.send", {"channel": "email", "to": nuria, "subject": "Hola", "body": "Bon dia, Núria"})
    items = world.lines(exported(nuria))
    assert [each["name"] for each in items["contact"]] == ["Núria Roca"]
    assert [each["title"] for each in items["case"]] == ["Avaria"]
    text = str(items)
    assert "Pere" not in text
    assert "pere@" not in text


def test_what_names_the_person_by_another_address_or_phone_than_the_primary_ones_is_in_it(table):
    nuria = person("Núria Roca", "nuria@exemple.cat")
    others = {
        "emails": [{"address": "nuria@exemple.cat"}, {"address": "roca@exemple.cat"}],
        "phones": [{"number": "600 111 222"}, {"number": "972 20 30 40"}],
    }
    call("contacts.update", {"id": nuria, **others})
    titles = ["Escriure a roca@exemple.cat", "Trucar al +34972203040", "Trucar al 972 20 30 40"]
    for title in titles:
        call("cases.create", {"title": title})
    items = world.lines(exported(nuria))
    assert sorted(each["title"] for each in items["case"]) == titles


def test_an_export_of_another_organisation_or_of_all_is_not_shown(table):
    nuria = person("Núria Roca", "nuria@exemple.cat")
    export = call("contacts.export_data", {"id": nuria}).data["id"]
    stranger = {"organisation": OTHER_ORGANISATION}
    assert call("contacts.export_data_status", {"id": export}, caller=stranger).status in {403, 404}
    assert call("contacts.export_data", {"id": nuria}, caller=stranger).status == 403
    assert call("contacts.export_data", {"id": "ct_unknown"}).status == 404


def test_it_is_written_once_for_a_key(table):
    nuria = person("Núria Roca", "nuria@exemple.cat")
    keyed = {"headers": {"Idempotency-Key": "export-1"}}
    first, again = (call("contacts.export_data", {"id": nuria}, **keyed).data for _ in range(2))
    assert first["id"] == again["id"]
