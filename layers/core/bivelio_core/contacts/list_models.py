"""What chooses contacts, and in which order: of lists, exports and saved views."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken
from bivelio_core.models import LINE, Request

from .fields import ContactType, Tag

FILTER = Field(
    None,
    description=(
        "Conditions: `field` with one of `equals`, `in`, `begins`, `range`, `empty`; combined by `and`, `or`, "
        "`not`, up to five levels deep. Fields: `type`, `tags`, `owner_id`, `company_id`, `city`, `consent` (a "
        "channel), `email`, `phone`, `tax_id`, `created_at`, `updated_at`. A range is of days in UTC, `from` and "
        "`to` included, or `last_days`."
    ),
    examples=[
        {
            "and": [
                {"field": "tags", "in": ["lead", "client"]},
                {"not": {"field": "company_id", "empty": True}},
                {"field": "created_at", "range": {"from": "2026-01-01"}},
            ]
        }
    ],
)
"""The conditions of a list, an export, a view."""

ViewId = Annotated[str, Field(min_length=1, max_length=100, examples=["vw_a1b2c3d4"])]


class ContactFilter(Request):
    """Which contacts: those that match all that is given."""

    search: Annotated[str, Field(max_length=200, examples=["Empresa ABC"])] | None = Field(
        None,
        description=(
            "Words, each of which must be the beginning of a word of the contact; accents and case are ignored."
        ),
    )
    type: ContactType | None = Field(None, description="Only people, or only companies.")
    tags: Annotated[list[Tag], Field(max_length=50)] = Field(
        default_factory=list, description="Tags that a contact must have, all of them."
    )
    filter: dict[str, Any] | None = FILTER


ORDERS = ("name", "created_at", "updated_at", "last_activity_at")
CUSTOM = "custom_fields."


def _known_order(sort: str) -> str:
    name = sort.removeprefix("-")
    if name not in ORDERS and not (name.startswith(CUSTOM) and len(name) > len(CUSTOM)):
        raise broken("choice", expected=", ".join((*ORDERS, f"{CUSTOM}<name>")))
    return sort


ContactOrder = Annotated[
    str, Field(min_length=1, max_length=115, examples=["-last_activity_at"]), LINE, AfterValidator(_known_order)
]
"""The orders of lists, `-` for the reverse."""
