"""Names that turn the direction of what is read: refused when they are given, cleaned when they come from elsewhere."""

import pytest
from bivelio_core.store import resources
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.writes import Update

from tests.api import call
from tests.functions.messages.world import comes_in, store_of, whatsapp, wrote

TURNED = "Maria \u202eaicraG"


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("operation", "data", "field"),
    [
        ("contacts.create", {"type": "person", "name": TURNED}, "name"),
        ("contacts.create", {"type": "person", "first_name": "Maria", "last_name": "\u2067aicraG"}, "last_name"),
        ("cases.create", {"title": TURNED}, "title"),
        ("deals.create", {"title": TURNED}, "title"),
        ("calendar.services_save", {"name": {"ca": TURNED}, "duration_minutes": 30}, "name.ca"),
    ],
)
@pytest.mark.parametrize(
    ("language", "said"), [("ca", "el sentit del text"), ("es", "el sentido del texto"), ("en", "direction")]
)
def test_such_a_name_is_refused_in_the_callers_language(operation, data, field, language, said):
    answer = call(operation, data, headers={"Accept-Language": language})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)
    assert answer.error["details"]["constraint"] == "direction_characters"
    assert said in answer.error["message"]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("name", ["محمد عبد الله", "דוד כהן", "Núria 👩‍👧 Puig", "L’Escala, S.L."])
def test_a_name_in_any_script_is_taken(name):
    contact = call("contacts.create", {"type": "person", "name": name}).data
    assert call("contacts.get", {"id": contact["id"]}).data["name"] == name


def test_a_contact_that_was_named_so_before_is_read_listed_and_changed(table):
    contact_id = call("contacts.create", {"type": "person", "name": "Maria Garcia"}).data["id"]
    store = store_of(table)
    contact = resources.whole(store, CONTACT, contact_id)
    assert contact
    store.update(CONTACT, contact["SK"], Update(set={"name": TURNED}))
    assert call("contacts.get", {"id": contact_id}).data["name"] == TURNED
    assert [each["name"] for each in call("contacts.list").data["contacts"]] == [TURNED]
    assert call("contacts.update", {"id": contact_id, "tags": ["lead"]}).data["name"] == TURNED
    assert call("contacts.update", {"id": contact_id, "name": "Maria Garcia"}).data["name"] == "Maria Garcia"


def test_somebody_who_writes_is_called_what_they_call_themselves_without_such_characters(table, monkeypatch):
    document = wrote("34699000111")
    (person,) = document["entry"][0]["changes"][0]["value"]["contacts"]
    person["profile"]["name"] = TURNED
    with whatsapp(monkeypatch) as (_, number):
        assert comes_in(table, number, "whatsapp", document) == []
    assert [each["name"] for each in call("contacts.list").data["contacts"]] == ["Maria aicraG"]
