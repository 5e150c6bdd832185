"""The mails to an organisation's owners about the credits that an agent has spent: once for a date, level and limit."""

import hashlib
from typing import Any

from bivelio_core import clock
from bivelio_core.catalogue import Entry
from bivelio_core.errors import TemporarilyUnavailable
from bivelio_core.providers.mail.offer import offer
from bivelio_core.providers.mail.port import Mail
from bivelio_core.providers.mail.registry import mailer
from bivelio_core.store import locale, members
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import AGENT, AGENT_DAY
from bivelio_core.store.members import Member
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, all_of, any_of, compare

from .budget_notices import MOSTLY, USED_UP, BudgetNotice

KINDS = {MOSTLY: "budget_mostly", USED_UP: "budget_used_up"}
"""How the texts of a level are named."""

LEASE_SECONDS = 60
MOST_OWNERS = 10


def serve(notice: BudgetNotice, store: TenantStore) -> None:
    """Send the mails of a notice, unless they were sent. Raises MailUnavailable, TemporarilyUnavailable."""
    by, agent = mailer(is_sandbox=store.tenant.is_sandbox), store.get(AGENT, notice.agent_id)
    if by is None or agent is None or not _claim(store, notice):
        return
    owners = [member for member in members.all_of(store) if member.role == "owner"][:MOST_OWNERS]
    language = locale.of(store).language
    for owner in owners:
        offer(by, _mail(notice, agent, owner, language))
    note = Update(set={f"told_{notice.mark}": True}, remove=[f"telling_{notice.mark}"])
    store.update(AGENT_DAY, notice.agent_id, note, notice.date)


def _claim(store: TenantStore, notice: BudgetNotice) -> bool:
    """Claim a notice; False when it was served. Raises TemporarilyUnavailable while another copy is being served."""
    now, lease, note = int(clock.real_now().timestamp()), f"telling_{notice.mark}", f"told_{notice.mark}"
    free = all_of(absent(note), any_of(absent(lease), compare(lease, "<=", now)))
    leased = Update(set={lease: now + LEASE_SECONDS})
    try:
        store.update(AGENT_DAY, notice.agent_id, leased, notice.date, condition=free)
    except ConditionFailed as refusal:
        if note not in (refusal.item or {}):
            raise TemporarilyUnavailable from refusal
        return False
    return True


def _mail(notice: BudgetNotice, agent: Item, owner: Member, language: str) -> Mail:
    name = f"{agent['PK']}|{agent['SK']}|{notice.date}|{notice.mark}|{owner.user}"
    about: dict[str, Any] = {"agent": agent["name"], "limit": notice.limit, "date": notice.date}
    subject = Entry("agents", f"mail.{KINDS[notice.level]}.subject")[language]
    text = Entry("agents", f"mail.{KINDS[notice.level]}.text")[language]
    return Mail(
        f"agent-budget-{hashlib.sha256(name.encode()).hexdigest()[:32]}",
        owner.email,
        f"{subject}: {about['agent']}",
        text.format(**about) + "\n",
    )
