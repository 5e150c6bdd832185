"""Read a call of a booking's page: who may ask how often, as whom it is carried out, and the page shown on failure."""

from typing import Any

from bivelio_core.calendar.booking import links, page
from bivelio_core.calendar.booking.links import Token
from bivelio_core.calendar.booking.page import View
from bivelio_core.calendar.booking.page_dates import word
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError, RateLimitExceeded, ResourceNotFound, ValidationError
from bivelio_core.identity.networks import network
from bivelio_core.store import members
from bivelio_core.store.tenant_store import TenantStore

from . import rate_limit
from .http import HttpRequest
from .inbound import Call, Reply
from .language import preferred
from .parse import parse_form

LOOKS, CHANGES = rate_limit.Limits.of_minute(600), rate_limit.Limits.of_minute(60)
"""How often all visitors of an organisation may look, and book, move or cancel."""
LOOKS_OF_NETWORK, CHANGES_OF_NETWORK = 60, 6
"""How often those of one network may, a minute."""
LONGEST_KEY = 64


def token_of(call: Call) -> Token:
    """What the address is of. Raises ResourceNotFound for any other text."""
    if (token := links.read(call.parameters.get("token", ""))) is None:
        raise ResourceNotFound
    return token


def require_permit(store: TenantStore, call: Call) -> None:
    """Count a call. Raises RateLimitExceeded, ResourceNotFound for an organisation that is suspended."""
    is_change = call.method == "POST"
    limits, own, counter = (
        (CHANGES, CHANGES_OF_NETWORK, "booking_changes") if is_change else (LOOKS, LOOKS_OF_NETWORK, "booking")
    )
    visitor = rate_limit.Share(network(call.source_ip), own)
    counted = rate_limit.count(store, limits, counter, share=visitor)
    if not counted.allowed:
        raise RateLimitExceeded(limit=counted.exceeded, window=counted.window, retry_after=counted.retry_after)
    if members.is_suspended(store):
        raise ResourceNotFound


def form_of(call: Call) -> dict[str, str]:
    """The fields of the form, each once."""
    try:
        form: dict[str, Any] = parse_form(call.body)
    except ValidationError:
        form = {}
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def context_of(store: TenantStore, call: Call, form: dict[str, str]) -> Context:
    """As whom a page acts: the platform, for the visitor; a form that is sent twice has its effect once."""
    key = form.get("key", "")[:LONGEST_KEY]
    return Context(
        tenant=store.tenant,
        actor=Actor("system", "booking_page"),
        scopes=frozenset({"calendar:write"}),
        request_id=call.request_id,
        language=language_of(call, form),
        store=store,
        idempotency_key=f"booking_page:{key}" if key else None,
        source_ip=call.source_ip,
    )


def language_of(call: Call, form: dict[str, str]) -> str:
    """The language that the page's links choose, else the browser's."""
    return _language(form.get("lang") or call.query.get("lang", ""), call.headers.get("accept-language", ""))


def unavailable(error: ApiError, request: HttpRequest) -> Reply:
    """The page of a call that is refused or cannot be answered now."""
    language = _language(request.query.get("lang", ""), request.headers.get("accept-language", ""))
    reason = "too_often" if error.status == RateLimitExceeded.status else "failed" if error.status >= 500 else "gone"  # noqa: PLR2004
    body = page.paragraph(word(f"{reason}.text", language))
    text = page.document(word(f"{reason}.title", language), body, View(language, "UTC", is_chosen=False))
    waits = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return Reply(error.status, text, headers={**page.HEADERS, **waits}, code=error.code)


def _language(requested: str, accepted: str) -> str:
    return requested if requested in LANGUAGES else preferred(accepted)
