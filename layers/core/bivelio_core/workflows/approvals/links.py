"""The link by which a user decides an approval without signing in: it names the approval and the user, and is signed.

`<organisation>~<claim>~<signature>`. The claim is `[instance, step, iteration, user, expires]` as JSON in base64url,
the signature an HMAC-SHA256 of the tenant and the claim under a key of the tenant. Whoever has the link decides as the
user, as with a link that resets a password; what the user may decide is checked at the moment of deciding.
"""

import base64
import binascii
import json
import re
from typing import NamedTuple

from bivelio_core import config
from bivelio_core.store import signing_keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

PATH = "/inbound/approvals/"
LONGEST_TOKEN = 1_000
_ORGANISATION = re.compile(r"org_[0-9a-z]{1,40}")


class Link(NamedTuple):
    """What a link is about; `expires` is in seconds since 1970."""

    instance: str
    step: str
    iteration: str
    user: str
    expires: int


def token_of(store: TenantStore, link: Link) -> str:
    """The token of a link; makes the tenant's key on first use."""
    claim = base64.urlsafe_b64encode(json.dumps(link, separators=(",", ":")).encode()).decode().rstrip("=")
    signature = signing_keys.sign(store, "approvals", _signed_text(store.tenant, claim))
    return f"{store.tenant.organisation}~{claim}~{signature}"


def url_of(token: str) -> str:
    """The address of a token; without a host where the deployment does not know its own."""
    return f"{config.inbound_url()}{PATH}{token}"


def organisation_of(token: str) -> str | None:
    """The organisation that a token says it is of, by whose key it must be checked; None when it names none."""
    organisation = token.partition("~")[0]
    return organisation if len(token) <= LONGEST_TOKEN and _ORGANISATION.fullmatch(organisation) else None


def read(store: TenantStore, token: str) -> Link | None:
    """What a token of this tenant is about, also when it has expired; None for any other text."""
    _, _, rest = token.partition("~")
    claim, _, signature = rest.partition("~")
    if not signing_keys.is_signed(store, "approvals", _signed_text(store.tenant, claim), signature):
        return None
    try:
        return Link(*json.loads(base64.urlsafe_b64decode(claim + "=" * (-len(claim) % 4))))
    except (binascii.Error, ValueError, TypeError):
        return None


def _signed_text(tenant: Tenant, claim: str) -> str:
    return f"approval.{tenant.configuration}.{claim}"
