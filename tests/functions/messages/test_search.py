"""POST /v1/messages/search keeps its promises."""

import pytest
from bivelio_core.messages.actions import search as searching

from tests.api import call
from tests.functions.messages.conversing import answer, writes
from tests.functions.messages.world import SANDBOX, send, whatsapp


def found(search, **about):
    return call("messages.search", {"search": search, **about}).data


def bodies(answer):
    return [each["message"].get("body") for each in answer["messages"]]


@pytest.fixture
def contact(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, connection):
        contact = writes(table, connection, text="Bon dia, voldria un PRESSUPÒST per la cuina")
        answer(contact, body="El pressupost és de 1.200 euros")
        writes(table, connection, "34699000002", text="I la factura?")
        yield contact


def test_each_word_must_begin_a_word_whatever_its_accents(contact):
    page = found("pressupost")
    assert bodies(page) == ["El pressupost és de 1.200 euros", "Bon dia, voldria un PRESSUPÒST per la cuina"]
    assert (page["searched"], page["next_before"], page["messages"][0]["contact_name"]) == (3, None, "Maria")
    assert bodies(found("cui pressup")) == ["Bon dia, voldria un PRESSUPÒST per la cuina"]
    assert bodies(found("upost")) == []
    assert bodies(found("factura", contact_id=contact)) == []
    assert bodies(found("factura", channel="whatsapp")) == ["I la factura?"]
    assert bodies(found("factura", channel="email")) == []


def test_a_cursor_goes_on_where_the_page_ended(contact, monkeypatch):
    first = found("pressupost", limit=1)
    assert (len(first["messages"]), first["searched"]) == (1, 2)
    second = found("pressupost", limit=1, before=first["next_before"])
    assert (bodies(second), second["next_before"]) == (["Bon dia, voldria un PRESSUPÒST per la cuina"], None)


def test_a_page_looks_at_so_many_messages_and_says_so(contact, monkeypatch):
    monkeypatch.setattr(searching, "EXAMINED", 2)
    first = found("cuina")
    assert (bodies(first), first["searched"]) == ([], 2)
    assert bodies(found("cuina", before=first["next_before"])) == ["Bon dia, voldria un PRESSUPÒST per la cuina"]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("about", "field", "constraint"),
    [
        ({"search": "... !"}, "search", "min_length"),
        ({"search": " ".join(["mot"] + [f"paraula{n}" for n in range(10)])}, "search", "max_words"),
        ({"search": "hola", "before": "zzz!"}, "before", "format"),
        ({"search": "hola", "before": "aG9sYQ"}, "before", "format"),
        ({"search": "hola", "contact_id": "ct_none"}, "contact_id", "not_found"),
    ],
)
def test_what_cannot_be_searched_is_refused(about, field, constraint):
    (error,) = call("messages.search", about).error["details"]["errors"]
    assert (error["field"], error["constraint"]) == (field, constraint)


@pytest.mark.usefixtures("table")
def test_subjects_and_captions_are_searched_too():
    send("email", "dos@exemple.com", message={"type": "text", "subject": "Revisió anual", "body": "Toca."})
    page = call("messages.search", {"search": "revisio"}, caller=SANDBOX).data
    assert [each["message"]["subject"] for each in page["messages"]] == ["Revisió anual"]
