"""State machine task: the contact steps of workflows."""

from typing import Any

from bivelio_core.contacts import service
from bivelio_core.contacts.models import Contact, CreateContact, GetContact, ListContacts, UpdateContact
from bivelio_core.entrypoints.task import step_task
from bivelio_core.errors import ResourceNotFound
from bivelio_core.workflows.definitions.steps.contacts import FindContactInput
from bivelio_core.workflows.execution.perform import Call

MOST_WITH_ONE_EMAIL = 100


def create(request: CreateContact, call: Call) -> Contact:
    """contact.create: the contact, made once however often the step is tried."""
    return service.create(request, call.ctx)


def update(request: UpdateContact, call: Call) -> Contact:
    """contact.update: the whole contact."""
    return service.update(request, call.ctx)


def find(request: FindContactInput, call: Call) -> dict[str, Any]:
    """contact.find: `{found, contact}`; not finding it is no failure. By e-mail: the newest that has exactly it."""
    try:
        contact = _by_email(request.email, call) if request.email else _by_id(str(request.id), call)
    except ResourceNotFound:
        return {"found": False, "contact": None}
    return {"found": True, "contact": contact.model_dump()}


def _by_id(contact_id: str, call: Call) -> Contact:
    return service.get(GetContact(id=contact_id), call.ctx)


def _by_email(email: str, call: Call) -> Contact:
    asked = ListContacts(search=email, per_page=MOST_WITH_ONE_EMAIL)
    for contact in service.list_contacts(asked, call.ctx).contacts:
        if (contact.email or "").casefold() == email.casefold():
            return contact
    raise ResourceNotFound


handler = step_task({"contact.create": create, "contact.update": update, "contact.find": find})
