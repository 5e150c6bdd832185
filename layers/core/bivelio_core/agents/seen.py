"""What of a contact an agent sees: the fields that it declares (`sees`), and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken
from bivelio_core.models import DISTINCT, LINE

FIELDS = ("name", "first_name", "email", "phone", "language", "job_title", "tags", "birthday", "address")
CUSTOM = "custom_fields."

LONGEST_NAME = 100
"""Of a custom field."""


def _seen_field(name: str) -> str:
    custom = name.removeprefix(CUSTOM) if name.startswith(CUSTOM) else ""
    if name not in FIELDS and not 1 <= len(custom) <= LONGEST_NAME:
        raise broken("format", expected="contact_column")
    return name


SeenField = Annotated[
    str, Field(max_length=120, examples=["name", "custom_fields.sector"]), LINE, AfterValidator(_seen_field)
]
Sees = Annotated[list[SeenField], Field(max_length=30), DISTINCT]


def of(contact: Mapping[str, Any], sees: Sequence[str]) -> dict[str, Any]:
    """The fields of a contact that may be seen and have a value."""
    values = {name: _value(contact, name) for name in sees}
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _value(contact: Mapping[str, Any], name: str) -> Any:
    if name.startswith(CUSTOM):
        return (contact.get("custom_fields") or {}).get(name.removeprefix(CUSTOM))
    if name == "address":
        addresses = contact.get("addresses") or ()
        return next((each for each in addresses if each.get("is_primary")), None)
    return contact.get(name)
