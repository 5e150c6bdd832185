"""The organisation as its members see and change it: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bivelio_core import time_zones
from bivelio_core.faults import broken, register
from bivelio_core.models import NAME, NOT_NULL, Request, Response, Timestamp

UNKNOWN_TIME_ZONE = register("identity", "unknown_time_zone")


def _zone_name(name: str) -> str:
    if time_zones.find(name) is None:
        raise broken(UNKNOWN_TIME_ZONE)
    return name


Language = Literal["ca", "es", "en"]
Name = Annotated[str, Field(min_length=1, max_length=200), NAME]
TimeZone = Annotated[str, Field(min_length=1, max_length=60, examples=["Europe/Madrid"]), AfterValidator(_zone_name)]


class GetOrganisation(Request):
    """Nothing is asked for: the credential says which organisation."""


class EraseOrganisation(Request):
    """Nothing is asked for: the session says which organisation, and that an owner has just proved who it is."""


class CancelErasure(Request):
    """Nothing is asked for: an organisation has one erasure."""


class ChangeRetention(Request):
    """A change of what is kept of requests and of archived contacts."""

    request_days: Annotated[int, Field(ge=1, le=7)] | None = Field(
        None, description="For how many days failed requests are kept, 7 at most."
    )
    request_bodies: bool | None = Field(
        None, description="Whether the redacted bodies of failed requests are kept with them."
    )
    success_bodies_minutes: Annotated[int, Field(ge=0, le=60)] | None = Field(
        None,
        description="For how many minutes from now bodies of a sample of the requests that succeed are kept too; "
        "0 ends it.",
    )
    archived_contacts_days: Annotated[int, Field(ge=30, le=3650)] | None = Field(
        None,
        description="After how many days archived contacts are erased, with everything that names them; null for "
        "never. Only owners who have just proved who they are set a number.",
    )


class UpdateOrganisation(Request):
    """A change of the organisation: only what is sent changes."""

    name: Annotated[Name | None, NOT_NULL] = Field(None, description="The name, on one line.")
    language: Annotated[Language | None, NOT_NULL] = Field(
        None, description="The language of what the platform writes to the organisation's people."
    )
    time_zone: Annotated[TimeZone | None, NOT_NULL] = Field(
        None, description="The time zone of dates and of the months of credits."
    )
    mfa_required_for_owners: Annotated[bool | None, NOT_NULL] = Field(
        None, description="Whether owners need a second factor. Only owners change this."
    )
    retention: Annotated[ChangeRetention | None, NOT_NULL] = Field(
        None, description="What is kept of requests and of archived contacts, and for how long."
    )


class Retention(Response):
    """What is kept of requests (docs/requests.md) and of archived contacts (docs/data-protection.md)."""

    request_days: int = Field(description="For how many days failed requests are kept.")
    request_bodies: bool = Field(description="Whether their redacted bodies are kept with them.")
    success_bodies_until: Timestamp | None = Field(
        None,
        description="Until when bodies of a sample of the requests that succeed are kept too; absent if none are.",
    )
    archived_contacts_days: int | None = Field(
        None, description="After how many days archived contacts are erased; absent if they never are."
    )


class Fiscal(Response):
    """Who issues invoices here, from the settings of invoicing; `/invoices/settings_update` changes it."""

    legal_name: str | None = Field(None, description="The name that invoices are issued under.")
    nif: str | None = Field(None, description="The tax number (NIF).")
    address: dict[str, str] | None = Field(
        None, description="The postal address: `street`, `postal_code`, `city`, `province` and `country`."
    )
    has_logo: bool = Field(description="Whether there is a logo.")
    missing: list[str] | None = Field(None, description="What is still needed to issue invoices.")


class Organisation(Response):
    """An organisation."""

    id: str = Field(description="The id of the resource.")
    name: str = Field(description="What the organisation calls itself.")
    plan: Literal["starter", "pro", "enterprise"] = Field(
        description="The plan of the organisation, which says its limits."
    )
    language: Language = Field(description="The language of what the platform writes to the organisation's people.")
    time_zone: str = Field(description="The time zone of dates and of the months of credits.")
    mfa_required_for_owners: bool = Field(description="Whether owners need a second factor.")
    retention: Retention = Field(description="What is kept of requests and of archived contacts, and for how long.")
    fiscal: Fiscal = Field(description="Who issues invoices in this environment.")
    created_at: Timestamp = Field(description="When it was created.")
