"""The operations of the operator's `admin` function. See docs/identity.md."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import EXACTLY, Instant, Request

from .models import MAXIMUM_LENGTH, MINIMUM_LENGTH

Plan = Literal["starter", "pro", "enterprise"]
Role = Literal["owner", "admin", "member", "viewer"]
OrganisationId = Annotated[str, Field(pattern=r"^org_[0-9a-z]{1,32}$")]
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
Password = Annotated[str, EXACTLY, Field(min_length=MINIMUM_LENGTH, max_length=MAXIMUM_LENGTH)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Slug = Annotated[str, Field(min_length=1, max_length=100)]


class Owner(Request):
    """The first user of an organisation."""

    email: Email
    password: Password


class CreateOrganisation(Request):
    """A new tenant. With `id` or `slug` the operation can be repeated until it succeeds."""

    name: Name
    plan: Plan
    id: OrganisationId | None = None
    slug: Slug | None = None
    language: Literal["ca", "es", "en"] = "ca"
    time_zone: Annotated[str, Field(max_length=60)] = "Europe/Madrid"
    owner: Owner | None = None
    platform: bool = False


class OfOrganisation(Request):
    """An operation on an organisation that needs only its id."""

    organisation: OrganisationId


class EraseOrganisation(OfOrganisation):
    """An organisation to erase, after some days in which its owners can take it back."""

    days: Annotated[int, Field(ge=0, le=60)] = 14


class EraseContact(OfOrganisation):
    """A contact to erase."""

    contact: Annotated[str, Field(min_length=1, max_length=200)]
    environment: Literal["live", "sandbox"] = "live"


class OfMember(OfOrganisation):
    """An operation on a member that needs only the address."""

    email: Email


class CreateUser(OfMember):
    """A new member. An address that is known keeps its password."""

    password: Password
    role: Role


class SetRole(OfMember):
    """A new role for a member."""

    role: Role


class SetPassword(OfMember):
    """A new password for a user; all sessions end."""

    password: Password


class ChangePlan(OfOrganisation):
    """A new plan for an organisation."""

    plan: Plan


class AgreeThrottle(OfOrganisation):
    """How many requests a second, and at once, API Gateway lets an organisation of the plan enterprise make."""

    per_second: Annotated[int, Field(ge=1, le=100_000)]
    burst: Annotated[int, Field(ge=1, le=100_000)]


class RenewGatewayKeys(Request):
    """Renew the organisations of so many gateway keys; `cursor` is that of the last answer."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None


class CreateApiKey(OfOrganisation):
    """A key made by the operator. With `slug` it is made once: the second time its text is not shown."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    type: Literal["secret", "publishable"] = "secret"
    environment: Literal["live", "test"]
    scopes: Annotated[list[str], Field(min_length=1, max_length=50)]
    expires_at: Instant | None = None
    allowed_origins: Annotated[list[str], Field(max_length=20)] = Field(default_factory=list)
    resources: Annotated[list[str], Field(min_length=1, max_length=50)] | None = None
    rate_limit: Annotated[int, Field(ge=1, le=100_000)] | None = None
    slug: Slug | None = None


class RotateSigningKey(Request):
    """Add a signing key, which will sign ten minutes from now."""


class RetireSigningKey(Request):
    """Remove a signing key that is not the current one."""

    kid: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class ReadAudit(Request):
    """The newest entries of an organisation's audit log, or the platform's; `before` is the last `cursor` seen."""

    organisation: Annotated[str, Field(pattern=r"^(org_[0-9a-z]{1,32}|platform)$")]
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    before: Annotated[str, Field(min_length=1, max_length=100)] | None = None


class Reindex(OfOrganisation):
    """Continue rebuilding an index of lists for some seconds; `cursor` is that of the last answer."""

    environment: Literal["live", "sandbox"] = "live"
    kind: Annotated[str, Field(max_length=20)] = "CT"
    cursor: Annotated[str, Field(pattern=r"^[\w.=-]+$", max_length=10_000)] | None = None
    seconds: Annotated[int, Field(ge=0, le=600)] = 40
