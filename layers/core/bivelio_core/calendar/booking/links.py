"""The addresses of the pages on which services are booked, and of those on which a booking is moved or cancelled.

`<organisation>~<service>` is open to all. `<organisation>~<booking>~<signature>` is signed with an HMAC-SHA256 under a
key of the tenant: whoever has it moves or cancels that booking, as who got the mail.
"""

import re
from typing import NamedTuple

from bivelio_core import config, ids
from bivelio_core.store import signing_keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

PATH = "/inbound/booking/"
LONGEST_TOKEN = 300
_TOKEN = re.compile(r"(org_[0-9a-z]{1,40})~([a-z]{1,8}_[0-9a-z]{1,60})(?:~([0-9a-f]{64}))?")


class Token(NamedTuple):
    """What an address is of: a service, or a booking with its signature."""

    organisation: str
    resource: str
    signature: str = ""


def page_url(organisation: str, service_id: str) -> str:
    """The address of a service's page; without a host where the deployment does not know its own."""
    return f"{config.inbound_url()}{PATH}{organisation}~{service_id}"


def booking_url(store: TenantStore, event_id: str) -> str:
    """The address by which a booking is moved or cancelled; makes the tenant's key on first use."""
    signature = signing_keys.sign(store, "bookings", _signed_text(store.tenant, event_id))
    return f"{config.inbound_url()}{PATH}{store.tenant.organisation}~{event_id}~{signature}"


def read(text: str) -> Token | None:
    """What an address says that it is of; None for any other text."""
    matched = _TOKEN.fullmatch(text) if len(text) <= LONGEST_TOKEN else None
    return Token(matched[1], matched[2], matched[3] or "") if matched else None


def is_signed(store: TenantStore, token: Token) -> bool:
    """Whether a booking's address is signed by this tenant."""
    is_booking = token.resource.startswith(f"{ids.PREFIXES['calendar_event']}_")
    signed_text = _signed_text(store.tenant, token.resource)
    return is_booking and signing_keys.is_signed(store, "bookings", signed_text, token.signature)


def _signed_text(tenant: Tenant, event_id: str) -> str:
    return f"booking.{tenant.configuration}.{event_id}"
