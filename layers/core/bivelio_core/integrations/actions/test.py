"""Ask the provider of a connection whether it works."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.integrations import checks, connections, reporting, sending_domain, tokens
from bivelio_core.integrations.connections import OF_GOOGLE
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.integrations.models import Connection, TestIntegration
from bivelio_core.integrations.reading import load
from bivelio_core.integrations.show import show
from bivelio_core.providers.messaging.failures import ProviderFailure
from bivelio_core.providers.messaging.port import Account
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.writes import Update, present


def test(request: TestIntegration, ctx: Context) -> Connection:
    """Ask the provider whether the account works; a broken connection that does is active again.

    Both WhatsApp and Telegram are told once more where to report; whether WhatsApp accepts it is in the connection.

    Raises IntegrationError when it does not, IntegrationUnavailable when the provider cannot be asked.
    """
    item = load(ctx, request.id)
    if item["status"] == "pending":
        raise Conflict(details={"reason": "consent_pending"})
    account = connections.account(item, ctx.organisation)
    try:
        if item["provider"] in OF_GOOGLE or "oauth" in item["settings"]:
            account = _with_access(account, item, ctx)
        account_details = checks.works(account, is_sandbox=ctx.tenant.is_sandbox)
        if item["provider"] == "telegram" and "webhook_secret" in account.secrets:
            reporting.listen(account, item["SK"], account.secrets["webhook_secret"], ctx)
    except IntegrationError as error:
        if error.details.get("reason") == "credentials_rejected":
            connections.mark_broken(ctx.store, request.id, "credentials_rejected")
        raise
    now = clock.timestamp()
    about = {"status": "active", "checked_at": now, "updated_at": now, **sending_domain.checked(item, ctx)}
    if account_details.get("address"):
        about["account"] = account_details["address"]
    ctx.store.update(CONNECTION, request.id, Update(set=about, remove=["broken_reason"]), condition=present())
    reporting.tell(item, ctx)
    return show(load(ctx, request.id), ctx)


def _with_access(account: Account, item: Item, ctx: Context) -> Account:
    try:
        token = tokens.access_token(ctx.store, item["SK"])
    except ProviderFailure as failure:
        checks.tell(failure)
    name = "token" if account.provider == "mcp" else "access_token"
    return Account(account.provider, account.settings, {name: token})
