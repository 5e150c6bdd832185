"""Outgoing HTTP and mail to addresses that users choose: webhooks, `http_request` steps, document URLs, mail servers.

Everything goes through one guard: the name is resolved once, every address is checked, and the socket is opened to
the address that was checked. No other code requests a user's URL (docs/webhooks.md, "Which URLs").

    from bivelio_core import egress

    egress.check(url)                                 # when a URL is registered: EgressRefused
    egress.check_written(url)                         # the same without resolving the name
    answer = egress.fetch("POST", url, headers=..., body=..., timeout_seconds=10, maximum_bytes=65_536)
    answer.status, answer.headers["content-type"], answer.body, answer.elapsed_ms

    from bivelio_core.egress import mail              # the same for SMTP

    mail.check(host, port)
    mail.submit(mail.MailServer(host, port, user, password), sender, [recipient], content)
"""

from typing import TYPE_CHECKING, Any

from .failures import EgressFailed, EgressRefused
from .guard import authority, check, check_written

if TYPE_CHECKING:
    from .client import FetchResult, fetch

__all__ = ["EgressFailed", "EgressRefused", "FetchResult", "authority", "check", "check_written", "fetch"]


def __getattr__(name: str) -> Any:
    """Import `fetch` and its answer on first use: functions that only check addresses skip its 30 modules."""
    if name not in ("FetchResult", "fetch"):
        raise AttributeError(name)
    from . import client  # noqa: PLC0415

    return getattr(client, name)
