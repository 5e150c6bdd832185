"""POST /v1/contacts/notes/update keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.api import call
from tests.functions.contacts.about import OTHER, contact, note, texts

pytestmark = pytest.mark.usefixtures("table")


def update(made, **fields):
    return call("contacts.notes_update", {"id": made["id"], **fields})


def test_only_what_is_sent_changes_and_its_place_stays():
    company = contact()
    with clock.frozen(clock.now() - timedelta(seconds=1)):  # notes of one millisecond have no order
        first = note(company, "Primera")
    note(company, "Segona")
    changed = update(first, text="Primera, corregida").data
    assert changed == {**first, "text": "Primera, corregida", "version": 2, "updated_at": changed["updated_at"]}
    assert update(first, pinned=True).data["version"] == 3
    assert texts(company) == ["Segona", "Primera, corregida"]


def test_a_version_guards_against_a_change_in_between():
    made = note(contact())
    assert update(made, text="Una", version=1).status == 200
    answer = update(made, text="Dues", version=1)
    assert (answer.status, answer.error["details"]["version"]) == (409, 2)


def test_what_is_there_already_changes_nothing():
    made = note(contact())
    assert update(made, text=made["text"], version=7).data == made


@pytest.mark.parametrize("fields", [{}, {"text": None}, {"pinned": None}, {"text": ""}])
def test_a_change_of_nothing_is_refused(fields):
    assert update(note(contact()), **fields).status == 400


def test_an_id_leads_to_the_own_notes_alone():
    made = note(contact())
    foreign = call("contacts.notes_update", {"id": made["id"], "pinned": True}, caller=OTHER)
    assert (foreign.status, foreign.error["code"]) == (403, "RESOURCE_FORBIDDEN")
    guessed = f"{made['id'][:-6]}{'0' if made['id'][-6] != '0' else '1'}{made['id'][-5:]}"
    assert update({"id": guessed}, pinned=True).status in (403, 404)
    assert update({"id": "nt_none"}, pinned=True).status == 404
