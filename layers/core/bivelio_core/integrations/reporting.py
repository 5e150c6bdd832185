"""Have WhatsApp and Telegram report to a connection's own URL; what came of it at WhatsApp is kept beside it.

Meta calls the URL before it answers, so the connection is stored first. Whoever dies in between leaves it
`interrupted`, and the same request again, or `/integrations/test`, goes on. What is asked may be asked again.
"""

from typing import Any

from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.providers.messaging import registry
from bivelio_core.providers.messaging.failures import ProviderFailure, Unavailable
from bivelio_core.providers.messaging.port import Account
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.writes import Update, present

from . import checks, connections, phone_history, places
from .places import Place
from .shown import Reporting

LONGEST_URL = 200
"""Of a URL that overrides the app's (Meta, "Webhook overrides")."""

INTERRUPTED = {"status": "by_hand", "reason": "interrupted"}


def listen(account: Account, connection_id: str, secret: str, ctx: Context) -> None:
    """Have Telegram report to a connection all that is read here, where the deployment has an address.

    Asked again it takes the place of what was asked before. Raises IntegrationError and IntegrationUnavailable.
    """
    url = _url("telegram", connection_id, ctx)
    if url is None:
        return
    telegram: Any = registry.sender("telegram", is_sandbox=ctx.tenant.is_sandbox)
    try:
        telegram.listen(account, url, secret)
    except ProviderFailure as failure:
        checks.tell(failure)


def initial_outcome(provider: str, connection_id: str, ctx: Context) -> dict[str, Any]:
    """The attributes of a new connection that is about to be told of; none where nobody reports."""
    is_told = provider == "whatsapp" and _url(provider, connection_id, ctx) is not None
    return {"reporting": INTERRUPTED} if is_told else {}


def is_unfinished(item: Item) -> bool:
    """Whether the process that connected the account died before it had asked."""
    return item.get("reporting") == INTERRUPTED


def tell(item: Item, ctx: Context) -> Item:
    """Have WhatsApp report to the connection; the connection with what came of it. Other ones are as they are."""
    url = _url(item["provider"], item["SK"], ctx)
    if item["provider"] != "whatsapp" or url is None:
        return item
    account = connections.account(item, ctx.organisation)
    about: dict[str, Any] = {"reporting": _outcome(account, url, ctx)}
    if about["reporting"]["status"] == "told":
        about |= phone_history.request_past(_whatsapp(ctx), account, item)
    ctx.store.update(CONNECTION, item["SK"], Update(set=about), condition=present())
    return {**item, **about}


def show(item: Item, ctx: Context) -> Reporting | None:
    """What a connection says of it."""
    if (outcome := item.get("reporting")) is None:
        return None
    sentence = Entry("integrations", f"reporting.{outcome.get('reason', 'told')}")
    return Reporting(**outcome, message=sentence[ctx.language])


def forget(account: Account, other_accounts: list[Item], ctx: Context) -> None:
    """Have WhatsApp report of a removed connection no more, but of what other connections have there.

    Raises ProviderFailure.
    """
    numbers = {each["settings"].get("phone_number_id") for each in other_accounts}
    business_accounts = {each["settings"].get("business_account_id") for each in other_accounts}
    business = account.settings.get("business_account_id")
    _whatsapp(ctx).stop_listening(
        account,
        is_number=account.settings["phone_number_id"] not in numbers,
        is_account=business is not None and business not in business_accounts,
    )


def _outcome(account: Account, url: str, ctx: Context) -> dict[str, Any]:
    if "business_account_id" not in account.settings:
        return {"status": "by_hand", "reason": "business_account_missing"}
    if len(url) > LONGEST_URL:
        return {"status": "by_hand", "reason": "url_too_long"}
    try:
        _whatsapp(ctx).listen(account, url)
    except Unavailable as unavailable:
        return _refused("provider_unavailable", unavailable)
    except ProviderFailure as failure:
        return _refused(
            "permission_missing" if failure.reason == "permission_missing" else "callback_rejected", failure
        )
    return {"status": "told"}


def _refused(reason: str, failure: ProviderFailure) -> dict[str, Any]:
    return {"status": "refused", "reason": reason, **({"provider_message": failure.text} if failure.text else {})}


def _url(provider: str, connection_id: str, ctx: Context) -> str | None:
    return places.inbound_url(Place(ctx.organisation, ctx.tenant.environment, connection_id), provider)


def _whatsapp(ctx: Context) -> Any:
    return registry.sender("whatsapp", is_sandbox=ctx.tenant.is_sandbox)
