"""Read a call of an approval's page: its language, the decision in its form, and the page shown on failure."""

from typing import Any

from bivelio_core.catalogue import LANGUAGES
from bivelio_core.errors import ApiError, ValidationError
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.approvals import by_link, page
from bivelio_core.workflows.approvals.by_link import LinkRefused
from bivelio_core.workflows.approvals.links import Link

from . import rate_limit
from .http import HttpRequest
from .inbound import Call, Reply
from .language import preferred
from .parse import parse_form

PER_LINK = rate_limit.Limits.of_minute(60)
"""How often one user may open the link of one run."""

DECISIONS = {"approve": True, "reject": False}


def language_of(call: Call) -> str:
    """The language that the page's links choose, else the browser's."""
    return _language(call.query.get("lang", ""), call.headers.get("accept-language", ""))


def link_of(store: TenantStore, token: str) -> Link:
    """Return the approval link of a token and count its use once the signature is verified. Raises LinkRefused."""
    link = by_link.link_of(store, token)
    if not rate_limit.count(store, PER_LINK, f"{link.instance}#{link.user}").allowed:
        raise LinkRefused("too_often")
    return link


def decision_of(call: Call) -> dict[str, Any]:
    """What the form says, as `/workflows/approve` takes it; `approved` is null when nothing was chosen."""
    try:
        form = parse_form(call.body)
    except ValidationError:
        form = {}
    decision = form.get("decision")
    approved = DECISIONS.get(decision) if isinstance(decision, str) else None
    return {"approved": approved, "comment": form.get("comment") or None}


def about_of(call: Call) -> dict[str, str]:
    """Return what the audit log stores about a call, and the call's language."""
    return {"language": language_of(call), "request_id": call.request_id, "source_ip": call.source_ip}


def unavailable(error: ApiError, request: HttpRequest) -> Reply:
    """Return the page for a call that is too large or cannot be answered now."""
    text = page.failure(_language(request.query.get("lang", ""), request.headers.get("accept-language", "")))
    return Reply(error.status, text, headers=page.HEADERS, code=error.code)


def _language(requested: str, accepted: str) -> str:
    return requested if requested in LANGUAGES else preferred(accepted)
