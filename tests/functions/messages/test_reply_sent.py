"""A canned reply is sent as a template: with its variables, its subject and the language of who gets it."""

import pytest

from tests.api import call, lose_answers
from tests.functions.messages.world import SANDBOX, get, send

pytestmark = pytest.mark.usefixtures("table")
REPLY = {
    "name": "Comanda enviada",
    "texts": {
        "ca": "Hola {contact.first_name}, la comanda {comanda} surt {dia}.",
        "es": "Hola {contact.first_name}, el pedido {comanda} sale {dia}.",
    },
    "subjects": {"ca": "Comanda {comanda}", "es": "Pedido {comanda}"},
    "variables": ["comanda", "dia"],
}
VALUES = {"comanda": "C-12", "dia": "dijous"}


def define(**changed):
    return call("messages.replies_define", {**REPLY, **changed}, caller=SANDBOX)


def contact(**about):
    emails = {"email": "maria@exemple.com"}
    return call("contacts.create", {"type": "person", "name": "Maria Garcia", **emails, **about}, caller=SANDBOX).data[
        "id"
    ]


def template(contact_id, channel="email", headers=None, **about):
    message = {"type": "template", "name": "comanda enviada", "variables": VALUES, **about}
    return send(channel, contact_id=contact_id, message=message, headers=headers)


def errors(answer):
    """The fields and the constraints of a refusal."""
    return [(each["field"], each["constraint"]) for each in answer.error["details"]["errors"]]


def test_a_mail_says_what_the_reply_says_in_the_language_of_who_gets_it():
    assert define().data["variables"] == ["comanda", "dia"]
    sent = template(contact(language="es"))
    assert sent.data["status"] == "sent"
    assert get(sent.data["message_id"])["message"] == {
        "type": "text",
        "subject": "Pedido C-12",
        "body": "Hola Maria, el pedido C-12 sale dijous.",
    }
    catalan = template(contact(email="nuria@exemple.com", language="es"), language="ca")
    assert get(catalan.data["message_id"])["message"]["subject"] == "Comanda C-12"


def test_copies_and_files_go_with_it_and_what_it_says_itself_is_not_said_twice():
    define()
    sent = template(contact(), cc=["joan@exemple.com"])
    assert get(sent.data["message_id"])["message"]["cc"] == ["joan@exemple.com"]
    assert errors(template(contact(email="b@exemple.com"), subject="Un altre")) == [
        ("message.subject", "not_on_channel")
    ]
    assert ("message.parameters", "not_on_channel") in errors(
        template(contact(email="c@exemple.com"), parameters=["a"])
    )


def test_on_telegram_it_is_the_text_alone():
    define()
    message = {"type": "template", "name": "Comanda enviada", "variables": {**VALUES, "contact.first_name": "Maria"}}
    sent = send("telegram", "4242", message=message)
    assert get(sent.data["message_id"])["message"] == {
        "type": "text",
        "body": "Hola Maria, la comanda C-12 surt dijous.",
    }


@pytest.mark.parametrize(("language", "word"), [("ca", "obligatori"), ("es", "obligatorio"), ("en", "required")])
def test_each_variable_without_a_value_is_named_and_nothing_is_sent(language, word):
    define()
    answer = template(contact(), variables={"comanda": "C-12"}, headers={"Accept-Language": language})
    assert (answer.status, errors(answer)) == (422, [("message.variables.dia", "required")])
    assert word in answer.error["message"]
    assert call("messages.list", {"contact_id": contact(email="d@exemple.com")}, caller=SANDBOX).data["messages"] == []


def test_who_is_only_an_address_has_no_name():
    define()
    message = {"type": "template", "name": "Comanda enviada", "variables": VALUES}
    for _ in range(2):  # not even once the address has become a contact
        answer = send("email", "desconegut@exemple.com", message=message)
        assert errors(answer) == [("message.variables.contact.first_name", "required")]
        assert send("email", "desconegut@exemple.com", body="Hola").status == 200
    named = {**message, "variables": {**VALUES, "contact.first_name": "Joan"}}
    assert send("email", "desconegut@exemple.com", message=named).status == 200


FAULTS = {
    "no such reply": ({"name": "Cap"}, ("message.name", "not_found")),
    "a variable that it has not": ({"variables": {**VALUES, "preu": "1"}}, ("message.variables", "unknown_variable")),
    "a language that it has not": ({"language": "en"}, ("message.language", "choice")),
    "no name": ({"name": None}, ("message.name", "required")),
}


@pytest.mark.parametrize(("changed", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_what_cannot_be_sent_is_refused_with_its_field(changed, fault):
    define()
    assert errors(template(contact(), **changed)) == [fault]


def test_one_that_was_taken_away_is_none():
    define()
    call("messages.replies_archive", {"name": REPLY["name"]}, caller=SANDBOX)
    assert errors(template(contact())) == [("message.name", "not_found")]


def test_a_text_that_grows_too_long_is_refused():
    define(texts={"ca": "{comanda}" * 5}, subjects={})
    message = {"type": "template", "name": "Comanda enviada", "variables": {"comanda": "x" * 1_000}}
    assert errors(send("telegram", "4242", message=message)) == [("message.variables", "max_length")]


def test_a_value_breaks_no_line_of_the_subject_and_is_no_variable_itself():
    define()
    sent = template(contact(), variables={"comanda": "C\r\nBcc: eve@exemple.com", "dia": "{comanda}"})
    message = get(sent.data["message_id"])["message"]
    assert message["subject"] == "Comanda C Bcc: eve@exemple.com"
    assert message["body"].endswith("surt {comanda}.")


def test_with_a_key_it_is_sent_once_although_the_reply_has_changed(table):
    define()
    to, headers = contact(), {"Idempotency-Key": "order-12"}
    first = template(to, headers=headers)
    define(texts={"ca": "Un altre text {comanda} {dia}"}, subjects={})
    lose_answers(table)
    assert template(to, headers=headers).data["message_id"] == first.data["message_id"]


def test_it_is_looked_at_before_it_is_sent():
    define()
    asked = {"contact_id": contact(), "name": "COMANDA enviada", "variables": {"comanda": "C-12"}}
    (shown,) = call("messages.replies_list", asked, caller=SANDBOX).data["replies"]
    assert (shown["subject"], shown["text"]) == ("Comanda C-12", "Hola Maria, la comanda C-12 surt .")
    assert shown["missing"] == ["dia"]
    refused = call("messages.replies_list", {"variables": VALUES}, caller=SANDBOX)
    assert errors(refused) == [("contact_id", "required")]
    assert call("messages.replies_list", {"name": "Cap"}, caller=SANDBOX).data["replies"] == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"texts": {"ca": "La {comnda}"}, "subjects": {}}, ("texts.ca", "unknown_variable")),
        ({"subjects": {"ca": "La {preu}"}}, ("subjects.ca", "unknown_variable")),
        ({"subjects": {"en": "Order {comanda}"}}, ("texts.en", "required")),
        ({"variables": ["Comanda", "dia"]}, ("variables[0]", "format")),
        ({"subjects": {"ca": "Dues\nlínies"}}, ("subjects.ca", "control_characters")),
    ],
)
def test_a_reply_that_could_not_be_filled_in_is_refused(changed, fault):
    (error, *_) = define(**changed).error["details"]["errors"]
    assert (error["field"], error["constraint"]) == fault


def test_a_reply_without_variables_of_its_own_may_have_braces():
    define(name="Codi", texts={"ca": "Escriu {codi} aquí."}, subjects={}, variables=[])
    sent = template(contact(), name="Codi", variables={})
    assert get(sent.data["message_id"])["message"] == {"type": "text", "body": "Escriu {codi} aquí."}


def test_a_change_that_names_no_subject_takes_it_away():
    define()
    changed = call("messages.replies_define", {"name": REPLY["name"], "texts": {"ca": "Hola"}}, caller=SANDBOX).data
    assert "subjects" not in changed
    assert "variables" not in changed
