"""Every operation that changes an item by `revise`, with a change of a sample and another one that races with it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

Call = tuple[str, dict[str, Any]]
"""An operation and its data."""


@dataclass(frozen=True)
class Revision:
    """A change of a sample, a rival's change of the same item, and what has to have happened before."""

    operation: str
    data: dict[str, Any]
    rival: Call
    before: tuple[Call, ...] = ()
    is_of_a_person: bool = False
    """Only a person may do it, in live; others do it in a sandbox day with the examples of the reference."""

    @property
    def call(self) -> Call:
        """The operation with its data."""
        return self.operation, self.data


def _of_one(operation: str, named: Mapping[str, Any], change: dict[str, Any], rival: dict[str, Any]) -> Revision:
    return Revision(operation, {**named, **change}, (operation, {**named, **rival}))


CONTACT, ARCHIVED = {"id": "ct_def456"}, {"id": "ct_ghi789"}
TASK, TASK_TO_DO, TASK_TO_DELETE = {"id": "tsk_i9j0k1l2"}, {"id": "tsk_m3n4o5p6"}, {"id": "tsk_q7r8s9t0"}
NOTE, NOTE_TO_DELETE = {"id": "nt_i9j0k1l2"}, {"id": "nt_m3n4o5p6"}
FIELD = {"name": "mida_empresa"}
VIEW = {"id": "vw_e5f6g7h8"}
LIST_VIEW = {"id": "lv_e5f6g7h8", "list": "cases"}
CASE, AGENT = {"id": "cs_e5f6g7h8"}, {"agent_id": "ag_email_draft"}
DEAL, DEAL_TO_MOVE, DEAL_TO_ARCHIVE = {"id": "dl_e5f6g7h8"}, {"id": "dl_i9j0k1l2"}, {"id": "dl_m3n4o5p6"}
PIPELINE = {"id": "pln_i9j0k1l2"}
EVENT, CANCELLED = {"id": "evt_m1n2o3p4"}, {"id": "evt_c5d6e7f8"}
BOOKING, SERVICE, SERVICE_TO_DELETE = {"id": "evt_b1k2i3n4"}, {"id": "svc_e5f6g7h8"}, {"id": "svc_i9j0k1l2"}
HOURS: dict[str, Any] = {"name": "Biel R.", "weekly": [{"weekday": "monday", "start": "09:00", "end": "14:00"}]}
WORKSHOP: dict[str, Any] = {"name": {"ca": "Taller"}, "duration_minutes": 120, "people": ["biel"]}
PERSON, PERSON_TO_DELETE = {"person_id": "biel"}, {"person_id": "carla"}
COLLECTION, COLLECTION_TO_ARCHIVE = {"collection": "taller"}, {"collection": "antiga"}
CONVERSATION = {"contact_id": "ct_abc123"}
REPLY, REPLY_TO_ARCHIVE = {"name": "Horari"}, {"name": "Adreça"}
SUPPRESSION = {"channel": "telegram", "address": "1000042"}
EXTRACTION = {"extraction_id": "ext_r5s6t7u8"}
DOCUMENT, INVOICE, WEBHOOK = {"document_id": "doc_d1e2f3g4"}, {"id": "inv_p9q0r1s2"}, {"webhook_id": "wh_o8p9q0r1"}
RECEIVED, READ, PRODUCT = {"id": "inv_k1l2m3n4"}, {"id": "inv_o5p6q7r8"}, {"id": "prd_e5f6g7h8"}
REPORTED = {"id": "inv_r5s6t7u8", "date": "2026-04-07"}
PAYMENT = {"amount": 910.0, "date": "2026-01-10", "method": "transfer"}
"""All that is due, without a reference by which it could be known again."""
SECRETS = [f"whsec_{base64.b64encode(sha256(text).digest()).decode()}" for text in (b"one", b"other")]
WORKFLOW, IN_USE, ARCHIVED_WORKFLOW = {"id": "wf_a1b2c3d4"}, {"id": "wf_g7h8i9j0"}, {"id": "wf_k5l6m7n8"}
PAUSABLE = {"id": "wf_i1j2k3l4"}

REVISIONS = (
    _of_one("contacts.update", CONTACT, {"tags": ["client", "actiu"]}, {"name": "Maria Garcia Puig"}),
    _of_one("contacts.add_tags", CONTACT, {"tags": ["client", "lead"]}, {"tags": ["newsletter"]}),
    _of_one("contacts.remove_tags", CONTACT, {"tags": ["lead"]}, {"tags": ["inbound"]}),
    Revision(
        "contacts.upsert",
        {"email": "maria@exemple.com", "phone": "+34 600 111 222", "name": "Maria Garcia Puig"},
        ("contacts.update", {**CONTACT, "tags": ["vip"]}),
    ),
    _of_one("contacts.fields_define", FIELD, {"label": "Mida"}, {"required": False, "description": "Persones."}),
    Revision("contacts.fields_archive", FIELD, ("contacts.fields_define", {**FIELD, "description": "Persones."})),
    Revision(
        "contacts.batch_update",
        {"contacts": [{**CONTACT, "tags": ["client", "actiu"]}]},
        ("contacts.update", {**CONTACT, "name": "Maria Garcia Puig"}),
    ),
    Revision("contacts.archive", ARCHIVED, ("contacts.update", {**ARCHIVED, "tags": ["vip"]})),
    _of_one("contacts.notes_update", NOTE, {"text": "Vol una demostració."}, {"pinned": True}),
    Revision("contacts.notes_delete", NOTE_TO_DELETE, ("contacts.notes_update", {**NOTE_TO_DELETE, "pinned": True})),
    _of_one("contacts.tasks_update", TASK, {"title": "Preparar la visita"}, {"priority": "urgent"}),
    Revision("contacts.tasks_complete", TASK_TO_DO, ("contacts.tasks_update", {**TASK_TO_DO, "priority": "low"})),
    Revision("contacts.tasks_delete", TASK_TO_DELETE, ("contacts.tasks_update", {**TASK_TO_DELETE, "priority": "low"})),
    _of_one("contacts.views_save", VIEW, {"name": "A", "shared": True}, {"name": "B", "shared": True}),
    Revision("contacts.views_delete", VIEW, ("contacts.views_save", {**VIEW, "name": "A"})),
    _of_one("views.save", LIST_VIEW, {"name": "A", "shared": True}, {"name": "B", "shared": True}),
    Revision("views.delete", {"id": LIST_VIEW["id"]}, ("views.save", {**LIST_VIEW, "name": "A"})),
    _of_one("cases.update", CASE, {"status": "waiting", "note": "Demanat al client."}, {"note": "Trucat."}),
    _of_one("deals.update", DEAL, {"amount": 1350.5}, {"title": "Manteniment"}),
    Revision("deals.move", {**DEAL_TO_MOVE, "stage_id": "won"}, ("deals.update", {**DEAL_TO_MOVE, "amount": 9000})),
    Revision("deals.archive", DEAL_TO_ARCHIVE, ("deals.update", {**DEAL_TO_ARCHIVE, "amount": 50})),
    _of_one("deals.pipelines_define", PIPELINE, {"name": "Concursos"}, {"archived": False}),
    _of_one("agents.update", AGENT, {"description": "Redacta respostes."}, {"status": "inactive"}),
    _of_one("calendar.update", EVENT, {"location": "Sala 2"}, {"title": "Reunió de seguiment"}),
    Revision("calendar.cancel", CANCELLED, ("calendar.update", {**CANCELLED, "location": "Sala 3"})),
    _of_one("calendar.settings_update", {}, {"overlaps": "warn"}, {"calendars": {"sales": "refuse"}}),
    _of_one("agents.desk_update", {}, {"tone": "Proper i breu."}, {"languages": ["ca"]}),
    Revision(
        "calendar.move",
        {**BOOKING, "start": "2050-05-25T16:00:00Z"},
        ("calendar.update", {**BOOKING, "location": "Sala 3"}),
    ),
    Revision(
        "calendar.availability_set",
        {**PERSON, **HOURS, "name": "Biel"},
        ("calendar.availability_set", {**PERSON, **HOURS, "name": "Biel Roca"}),
        (("calendar.availability_set", {**PERSON, **HOURS}),),  # what a first change reads once
    ),
    Revision(
        "calendar.availability_delete",
        PERSON_TO_DELETE,
        ("calendar.availability_set", {**PERSON_TO_DELETE, "name": "C"}),
    ),
    _of_one("calendar.services_save", {**SERVICE, **WORKSHOP}, {"price": "30 €"}, {"active": False}),
    Revision(
        "calendar.services_delete", SERVICE_TO_DELETE, ("calendar.services_save", {**SERVICE_TO_DELETE, **WORKSHOP})
    ),
    _of_one("knowledge.collections_define", COLLECTION, {"title": "El taller"}, {"description": "Terminis."}),
    Revision(
        "knowledge.collections_archive",
        COLLECTION_TO_ARCHIVE,
        ("knowledge.collections_define", {**COLLECTION_TO_ARCHIVE, "description": "Antiga."}),
    ),
    _of_one("messages.conversations_update", CONVERSATION, {"state": "closed"}, {"labels": ["comanda"]}),
    Revision(
        "messages.conversations_read",
        CONVERSATION,
        ("messages.conversations_update", {**CONVERSATION, "labels": ["a"]}),
    ),
    Revision(
        "messages.hand_over",
        {**CONVERSATION, "why": "asked_for"},
        ("messages.conversations_update", {**CONVERSATION, "labels": ["a"]}),
    ),
    Revision(
        "messages.give_back",
        CONVERSATION,
        ("messages.conversations_update", {**CONVERSATION, "labels": ["a"]}),
        (("messages.hand_over", {**CONVERSATION, "why": "asked_for"}),),
    ),
    _of_one("messages.replies_define", REPLY, {"texts": {"ca": "Obrim a les 9 h."}}, {"texts": {"es": "A las 9 h."}}),
    Revision(
        "messages.replies_archive",
        REPLY_TO_ARCHIVE,
        ("messages.replies_define", {**REPLY_TO_ARCHIVE, "texts": {"ca": "Carrer Major, 1."}}),
    ),
    Revision("messages.suppressions_remove", SUPPRESSION, ("messages.suppressions_add", SUPPRESSION)),
    Revision("messages.suppressions_add", SUPPRESSION, ("messages.suppressions_remove", SUPPRESSION)),
    Revision("documents.delete", DOCUMENT, ("documents.delete", DOCUMENT)),
    Revision(
        "documents.review",
        {**EXTRACTION, "extracted": {"total": 1210}},
        ("documents.review", {**EXTRACTION, "extracted": {"currency": "USD"}}),
    ),
    _of_one("invoices.mark_paid", INVOICE, PAYMENT, {**PAYMENT, "amount": 10.0, "reference": "TRF-2026-005"}),
    _of_one("invoices.report_state", REPORTED, {"status": "settlement"}, {"status": "rejection", "reason": "Error."}),
    _of_one(
        "invoices.correct",
        RECEIVED,
        {"reason": "El total de la pàgina és 242,00", "total": 242.0},
        {"reason": "Venç més tard", "due_date": "2026-05-15"},
    ),
    Revision(
        "invoices.book", READ, ("invoices.correct", {**READ, "reason": "Venç més tard", "due_date": "2026-05-15"})
    ),
    _of_one("invoices.books_entry_update", READ, {"deductible_percent": 50}, {"is_investment_good": True}),
    _of_one("products.update", PRODUCT, {"unit_price": 42.5}, {"name": "Teclat gran"}),
    Revision("products.delete", PRODUCT, ("products.update", {**PRODUCT, "name": "Teclat gran"})),
    _of_one("invoices.settings_update", {}, {"terms_days": 45}, {"language": "es"}),
    _of_one("webhooks.update", WEBHOOK, {"events": ["contact.created"]}, {"description": "Per a la botiga"}),
    Revision(
        "webhooks.enable",
        WEBHOOK,
        ("webhooks.update", {**WEBHOOK, "events": ["contact.created"]}),
        (("webhooks.update", {**WEBHOOK, "status": "disabled"}),),
    ),
    _of_one("webhooks.rotate_secret", WEBHOOK, {"secret": SECRETS[0]}, {"secret": SECRETS[1]}),
    Revision("workflows.update", {**WORKFLOW, "name": "Alta"}, ("workflows.pause", WORKFLOW)),
    Revision("workflows.archive", IN_USE, ("workflows.update", {**IN_USE, "name": "Baixa"})),
    Revision("workflows.restore", IN_USE, ("workflows.delete", IN_USE), (("workflows.archive", IN_USE),)),
    Revision("workflows.delete", ARCHIVED_WORKFLOW, ("workflows.restore", ARCHIVED_WORKFLOW)),
    Revision("workflows.pause", PAUSABLE, ("workflows.update", {**PAUSABLE, "name": "Pausat"})),
    Revision(
        "organisation.update",
        {"name": "Empresa Nova", "retention": {"request_days": 2}},
        ("organisation.update", {"time_zone": "Atlantic/Canary"}),
        is_of_a_person=True,
    ),
    Revision("workflows.resume", PAUSABLE, ("workflows.archive", PAUSABLE), (("workflows.pause", PAUSABLE),)),
)
BY_NAME = {revision.operation: revision for revision in REVISIONS}

OWN_WAY = {"contacts.upsert": "it makes a contact or changes one, with the items of its addresses"}
"""Operations that do without `revise`, why, and are tried as the others are."""

ELSEWHERE = {
    "invoices.create": "tests/functions/invoices/test_send.py",
    "invoices.send": "tests/functions/invoices/test_send.py",
    "agents.approve": "tests/agents/test_approvals_killed.py",
    "agents.conversations_delete": "tests/functions/agents/test_conversations_delete.py",
    "messages.send": "tests/messages/test_killed_senders.py",
    "invoices.cancel_delivery": "tests/invoices/test_killed_deliveries.py",
    "invoices.confirm_delivery": "tests/invoices/test_killed_deliveries.py",
    "contacts.restore": "tests/functions/contacts/test_merge_histories.py",
}
"""Operations that act outside the table first, or that nobody can race with, and the tests in which they die."""

BY_WORKERS = {
    "calendar.invited.link": "tests/functions/inbound/test_calendar_invitations.py",
    "calendar.replies._applied": "tests/functions/inbound/test_calendar_answers.py",
    "contacts.custom.building._finish": "tests/functions/contacts/test_custom_fields_indexed.py",
    "contacts.consent_changes.give": "tests/functions/messages/test_suppressions.py",
    "documents.kept_documents.describe": "tests/documents/test_killed_workers.py",
}
"""Functions of workers that use it, and the tests in which these die."""
