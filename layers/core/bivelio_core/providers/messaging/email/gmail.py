"""E-mail by the API of Gmail. Source: Google, "Gmail API", users.messages.send."""

import base64
from collections.abc import Mapping
from typing import Any

from bivelio_core import provider_urls
from bivelio_core.providers.messaging import http
from bivelio_core.providers.messaging.failures import OutcomeUnknown, Refused, Unavailable
from bivelio_core.providers.messaging.port import Accepted, Account, Draft

from .mime import compose, message_id

CHECK_SECONDS = 8.0
UNAUTHORISED, FORBIDDEN = 401, 403
LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})


class Gmail:
    """The adapter. The access token is among the account's secrets; who calls has renewed it."""

    def check(self, account: Account) -> Mapping[str, Any]:
        """See Sender.check: the address of the mailbox."""
        url = f"{provider_urls.gmail_url()}/gmail/v1/users/me/profile"
        try:
            answer = http.request("GET", url, headers=_headers(account), timeout_seconds=CHECK_SECONDS)
        except OutcomeUnknown as unknown:
            raise Unavailable("provider_unavailable", unknown.text) from unknown
        return {"address": document_of(answer).get("emailAddress")}

    def send(self, account: Account, draft: Draft, *, timeout_seconds: float) -> Accepted:
        """See Sender.send; the provider's id is our Message-ID, which answers refer to. Gmail takes `Bcc` out."""
        raw = base64.urlsafe_b64encode(compose(account, draft, shows_bcc=True)).decode()
        url = f"{provider_urls.gmail_url()}/gmail/v1/users/me/messages/send"
        document_of(http.send_json(url, {"raw": raw}, headers=_headers(account), timeout_seconds=timeout_seconds))
        return Accepted(message_id(draft))


def _headers(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.secrets['access_token']}"}


def document_of(answer: http.Answer) -> dict[str, Any]:
    """The document of a success of a Google API. Raises by its error."""
    if answer.status < 300:  # noqa: PLR2004 - a success
        return answer.document
    error = answer.document.get("error")
    about = error if isinstance(error, dict) else {}
    text, details = str(about.get("message", "")), about.get("errors")
    reasons = {each.get("reason") for each in details if isinstance(each, dict)} if isinstance(details, list) else set()
    if answer.status == http.TOO_MANY_REQUESTS or reasons & LIMITS:
        raise Unavailable("rate_limited", text, retry_after=answer.retry_after)
    if answer.status == UNAUTHORISED:
        raise Refused("credentials_rejected", text)
    if answer.status == FORBIDDEN:
        raise Refused("permission_missing", text)
    http.failed(answer)
    raise Refused("content_rejected", text)
