"""Read a call of the link of an advertising mail, and answer it with a page."""

from bivelio_core import clock
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.errors import ApiError
from bivelio_core.messages.suppressions import page, unsubscribing
from bivelio_core.plain_page import HEADERS
from bivelio_core.store import tenant_clock

from .http import HttpRequest
from .inbound import Call, Reply
from .language import preferred
from .stores import store_of

NOT_FOUND = 404


def answer(call: Call) -> Reply:
    """Show what the link does (GET); do it (POST), as a person or their mail program with one click (RFC 8058)."""
    language = _language(call.query.get("lang", ""), call.headers.get("accept-language", ""))
    named = unsubscribing.parsed(call.parameters.get("token", ""))
    if named is None:
        return Reply(NOT_FOUND, page.refusal(language), headers=HEADERS, code="INVALID")
    store = store_of(call.tenant(named.organisation))
    with tenant_clock.followed(store):
        message = unsubscribing.message_of(store, named)
        if message is None:
            return Reply(NOT_FOUND, page.refusal(language), headers=HEADERS, code="INVALID")
        sender = str(message.item.get("from") or "")
        if call.method == "POST":
            unsubscribing.unsubscribe(store, message, clock.timestamp())
            return Reply(text=page.done(sender, language), headers=HEADERS)
    return Reply(text=page.question(sender, language), headers=HEADERS)


def unavailable(error: ApiError, request: HttpRequest) -> Reply:
    """Return the page for a call that is too large or cannot be answered now."""
    language = _language(request.query.get("lang", ""), request.headers.get("accept-language", ""))
    return Reply(error.status, page.failure(language), headers=HEADERS, code=error.code)


def _language(requested: str, accepted: str) -> str:
    return requested if requested in LANGUAGES else preferred(accepted)
