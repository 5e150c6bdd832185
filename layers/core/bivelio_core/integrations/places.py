"""The addresses at which providers reach a connection: each names the organisation, and none is a secret.

What comes in is believed for its signature, secret or verdict alone; the address only says whose to check it by.
"""

import re
from typing import NamedTuple
from urllib.parse import urlencode

from bivelio_core import config
from bivelio_core.tenancy import Environment

INBOUND_PATHS = {"whatsapp": "/inbound/whatsapp", "telegram": "/inbound/telegram"}
WEBCHAT_PATH = "/inbound/webchat/"
BY_MAIL = frozenset({"smtp", "gmail"})
_LOCAL_PART = re.compile(r"(cn_[0-9a-z]{6,40})\.(org_[0-9a-z]{6,40})(\.sandbox)?", re.IGNORECASE)
_ID = re.compile(r"[a-z]+_[0-9a-z]{1,40}")


class Place(NamedTuple):
    """Whose connection something came in for."""

    organisation: str
    environment: Environment
    connection: str


def inbound_url(place: Place, provider: str) -> str | None:
    """The URL to enter at a provider; None where none is called, or where the deployment has no address."""
    if provider == "webchat":
        base = _base_url(place.environment)
        return f"{base}{WEBCHAT_PATH}{place.organisation}~{place.connection}" if base else None
    if provider not in INBOUND_PATHS or not config.inbound_url() or place.environment == "sandbox":
        return None
    query = urlencode({"organisation": place.organisation, "connection": place.connection})
    return f"{config.inbound_url()}{INBOUND_PATHS[provider]}?{query}"


def snippet(place: Place, provider: str) -> str | None:
    """The line of HTML that puts a web chat on a site; None of any other connection."""
    url = inbound_url(place, provider) if provider == "webchat" else None
    return None if url is None else f'<script src="{url}.js" async></script>'


def _base_url(environment: Environment) -> str:
    """Where the deployment says that a stage of the API is; empty where it has no address.

    The sandbox has a host of its own with a domain name, is below `/sandbox` at API Gateway's own address, and below
    `/sandbox/v1` on one's own machine.
    """
    live = config.inbound_url()
    if not live or environment == "live":
        return live
    scheme, _, host = live.removesuffix("/v1").partition("://")
    if host.startswith("api."):
        return f"{scheme}://sandbox.{host}/v1"
    return f"{scheme}://{host}/sandbox" if ".execute-api." in host else f"{scheme}://{host}/sandbox/v1"


def inbound_address(place: Place, provider: str) -> str | None:
    """The address at which mail for a connection comes in; None where the deployment receives no mail."""
    if provider not in BY_MAIL or not config.inbound_domain():
        return None
    suffix = ".sandbox" if place.environment == "sandbox" else ""
    return f"{place.connection}.{place.organisation}{suffix}@{config.inbound_domain()}"


def of_query(organisation: str, connection: str, environment: Environment) -> Place | None:
    """The place that the query of an inbound URL names; None when it names none."""
    if not _ID.fullmatch(organisation) or not _ID.fullmatch(connection):
        return None
    return Place(organisation, environment, connection)


def of_address(address: str) -> Place | None:
    """The place that an address of ours names; None for any other address."""
    local, _, domain = address.rpartition("@")
    if not domain or domain.lower() != config.inbound_domain().lower():
        return None
    if not (match := _LOCAL_PART.fullmatch(local)):
        return None
    return Place(match[2].lower(), "sandbox" if match[3] else "live", match[1].lower())
