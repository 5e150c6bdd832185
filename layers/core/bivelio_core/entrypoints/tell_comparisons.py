"""Tell an organisation's owners, once, which workflows and webhooks compare by order values that may have none.

docs/adr/0069-comparisons-by-order-are-strict.md. A mail is put on the queue for each owner before it is noted that they
were told, so a function that dies in between sends the same mails, under the same ids, when the operator asks again.
"""

from bivelio_core import clock
from bivelio_core.audit import Origin
from bivelio_core.identity import operator_models as models
from bivelio_core.identity import organisations
from bivelio_core.identity.letters import queue
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.store import members
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, LastingKey, effect_target, write_once
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant
from bivelio_core.webhooks.filters import loose_webhooks
from bivelio_core.workflows.trials.loose_definitions import loose_workflows

ONCE = EffectKey("admin.tell_comparisons", LastingKey("told"))
MOST_NAMED = 50


def tell_comparisons(table: Table, request: models.OfOrganisation, _: Origin) -> Item:
    """Send the owners a mail unless they already got it or nothing of theirs is affected. It can be repeated."""
    organisation = organisations.load(table, request.organisation)
    store = SystemStore(table).of(Tenant.at(request.organisation, "live"))
    workflows = [{"id": each["SK"], "name": each["name"]} for each in loose_workflows(store)]
    webhooks = [{"id": each["SK"], "url": each["url"]} for each in loose_webhooks(store)]
    told_at = effect_target(store, ONCE)
    if told_at is None and (workflows or webhooks):
        named = [f"- {each['name']} ({each['id']})" for each in workflows]
        named += [f"- {each['url']} ({each['id']})" for each in webhooks]
        for owner in [member for member in members.all_of(store) if member.role == "owner"]:
            queue.send(
                Letter(
                    kind="comparisons",
                    subject=owner.user,
                    organisation=request.organisation,
                    asked_at=request.organisation,
                    language=organisation.get("language", "ca"),
                    about="\n".join(named[:MOST_NAMED]),
                )
            )
        told_at = write_once(store, ONCE, clock.timestamp(), [])
    return {"organisation": request.organisation, "workflows": workflows, "webhooks": webhooks, "told_at": told_at}
