"""The step `contact.find` of workflows."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from bivelio_core.errors import ResourceNotFound
from bivelio_core.models import Request

from . import reading
from .models import Contact, ContactId, GetContact, ListContacts

if TYPE_CHECKING:
    from bivelio_core.effects import Call

MOST_WITH_ONE_EMAIL = 100


class FindContactInput(Request):
    """A contact by `id` or `email`, exactly one of the two. The output is `{found, contact}`."""

    id: ContactId | None = Field(None, description="The id of the resource.")
    email: Annotated[str, Field(min_length=3, max_length=254)] | None = Field(None, description="E-mail address.")


def find(request: FindContactInput, call: "Call") -> dict[str, Any]:
    """contact.find: `{found, contact}`; not finding it is no failure. By e-mail: the newest with that exact one."""
    try:
        contact = _by_email(request.email, call) if request.email else _by_id(str(request.id), call)
    except ResourceNotFound:
        return {"found": False, "contact": None}
    return {"found": True, "contact": contact.model_dump()}


def _by_id(contact_id: str, call: "Call") -> Contact:
    return reading.get(GetContact(id=contact_id), call.ctx)


def _by_email(email: str, call: "Call") -> Contact:
    query = ListContacts(search=email, per_page=MOST_WITH_ONE_EMAIL)
    for contact in reading.page(query, call.ctx).contacts:
        if (contact.email or "").casefold() == email.casefold():
            return contact
    raise ResourceNotFound
