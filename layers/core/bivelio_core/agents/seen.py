"""What of a contact an agent sees: the fields that it declares (`sees`), and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from bivelio_core.models import DISTINCT

FIELDS = ("name", "first_name", "email", "phone", "language", "job_title", "tags", "birthday", "address")
CUSTOM = "custom_fields."

SeenField = Annotated[
    str,
    Field(
        pattern=rf"^(?:{'|'.join(FIELDS)}|custom_fields\.[^\x00-\x1f\x7f]{{1,100}})$",
        examples=["name", "custom_fields.sector"],
    ),
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
