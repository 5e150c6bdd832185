"""POST /v1/contacts/notes/delete keeps its promises."""

import pytest
from bivelio_core.contacts.merging.origins import Home
from bivelio_core.contacts.notes import moving
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.functions.contacts.about import OTHER, contact, note, texts
from tests.table_definition import stored_items

pytestmark = pytest.mark.usefixtures("table", "deployment")


def test_a_deleted_note_is_gone_with_its_text_and_may_be_deleted_again():
    company = contact()
    made = note(company, "Esborreu-me")
    note(company, "Resta")
    for _ in range(2):
        assert call("contacts.notes_delete", {"id": made["id"]}).data == {"id": made["id"], "deleted": True}
    assert texts(company) == ["Resta"]
    assert call("contacts.notes_update", {"id": made["id"], "pinned": True}).status == 404
    assert "Esborreu-me" not in str(stored_items())


def test_a_page_of_deleted_notes_leads_on_to_those_that_are_there():
    company = contact()
    note(company, "La primera")
    for number in range(7):
        call("contacts.notes_delete", {"id": note(company, str(number))["id"]})
    assert texts(company, limit=2) == ["La primera"]


def test_the_id_of_no_note_and_of_another_organisations_one_is_refused():
    made = note(contact())
    assert call("contacts.notes_delete", {"id": "nt_none"}).status == 404
    assert call("contacts.notes_delete", {"id": made["id"]}, caller=OTHER).status == 403


def test_notes_that_move_to_another_contact_keep_their_ids_wherever_the_job_dies(table):
    store = TenantStore(table, Tenant.at(ORGANISATION, "live"))
    source, target = contact("A"), contact("B")
    made = [note(source, str(number)) for number in range(6)]
    note(target, "seva")
    call("contacts.merge", {"winner": target, "losers": [source]})
    from_sk, item = store.find_itself(keys.CONTACT, source)["SK"], store.find(keys.CONTACT, target)
    for _ in made:  # each run dies behind its first note
        next(moving.move(store, Home(store, from_sk)), None)
    assert list(moving.move(store, Home(store, from_sk))) == []
    assert not store.query(keys.NOTE, from_sk)
    assert sorted(texts(target)) == ["0", "1", "2", "3", "4", "5", "seva"]
    changed = call("contacts.notes_update", {"id": made[0]["id"], "text": "zero"}).data
    moved = {**made[0], "contact_id": target, "text": "zero", "version": 2, "updated_at": changed["updated_at"]}
    assert changed == moved
    call("contacts.unmerge", {"contact_id": source})
    assert len(list(moving.move(store, Home(store, item["SK"])))) == 6
    assert sorted(texts(source)) == ["1", "2", "3", "4", "5", "zero"]
    assert texts(target) == ["seva"]
