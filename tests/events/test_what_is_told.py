"""Each type of event beyond those of the reference comes of the operation that causes it, once, with what it needs."""

from datetime import datetime

import pytest
from bivelio_core import clock
from bivelio_core.calendar.events import fitting

from tests.api import call, load
from tests.events.told import Told
from tests.functions.calendar.events import create as create_event
from tests.functions.documents.world import PDF, upload, work
from tests.functions.inbound import test_files
from tests.functions.inbound.mailbox import connected
from tests.functions.inbound.test_mail import receive
from tests.functions.invoices.test_receive import XML as RECEIVED
from tests.functions.messages.world import comes_in
from tests.functions.messages.world import work as work_on
from tests.invoices.world import draft, issued, settled
from tests.messages import test_changes

pytestmark = pytest.mark.usefixtures("table")
meta = test_files.meta


def one(events, event_type):
    """The data of the only event of a type."""
    (event,) = [event for event in events if event.type == event_type]
    return event.data


def sweep(worker, at):
    with clock.frozen(datetime.fromisoformat(at)):
        found = load(f"workers/{worker}").handler({}, None)
    assert found["failed"] == 0


@pytest.fixture
def mailbox(table, monkeypatch, tmp_path):
    with connected(monkeypatch, tmp_path) as (_, connection):
        yield connection


def test_an_invoice_tells_each_step_of_its_life(mailbox):
    settled()
    made, told = draft(due_date="2026-12-31"), Told()
    call("invoices.issue", {"id": made["id"]})
    events = told.new()
    assert [event.type for event in events] == ["invoice.issued"]
    data = one(events, "invoice.issued")
    assert (data["id"], data["number_status"], data["total"]) == (made["id"], "final", 4235.0)
    assert (data["due_date"], data["client"]["name"], data["currency"]) == ("2026-12-31", "Empresa ABC S.L.", "EUR")
    assert data["issued_at"]
    for _ in range(2):
        sent = call("invoices.send", {"id": made["id"], "to": "algu@exemple.cat"}).data
        data = one(told.new(), "invoice.sent")
        assert (data["status"], data["sent_at"]) == ("sent", sent["sent_at"])
        assert call("messages.get", {"id": data["message_id"]}).data["to"] == "algu@exemple.cat"
    sweep("sweep_invoices", "2026-12-31T22:59:00+00:00")
    assert told.types() == []
    sweep("sweep_invoices", "2026-12-31T23:00:01+00:00")
    data = one(told.new(), "invoice.overdue")
    assert (data["status"], data["amount_due"], data["overdue_at"]) == ("overdue", 4235.0, "2026-12-31T23:00:01Z")
    sweep("sweep_invoices", "2027-01-02T00:00:00+00:00")
    assert told.types() == []
    rectified = call("invoices.rectify", {"id": made["id"], "reason": "Error"}).data
    events = told.new()
    assert [event.type for event in events] == ["invoice.created", "invoice.issued", "invoice.rectified"]
    assert one(events, "invoice.issued")["id"] == rectified["id"]
    data = one(events, "invoice.rectified")
    assert (data["id"], data["amount_due"]) == (made["id"], 0.0)
    assert data["rectified_by"] == [{"id": rectified["id"], "number": rectified["number"]}]


def test_an_invoice_is_told_overdue_once_though_its_status_comes_twice():
    """The voiding of its rectification makes it owed again, and the sweeper finds it overdue again."""
    settled()
    made, told = issued(due_date="2026-12-31"), Told()
    sweep("sweep_invoices", "2027-01-02T00:00:00+00:00")
    assert told.types() == ["invoice.overdue"]
    rectified = call("invoices.rectify", {"id": made["id"], "reason": "Error"}).data
    call("invoices.void", {"id": rectified["id"], "reason": "Error"})
    told.new()
    assert call("invoices.get", {"id": made["id"]}).data["status"] == "pending"
    sweep("sweep_invoices", "2027-01-03T00:00:00+00:00")
    assert call("invoices.get", {"id": made["id"]}).data["status"] == "overdue"
    assert told.types() == []


def test_a_received_invoice_that_is_booked_is_told_once():
    received_id = call("invoices.receive", {"xml": RECEIVED}).data["id"]
    told = Told()
    call("invoices.correct", {"id": received_id, "reason": "La data", "issue_date": "2026-04-02"})
    assert told.types() == []
    booked = call("invoices.book", {"id": received_id}).data
    data = one(told.new(), "invoice.booked")
    assert (data["id"], data["booked_at"], data["booked_by"]) == (received_id, booked["booked_at"], booked["booked_by"])
    call("invoices.book", {"id": received_id})
    call("invoices.mark_paid", {"id": received_id})
    assert told.types() == ["invoice.paid"]


def test_a_voided_invoice_says_why():
    settled()
    made, told = issued(), Told()
    call("invoices.void", {"id": made["id"], "reason": "Emesa per error"})
    events = told.new()
    assert [event.type for event in events] == ["invoice.voided"]
    data = one(events, "invoice.voided")
    assert (data["id"], data["status"], data["void_reason"]) == (made["id"], "void", "Emesa per error")
    call("invoices.void", {"id": made["id"], "reason": "Emesa per error"})
    assert told.types() == []


def test_an_archived_contact_is_told_beside_its_change():
    maria = call("contacts.create", {"type": "person", "name": "Maria Garcia", "email": "maria@exemple.com"}).data
    told = Told()
    for _ in range(2):
        call("contacts.archive", {"id": maria["id"]})
    events = told.new()
    assert [event.type for event in events] == ["contact.archived", "contact.updated"]
    data = one(events, "contact.archived")
    assert (data["id"], data["email"], bool(data["archived_at"])) == (maria["id"], "maria@exemple.com", True)


def test_a_contact_that_became_part_of_another_is_told_and_the_change_of_that_one():
    maria, other = (call("contacts.create", {"type": "person", "name": name}).data["id"] for name in ("Maria", "Mimi"))
    told = Told()
    for _ in range(2):
        call("contacts.merge", {"winner": maria, "losers": [other]})
    events = told.new()
    assert sorted(event.type for event in events) == ["contact.merged", "contact.updated"]
    assert one(events, "contact.merged")["id"] == other
    assert one(events, "contact.merged")["merged_into"] == maria
    assert one(events, "contact.updated")["merged_ids"] == [other]
    call("contacts.unmerge", {"contact_id": other})
    assert [event.type for event in told.new()] == ["contact.updated", "contact.updated"]


def test_a_document_is_told_when_its_file_is_there_and_when_its_data_is():
    told = Told()
    made = upload(folder="factures", tags=["abril"]).data
    data = one(told.new(), "document.stored")
    assert data["document_id"] == made["document_id"]
    assert (data["filename"], data["mime_type"], data["size_bytes"]) == ("factura.pdf", "application/pdf", len(PDF))
    assert (data["folder"], data["tags"]) == ("factures", ["abril"])
    begun = call("documents.extract", {"document_id": made["document_id"]}).data
    assert told.types() == []
    work()
    events = told.new()
    assert [event.type for event in events] == ["document.extracted", "document.processed"]
    data = one(events, "document.extracted")
    assert (data["document_id"], data["extraction_id"]) == (made["document_id"], begun["extraction_id"])
    assert data["extracted"]["total"] == 121
    call("documents.classify", {"document_id": made["document_id"]})
    assert told.types() == []
    work()
    assert told.types() == ["document.processed"]
    call("documents.delete", {"document_id": made["document_id"]})
    assert told.types() == []


def test_a_document_that_is_put_to_an_address_is_told_when_it_is_taken():
    from tests.functions.documents import test_upload_url

    told = Told()
    awaited = test_upload_url.asked().data
    assert told.types() == []
    test_upload_url.put(awaited)
    call("documents.get", {"document_id": awaited["document_id"]})
    test_upload_url.take(awaited)
    assert one(told.new(), "document.stored")["document_id"] == awaited["document_id"]


def test_an_event_of_a_calendar_is_told_when_it_is_made_moved_and_cancelled():
    told = Told()
    event = create_event(attendees=["client@xyz.com"])
    data = one(told.new(), "calendar.created")
    assert data == {name: value for name, value in event.items() if name != "attendees_notified"}
    later = {"start": "2027-04-11T15:00:00Z", "end": "2027-04-11T16:00:00Z"}
    for _ in range(2):
        call("calendar.update", {"id": event["id"], **later})
    (moved,) = told.new()
    assert (moved.type, moved.data["start"]) == ("calendar.updated", "2027-04-11T15:00:00Z")
    assert moved.data["previous"] == {"start": event["start"], "end": event["end"]}
    for _ in range(2):
        call("calendar.cancel", {"id": event["id"]})
    (cancelled,) = told.new()
    assert (cancelled.type, cancelled.data["status"]) == ("calendar.cancelled", "cancelled")
    assert "previous" not in cancelled.data


def test_an_event_of_a_calendar_as_large_as_can_be_fits():
    """An event that its stream cannot tell would be parked, and nobody would hear of it."""
    told = Told()
    guests = [{"email": f"{n:03}@exemple.com", "name": "\U0001f600" * 100} for n in range(100)]
    event = create_event(description="\U0001f600" * 8_000, attendees=guests)
    assert one(told.new(), "calendar.created")["description"] == event["description"]
    fewer = [{**guest, "name": "\U0001f601" * 100} for guest in guests]
    call("calendar.update", {"id": event["id"], "attendees": fewer, "description": "\U0001f601" * 8_000})
    data = one(told.new(), "calendar.updated")
    assert (data["omitted"], "previous" in data, len(data["attendees"])) == (["previous"], False, 100)
    largest = fitting({**data, "description": "x" * 90_000, "attendees": ["y" * 200_000]})
    assert (largest["omitted"], largest["attendees"]) == (["description", "attendees"], [])
    assert (largest["title"], "description" in largest) == (event["title"], False)


def test_a_message_comes_with_its_files(mailbox):
    told = Told()
    receive(mailbox["inbound_address"])
    events = told.new()
    data = one(events, "message.received")
    (file,) = data["attachments"]
    assert (file["filename"], file["content_type"]) == ("oferta.pdf", "application/pdf")
    assert file["id"] == f"{data['message_id']}-1"
    stored = one(events, "document.stored")
    assert (stored["document_id"], stored["tags"]) == (file["document_id"], ["inbound"])


def test_a_file_that_is_fetched_later_is_told_when_it_is_there(table, meta):
    _, number, _ = meta
    told = Told()
    assert comes_in(table, number, "whatsapp", test_files.image(caption="La foto")) == []
    data = one(told.new(), "message.received")
    (pending,) = data["attachments"]
    assert pending == {"id": f"{data['message_id']}-1", "filename": "image.png"} | {
        "content_type": "image/png",
        "pending": True,
    }
    work_on("fetch_message_file", "message_files")
    data = one(told.new(), "message.updated")
    (file,) = data["attachments"]
    assert (data["change"], file["id"], "pending" in file) == ("attachments", pending["id"], False)
    assert call("documents.get", {"document_id": file["document_id"]}).data["filename"] == "image.png"


def test_what_its_sender_does_to_a_message_later_is_told(table, meta):
    _, number, _ = meta

    def comes(document):
        change = document["entry"][0]["changes"][0]["value"]
        change["metadata"] = test_files.image()["entry"][0]["changes"][0]["value"]["metadata"]
        assert comes_in(table, number, "whatsapp", document) == []

    told = Told()
    comes(test_changes.original(test_changes.text("Bon dia")))
    first = one(told.new(), "message.received")
    for _ in range(2):
        comes(test_changes.edit(1, test_changes.text("Bona nit")))
    (edited,) = told.new()
    assert (edited.type, edited.data["change"]) == ("message.updated", "edited")
    assert (edited.data["message_id"], edited.data["message"]["body"]) == (first["message_id"], "Bona nit")
    assert edited.data["edited_at"]
    for _ in range(2):
        comes(test_changes.revoke())
    (deleted,) = told.new()
    assert (deleted.type, deleted.data["change"]) == ("message.updated", "deleted")
    assert (deleted.data["message"], deleted.data["deleted_at"]) == ({"type": "text"}, "2026-05-28T20:27:40Z")


def test_a_publisher_that_dies_anywhere_tells_each_once(monkeypatch):
    """Each call to the table may be the last of its process; the stream then delivers the batch again."""
    from bivelio_core.store.dynamo import DynamoTable

    settled()
    made, told = draft(due_date="2026-12-31"), Told()
    call("invoices.issue", {"id": made["id"]})
    create_event()
    upload()
    records = told.changes()
    transact = DynamoTable.transact
    for dies_at in range(8):
        calls = iter(range(100))

        def dying(self, writes, token=None, *, calls=calls, dies_at=dies_at):
            if next(calls) == dies_at // 2 and dies_at % 2 == 0:
                raise RuntimeError("killed before")
            transact(self, writes, token)
            if dies_at % 2:
                raise RuntimeError("killed after")

        with monkeypatch.context() as patched:
            patched.setattr(DynamoTable, "transact", dying)
            load("workers/publish_events").handler({"Records": records}, None)
    told.publish(records)
    assert sorted(event.type for event in told.new()) == ["calendar.created", "document.stored", "invoice.issued"]


def test_a_changed_contact_tells_its_former_addresses_and_consents():
    maria = call("contacts.create", {"type": "person", "name": "Maria Garcia", "email": "maria@exemple.com"}).data
    told = Told()
    consents = [{"channel": "email", "basis": "consent"}]
    call("contacts.update", {"id": maria["id"], "email": "m@exemple.com", "job_title": "Cap", "consents": consents})
    data = one(told.new(), "contact.updated")
    assert data["emails"] == [{"address": "m@exemple.com", "is_primary": True}]
    assert data["previous"] == {
        "email": "maria@exemple.com",
        "emails": [{"address": "maria@exemple.com", "is_primary": True}],
        "job_title": None,
        "consents": None,
    }
