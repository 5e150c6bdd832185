"""POST /v1/contacts/import_status keeps its promises; tests of contacts.import follow imports to their end."""

import pytest
from bivelio_core.contacts.transfer import import_work
from bivelio_core.contacts.transfer.storage import files_of
from bivelio_core.store.index import writer

from tests.api import ORGANISATION, call
from tests.functions.contacts.test_import import LIVE
from tests.functions.contacts.transfers import deliver, serve, work
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")


def test_the_example_is_there_in_a_fresh_sandbox():
    found = call("contacts.import_status", {"id": "imp_abc123"}, caller={"environment": "sandbox"}).data
    assert found["status"] == "running"


def test_a_reader_may_look_and_a_stranger_finds_nothing():
    assert call("contacts.import_status", {"id": "imp_abc123"}, caller={"scopes": "read"}).status == 404
    assert call("contacts.import_status", {"id": "imp_abc123"}, caller={"scopes": ""}).status == 403


def test_the_address_to_upload_to_is_shown_to_who_begins_the_import_alone():
    keyed = {"headers": {"Idempotency-Key": "import-1"}}
    begun = call("contacts.import", {}, **keyed).data
    assert "X-Amz-Signature" in begun["upload"]["url"]
    assert "upload" in call("contacts.import", {}, **keyed).data, "the answer to the first may have been lost"
    for scopes in ("read", "admin"):
        shown = call("contacts.import_status", {"id": begun["id"]}, caller={"scopes": scopes}).data
        assert (shown["status"], "upload" in shown) == ("awaiting_upload", False)


@pytest.mark.parametrize("replaced_after", ["the start", "the first slice"])
def test_a_file_that_is_replaced_after_the_start_is_not_imported(monkeypatch, replaced_after):
    monkeypatch.setattr(import_work, "SLICE_ROWS", 1)
    monkeypatch.setattr(import_work, "BACKLOG", 0)
    monkeypatch.setattr(writer, "WAITING_ITEMS", 0)
    files = files_of(LIVE)
    begun = call("contacts.import", {}).data
    name = f"imports/{begun['id']}/contacts.csv"
    files.put(name, b"name\nAnna\nPere\nJoan\n", "text/csv")
    assert call("contacts.import", {"id": begun["id"]}).status == 202
    if replaced_after == "the first slice":
        (message,) = received("transfers")
        assert serve(message)
        deliver(ORGANISATION)
    files.put(name, b"name\nEvil\nEvil\nEvil\n", "text/csv")
    work()
    done = call("contacts.import_status", {"id": begun["id"]}).data
    assert (done["status"], done["errors"][-1]["constraint"]) == ("failed", "file_changed")
    names = {contact["name"] for contact in call("contacts.list", {}).data["contacts"]}
    assert names == (set() if replaced_after == "the start" else {"Anna"})
