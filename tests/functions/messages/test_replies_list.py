"""POST /v1/messages/replies/list keeps its promises."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")
TEXTS = {
    "ca": "Bon dia, {contact.first_name}! Som {organisation.name}.",
    "en": "Hello {contact.name}.",
}


def replies(**asked):
    return call("messages.replies_list", asked).data["replies"]


def contact(**about):
    return call("contacts.create", {"type": "person", "name": "Maria Puig", **about}).data["id"]


def test_they_are_listed_by_name():
    for name in ("Zona", "adreça", "Horari"):
        call("messages.replies_define", {"name": name, "texts": TEXTS})
    assert [each["name"] for each in replies()] == ["adreça", "Horari", "Zona"]
    assert replies()[0]["texts"] == TEXTS
    assert "text" not in replies()[0]


def test_for_a_contact_each_is_in_their_language_with_their_name():
    call("messages.replies_define", {"name": "Hola", "texts": TEXTS})
    (plain,) = replies(contact_id=contact())
    assert (plain["text"], plain["language"]) == ("Bon dia, Maria! Som .", "ca")
    assert plain["missing"] == ["organisation.name"]
    (english,) = replies(contact_id=contact(language="en-GB"))
    assert (english["text"], english["language"], "missing" in english) == ("Hello Maria Puig.", "en", False)
    (spanish,) = replies(contact_id=contact(language="es"))
    assert spanish["language"] == "ca", "there is no text in Spanish"


def test_the_organisation_is_called_what_its_invoices_call_it():
    call("messages.replies_define", {"name": "Hola", "texts": TEXTS})
    call("invoices.settings_update", {"legal_name": "Fusteria Puig SL", "trade_name": "Can Puig"})
    (reply,) = replies(contact_id=contact())
    assert (reply["text"], "missing" in reply) == ("Bon dia, Maria! Som Can Puig.", False)


def test_what_a_contact_is_called_is_no_variable():
    call("messages.replies_define", {"name": "Hola", "texts": {"ca": "Hola, {contact.name}"}})
    (reply,) = replies(contact_id=contact(name="{organisation.name} {contact.name}"))
    assert reply["text"] == "Hola, {organisation.name} {contact.name}"


def test_the_id_of_no_contact_is_refused():
    (error,) = call("messages.replies_list", {"contact_id": "ct_none"}).error["details"]["errors"]
    assert (error["field"], error["constraint"]) == ("contact_id", "not_found")
