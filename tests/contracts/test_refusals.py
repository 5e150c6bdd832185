"""What services refuse that no test of their domain asks for: a request and its error, one a line."""

from typing import Any

import pytest
from bivelio_core import ids

from tests.api import ORGANISATION, OTHER_ORGANISATION, invoke
from tests.api import event as request_of

SANDBOX = {"environment": "sandbox"}
OWNER = {"actor_kind": "user", "actor": "usr_maria", "role": "owner", "scopes": "admin"}
LIVE: dict[str, str] = {}
CONTACT, INVOICE, WORKFLOW = "ct_def456", "inv_v1w2x3y4", "wf_a1b2c3d4"
"""Samples of the sandbox."""

FORBIDDEN, ABSENT, CONFLICT = "403 RESOURCE_FORBIDDEN", "404 RESOURCE_NOT_FOUND", "409 CONFLICT"
CONTRADICTORY = "422 VALIDATION_ERROR"
BACKWARDS = {"from_date": "2026-12-02", "to_date": "2026-12-01"}
BOOKED = {"service_id": "svc_e5f6g7h8", "start": "2050-05-11T16:00:00Z"}
SERVICE = {"name": {"ca": "Consulta"}, "duration_minutes": 30, "people": ["biel"]}

REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("calendar.availability_delete", {"person_id": "ningu"}, ABSENT),
    ("calendar.availability_get", {"person_id": "ningu"}, ABSENT),
    ("calendar.book", {**BOOKED, "contact_id": "another's contact"}, FORBIDDEN),
    ("calendar.book", {**BOOKED, "contact_id": "unknown contact"}, ABSENT),
    ("calendar.free_busy", {"from": "2026-12-02T00:00:00Z", "to": "2026-12-01T00:00:00Z"}, CONTRADICTORY),
    ("calendar.services_save", {**SERVICE, "id": "another's booking_service"}, FORBIDDEN),
    ("calendar.services_save", {**SERVICE, "id": "unknown booking_service"}, ABSENT),
    ("contacts.add_tags", {"id": CONTACT, "tags": [f"etiqueta {number}" for number in range(99)]}, CONTRADICTORY),
    ("contacts.associations_create", {"contact_id": CONTACT, "to": CONTACT, "label": "germana"}, CONTRADICTORY),
    ("contacts.associations_delete", {"contact_id": CONTACT, "to": "unknown contact", "label": "x"}, CONTRADICTORY),
    ("contacts.delete", {"id": CONTACT}, CONFLICT),
    ("contacts.fields_archive", {"name": "cap_camp"}, ABSENT),
    ("contacts.find", {"id": "another's contact"}, FORBIDDEN),
    ("contacts.import", {"id": "unknown import"}, ABSENT),
    ("contacts.merge", {"winner": "another's contact", "losers": [CONTACT]}, FORBIDDEN),
    ("contacts.merge", {"winner": "unknown contact", "losers": [CONTACT]}, ABSENT),
    ("contacts.unmerge", {"contact_id": CONTACT}, CONFLICT),
    ("documents.classify", {"document_id": "unknown document"}, ABSENT),
    ("documents.extract", {"document_id": "unknown document"}, ABSENT),
    ("invoices.archive_create", {"year": 2026, "quarter": 1, "month": 1}, CONTRADICTORY),
    ("invoices.book", {"id": INVOICE}, CONFLICT),
    ("invoices.books_entry_update", {"id": INVOICE, "is_simplified": True}, CONFLICT),
    ("invoices.cancel_delivery", {"id": INVOICE, "channel": "face", "reason": "Error"}, CONFLICT),
    ("invoices.list", {"client_id": "another's contact"}, FORBIDDEN),
    ("invoices.list", BACKWARDS, CONTRADICTORY),
    ("knowledge.collections_archive", {"collection": "cap"}, ABSENT),
    ("knowledge.list", {"collection": "cap"}, ABSENT),
    ("messages.conversations_get", {"contact_id": CONTACT}, ABSENT),
    ("messages.conversations_read", {"contact_id": CONTACT}, ABSENT),
    ("messages.give_back", {"contact_id": CONTACT}, ABSENT),
    ("messages.hand_over", {"contact_id": CONTACT, "why": "Ho demana."}, ABSENT),
    ("messages.replies_archive", {"name": "cap"}, ABSENT),
    ("messages.replies_define", {"name": "nova", "texts": {"ca": "Hola"}, "version": 7}, CONFLICT),
    ("messages.templates", {"connection_id": "unknown connection"}, CONTRADICTORY),
    ("secrets.delete", {"name": "cap"}, ABSENT),
    ("workflows.delete", {"id": WORKFLOW}, CONFLICT),
    ("workflows.instances", BACKWARDS, CONTRADICTORY),
    ("workflows.rotate_url", {"id": WORKFLOW}, CONFLICT),
    ("workflows.stats", BACKWARDS, CONTRADICTORY),
    ("workflows.update", {"id": WORKFLOW, "name": "Altres", "version": 99}, CONFLICT),
    ("workflows.validate", {"id": "another's workflow"}, FORBIDDEN),
)
"""What a key of the sandbox is refused; `another's` and `unknown` ids are made of the kind that follows."""

OF_LIVE: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("clock.freeze", {"at": "2026-12-01T00:00:00Z"}, CONTRADICTORY),
    ("clock.get", {}, CONTRADICTORY),
    ("clock.resume", {}, CONTRADICTORY),
    ("invoices.certificate_delete", {}, ABSENT),
    ("invoices.representation_end", {}, ABSENT),
)
"""What only live refuses."""

OF_PEOPLE: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("organisation.erase", {}, CONTRADICTORY),
    ("organisation.erase_cancel", {}, CONTRADICTORY),
    ("users.leave", {}, CONTRADICTORY),
    ("users.remove", {"id": "unknown user"}, CONTRADICTORY),
    ("users.update", {"id": "unknown user", "role": "member"}, CONTRADICTORY),
)
"""What an owner is refused who is in the sandbox: people belong to both environments, and are changed in live."""

pytestmark = [
    pytest.mark.usefixtures("table"),
    pytest.mark.fix(
        "The service of the operation (docs/request-flow.md) answers otherwise: correct it, or the table's line."
    ),
]


def given(value: Any) -> Any:
    """A value of a table with the ids that it stands for."""
    of, _, kind = value.partition(" ") if isinstance(value, str) else ("", "", "")
    organisation = {"another's": OTHER_ORGANISATION, "unknown": ORGANISATION}.get(of)
    return ids.new_id(kind, organisation) if organisation else value


def unlike(refused: tuple[tuple[str, dict[str, Any], str], ...], caller: dict[str, str]) -> list[tuple[str, str, str]]:
    """The operations that answer something else than a table says, with both."""
    answers = []
    for operation, data, error in refused:
        sent = request_of({"data": {name: given(value) for name, value in data.items()}}, caller=caller)
        answer = invoke(operation.replace(".", "/"), sent)
        told = f"{answer.status} {answer.body.get('error', {}).get('code')}"
        if told != error:
            answers.append((operation, error, told))
    return answers


def test_what_a_key_of_the_sandbox_asks_wrongly_is_refused():
    assert unlike(REFUSED, SANDBOX) == []


def test_what_live_does_not_have_is_refused():
    assert unlike(OF_LIVE, LIVE) == []


def test_people_are_not_changed_from_the_sandbox():
    assert unlike(OF_PEOPLE, {**OWNER, **SANDBOX}) == []


def test_erasing_an_organisation_asks_for_a_recent_proof():
    assert unlike((("organisation.erase", {}, "403 AUTH_CONFIRMATION_REQUIRED"),), OWNER) == []


@pytest.mark.parametrize("operation", ["workflows.pause", "workflows.resume"])
def test_an_archived_workflow_is_neither_paused_nor_resumed(operation):
    sent = request_of({"data": {"id": WORKFLOW}}, caller=SANDBOX)
    assert invoke("workflows/archive", sent).status == 200
    assert unlike(((operation, {"id": WORKFLOW}, CONFLICT),), SANDBOX) == []
