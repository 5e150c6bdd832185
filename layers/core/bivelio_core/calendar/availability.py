"""When the accounts at Google are busy: asked anew, because what is read of them here may be minutes old."""

from collections.abc import Mapping
from contextvars import copy_context
from functools import partial
from typing import NamedTuple

from bivelio_core.context import Context
from bivelio_core.integrations import connections, tokens
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.providers.google_calendar.registry import calendars
from bivelio_core.providers.messaging.failures import OF_THE_CREDENTIALS, ProviderFailure
from bivelio_core.store.index.parallel import in_threads
from bivelio_core.store.tenant_store import TenantStore

from . import google_accounts, times
from .busy_models import FreeBusy, GoogleAnswer
from .entries import Entry
from .google_accounts import PRIMARY


class AtGoogle(NamedTuple):
    """The busy times of calendars at Google, and for each that was asked whether its account answered."""

    busy: Mapping[str, list[Entry]] = {}
    answers: Mapping[str, GoogleAnswer] = {}

    @property
    def answer(self) -> GoogleAnswer | None:
        """Whether all answered; None when none was asked."""
        if not self.answers:
            return None
        return "unavailable" if "unavailable" in self.answers.values() else "included"


class _Asked(NamedTuple):
    """An account that is asked for the times of a calendar; the sandbox's has no connection."""

    calendar_id: str
    connection_id: str


def at_google(request: FreeBusy, ctx: Context) -> AtGoogle:
    """Google's busy times of the calendars that have an account there, which are asked at once.

    Without an answer the times are those that are known here, unless `include_google` insists: then this raises
    IntegrationError or IntegrationUnavailable.
    """
    if request.include_google is False:
        return AtGoogle()
    accounts = _accounts(request, ctx)
    if not accounts and request.include_google:
        raise IntegrationError("not_connected", provider="google_calendar")
    ask = partial(_ask, ctx.store, request)
    outcomes = in_threads([partial(copy_context().run, ask, each) for each in accounts])
    busy: dict[str, list[Entry]] = {each.calendar_id: [] for each in accounts}
    answers: dict[str, GoogleAnswer] = {}
    for account, outcome in zip(accounts, outcomes, strict=True):
        if not isinstance(outcome, ProviderFailure):
            busy[account.calendar_id] += outcome
            answers.setdefault(account.calendar_id, "included")
            continue
        if request.include_google:
            from bivelio_core.integrations import checks  # noqa: PLC0415 - only who insists needs its words

            checks.tell(outcome)
        answers[account.calendar_id] = "unavailable"
    return AtGoogle(busy, answers)


def _accounts(request: FreeBusy, ctx: Context) -> list[_Asked]:
    """The accounts of the calendars. In the sandbox that of `primary` is there without being connected."""
    calendar_ids = list(dict.fromkeys(request.calendars))
    if ctx.tenant.is_sandbox and calendar_ids == [PRIMARY]:
        return [_Asked(PRIMARY, "")]
    every = connections.every(ctx.store)
    if ctx.tenant.is_sandbox:
        return [
            _Asked(each, "") for each in calendar_ids if each == PRIMARY or google_accounts.of_calendar(every, each)
        ]
    return [_Asked(each, one["SK"]) for each in calendar_ids for one in google_accounts.of_calendar(every, each)]


def _ask(store: TenantStore, request: FreeBusy, account: _Asked) -> list[Entry] | ProviderFailure:
    """The busy times of an account, or why it does not tell them."""
    try:
        token = tokens.access_token(store, account.connection_id) if account.connection_id else "sandbox"
        spans = calendars(store.tenant.environment).busy(token, request.start, request.end)
    except ProviderFailure as failure:
        if failure.reason in OF_THE_CREDENTIALS:
            connections.mark_broken(store, account.connection_id, failure.reason)
        return failure
    return [Entry("", times.text(start), times.text(end), is_cancelled=False) for start, end in spans]
