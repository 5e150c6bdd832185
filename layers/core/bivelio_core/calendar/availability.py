"""When the account at Google is busy: asked anew, because what is read of it here may be minutes old."""

from bivelio_core.context import Context
from bivelio_core.integrations import connections, tokens
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.providers.google_calendar.registry import calendars
from bivelio_core.providers.messaging.failures import OF_THE_CREDENTIALS, ProviderFailure
from bivelio_core.store.tenant_store import TenantStore

from . import google_sync, times
from .entries import Entry
from .models import FreeBusy, GoogleAnswer

PRIMARY = "primary"
"""The calendar of ours that Google's is kept in step with."""


def at_google(request: FreeBusy, ctx: Context) -> tuple[list[Entry], GoogleAnswer | None]:
    """Google's busy times, and whether it answered: None when it was not asked.

    It is asked when an account is connected and `primary` is wanted. Without its answer the times are those that are
    known here, unless `include_google` insists: then this raises IntegrationError or IntegrationUnavailable.
    """
    if request.include_google is False or PRIMARY not in request.calendars:
        return [], None
    store, token, connection_id = ctx.store, "sandbox", ""
    if not ctx.tenant.is_sandbox:
        connection = google_sync.connection_of(store)
        if connection is None and request.include_google:
            raise IntegrationError("not_connected", provider="google_calendar")
        if connection is None:
            return [], None
        connection_id = connection["SK"]
    try:
        if connection_id:
            token = tokens.access_token(store, connection_id)
        busy_times = calendars(store.tenant.environment).busy(token, request.start, request.end)
    except ProviderFailure as failure:
        _note(store, connection_id, failure)
        if not request.include_google:
            return [], "unavailable"
        from bivelio_core.integrations import checks  # noqa: PLC0415 - only who insists needs its words

        checks.tell(failure)
    return [Entry("", times.text(start), times.text(end), is_cancelled=False) for start, end in busy_times], "included"


def _note(store: TenantStore, connection_id: str, failure: ProviderFailure) -> None:
    if failure.reason in OF_THE_CREDENTIALS:
        connections.mark_broken(store, connection_id, failure.reason)
