"""The declaration of the domain contacts."""

from bivelio_core.domain import Domain, EventType, StepType
from bivelio_core.store import keys

_HERE = "bivelio_core.contacts"

DOMAIN = Domain(
    name="contacts",
    tags={"contacts": "People and companies, with their import and export as CSV."},
    scopes=("contacts",),
    events={
        "contact.created": EventType(
            "A contact has been created.", f"{_HERE}.models:Contact", f"{_HERE}.event_examples:CREATED"
        ),
        "contact.updated": EventType(
            "A contact has changed.", f"{_HERE}.events:ContactUpdated", f"{_HERE}.event_examples:UPDATED"
        ),
    },
    sources={keys.CONTACT: f"{_HERE}.events:derive"},
    lists={keys.CONTACT: f"{_HERE}.terms:CONTACTS"},
    samples=f"{_HERE}.samples:writes",
    texts=tuple(
        f"{_HERE}.{module}"
        for module in (
            "fields",
            "items",
            "transfer.actions.import_",
            "transfer.import_files",
            "transfer.rows",
            "transfer.table_format",
        )
    ),
    steps=(
        StepType(
            "contact.create",
            "contacts",
            f"{_HERE}.models:CreateContact",
            f"{_HERE}.steps:create",
            scope="contacts:write",
            is_tool=True,
        ),
        StepType(
            "contact.update",
            "contacts",
            f"{_HERE}.models:UpdateContact",
            f"{_HERE}.steps:update",
            scope="contacts:write",
            is_tool=True,
        ),
        StepType(
            "contact.find",
            "contacts",
            f"{_HERE}.steps:FindContactInput",
            f"{_HERE}.steps:find",
            exactly_one=("id", "email"),
            scope="contacts:read",
            is_tool=True,
        ),
    ),
)
