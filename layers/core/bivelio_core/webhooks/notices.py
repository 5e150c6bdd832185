"""The e-mail that tells an organisation's owners that a webhook fails or was disabled.

The mail is sent only while the webhook is still in the state that the notice is about, once for each change to that
state, and not sooner than some hours after the previous mail. A process that dies between the mail and the note of it
sends the mail again under the same id.
"""

import hashlib
from contextlib import suppress
from urllib.parse import urlsplit

from bivelio_core import clock, config
from bivelio_core.catalogue import Entry
from bivelio_core.providers.mail.offer import offer
from bivelio_core.providers.mail.port import Mail
from bivelio_core.providers.mail.registry import mailer
from bivelio_core.store import keys, locale, members
from bivelio_core.store.codec import Item
from bivelio_core.store.members import Member
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, all_of, any_of, compare, equals, present

from . import queues, schedule
from .queues import Notice, Outbox

GAP_SECONDS = 6 * 3600
"""How long after a mail about a webhook the next one is sent at the earliest."""

LEASE_SECONDS = 60
MOST_OWNERS = 10


def serve_notice(notice: Notice, store: TenantStore, outbox: Outbox) -> None:
    """Send the mails of a notice, unless they were sent or the webhook has changed. Raises MailUnavailable."""
    if not schedule.is_due(notice.due_at):
        queues.send_delayed(outbox, notice)
        return
    webhook, by = store.get(keys.WEBHOOK, notice.webhook), mailer(is_sandbox=store.tenant.is_sandbox)
    mark = f"{notice.notice}#{notice.since}"
    if webhook is None or by is None or state_of(webhook) != mark or webhook.get("told") == mark:
        return
    early = webhook.get("told_at", 0) + GAP_SECONDS - clock.epoch()
    if early > 0:
        queues.wait(outbox, notice, early, clock.epoch())
        return
    if not _claim(store, webhook, mark):
        queues.wait(outbox, notice, LEASE_SECONDS, clock.epoch())
        return
    where = locale.of(store)
    for owner in _owners(store):
        offer(by, _mail(notice, webhook, owner, where.language, is_sandbox=store.tenant.is_sandbox))
    noted = Update(set={"told": mark, "told_at": int(clock.epoch())}, remove=["telling_until"])
    with suppress(ConditionFailed):  # deleted meanwhile
        store.update(keys.WEBHOOK, notice.webhook, noted, condition=present())


def state_of(webhook: Item) -> str:
    """Return the state that a notice may report now; empty when the webhook works or a user disabled it."""
    if webhook["status"] == "disabled":
        return "" if webhook["disabled_reason"] == "user" else f"disabled#{webhook['disabled_at']}"
    return f"failing#{webhook['failing_since']}" if webhook.get("failing") and "failing_since" in webhook else ""


def _claim(store: TenantStore, webhook: Item, mark: str) -> bool:
    """Claim a notice; tells whether no other copy of it is being served."""
    now = int(clock.epoch())
    free = any_of(absent("telling_until"), compare("telling_until", "<=", now))
    unchanged = equals("told_at", webhook["told_at"]) if "told_at" in webhook else absent("told_at")
    condition = all_of(free, compare("told", "<>", mark), unchanged, equals("status", webhook["status"]))
    leased = Update(set={"telling_until": now + LEASE_SECONDS})
    try:
        store.update(keys.WEBHOOK, webhook["SK"], leased, condition=condition)
    except ConditionFailed:
        return False
    return True


def _owners(store: TenantStore) -> list[Member]:
    return [member for member in members.all_of(store) if member.role == "owner"][:MOST_OWNERS]


def _mail(notice: Notice, webhook: Item, owner: Member, language: str, *, is_sandbox: bool) -> Mail:
    name = f"{webhook['PK']}|{webhook['SK']}|{notice.notice}|{notice.since}|{owner.user}"
    about = {"webhook": webhook["SK"], "host": urlsplit(webhook["url"]).hostname or ""}
    is_held = notice.notice == "disabled" and webhook["disabled_reason"] == "loop"
    is_awaited = notice.notice == "disabled" and webhook.get("on_recovery") and webhook["disabled_reason"] == "failures"
    kind = "held" if is_held else "awaited" if is_awaited else notice.notice
    subject = Entry("webhooks", f"mail.{kind}.subject")[language]
    text = Entry("webhooks", f"mail.{kind}.text")[language].format(**about)
    page = f"{config.app_url()}/webhooks/{webhook['SK']}" + ("?env=sandbox" if is_sandbox else "")
    return Mail(
        f"webhook-{hashlib.sha256(name.encode()).hexdigest()[:32]}",
        owner.email,
        f"{subject}: {about['host']}",
        f"{text}\n\n{page}\n",
    )
