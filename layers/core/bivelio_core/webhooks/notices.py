"""The e-mail that tells an organisation's owners that a webhook fails or was disabled.

It is sent while the webhook is still in the state that the notice is about, once for each time it gets there, and not
sooner than some hours after the mail before. A process that dies between the mail and its note sends it again under the
same id.
"""

import hashlib
from contextlib import suppress
from urllib.parse import urlsplit

from bivelio_core import clock
from bivelio_core.providers.mail.offer import offer
from bivelio_core.providers.mail.port import Mail
from bivelio_core.providers.mail.registry import mailer
from bivelio_core.store import keys, members
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
SUBJECTS = {
    "failing": "Un webhook falla / A webhook fails",
    "disabled": "Webhook desactivat / desactivado / disabled",
}
HELD = "Webhook aturat: un cicle / detenido: un ciclo / held: a loop"
HELD_TEXT = """\
Hem aturat el webhook {webhook} perquè el que envia a {host} torna i inicia el flux de treball que ho provoca: un
cicle sense fi. Els esdeveniments es conserven 30 dies. Talla el cicle (un filtre al webhook, una condició al flux
de treball), activa el webhook amb /webhooks/enable i demana els que falten amb /webhooks/replay.

Hemos detenido el webhook {webhook} porque lo que envía a {host} vuelve e inicia el flujo de trabajo que lo provoca:
un ciclo sin fin. Los eventos se conservan 30 días. Corta el ciclo (un filtro en el webhook, una condición en el
flujo de trabajo), activa el webhook con /webhooks/enable y pide los que faltan con /webhooks/replay.

We have held the webhook {webhook} because what it sends to {host} comes back and starts the workflow that causes
it: a loop without end. Events are kept for 30 days. Break the loop (a filter of the webhook, a condition in the
workflow), enable the webhook by /webhooks/enable and get the missing ones by /webhooks/replay.
"""
TEXTS = {
    "failing": """\
El servidor {host} ha rebutjat o no ha contestat cinc lliuraments seguits del webhook {webhook}. Ho continuem
provant; si no en accepta cap, el webhook es desactivarà.

El servidor {host} ha rechazado o no ha contestado cinco entregas seguidas del webhook {webhook}. Seguimos
probándolo; si no acepta ninguna, el webhook se desactivará.

The server {host} has refused or not answered five deliveries in a row of the webhook {webhook}. We go on
trying; if it accepts none, the webhook will be disabled.
""",
    "disabled": """\
Hem desactivat el webhook {webhook} perquè el servidor {host} no accepta els lliuraments. Els esdeveniments es
conserven 30 dies: quan el servidor torni a funcionar, activa'l amb /webhooks/enable i demana els que falten
amb /webhooks/replay.

Hemos desactivado el webhook {webhook} porque el servidor {host} no acepta las entregas. Los eventos se
conservan 30 días: cuando el servidor vuelva a funcionar, actívalo con /webhooks/enable y pide los que faltan
con /webhooks/replay.

We have disabled the webhook {webhook} because the server {host} does not accept its deliveries. Events are
kept for 30 days: when the server works again, enable it by /webhooks/enable and get the missing ones by
/webhooks/replay.
""",
}
"""In the three languages: we do not know which one a user prefers. The first subject is the same in two of them."""


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
    for owner in _owners(store):
        offer(by, _mail(notice, webhook, owner))
    noted = Update(set={"told": mark, "told_at": int(clock.epoch())}, remove=["telling_until"])
    with suppress(ConditionFailed):  # deleted meanwhile
        store.update(keys.WEBHOOK, notice.webhook, noted, condition=present())


def state_of(webhook: Item) -> str:
    """What a notice must be about to be sent now; empty when all is well or a user did it."""
    if webhook["status"] == "disabled":
        return "" if webhook["disabled_reason"] == "user" else f"disabled#{webhook['disabled_at']}"
    return f"failing#{webhook['failing_since']}" if webhook.get("failing") and "failing_since" in webhook else ""


def _claim(store: TenantStore, webhook: Item, mark: str) -> bool:
    """Whether no other copy of the notice is being served."""
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


def _mail(notice: Notice, webhook: Item, owner: Member) -> Mail:
    name = f"{webhook['PK']}|{webhook['SK']}|{notice.notice}|{notice.since}|{owner.user}"
    about = {"webhook": webhook["SK"], "host": urlsplit(webhook["url"]).hostname or ""}
    is_held = notice.notice == "disabled" and webhook["disabled_reason"] == "loop"
    subject, text = (HELD, HELD_TEXT) if is_held else (SUBJECTS[notice.notice], TEXTS[notice.notice])
    return Mail(
        f"webhook-{hashlib.sha256(name.encode()).hexdigest()[:32]}",
        owner.email,
        f"{subject}: {about['host']}",
        text.format(**about),
    )
