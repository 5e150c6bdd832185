"""Write and send the mails of the queue. A mail's link is created here, so that only the mail contains it.

A function that dies after it has made a link makes another one when the message comes again: the first one is then
replaced, whether its mail was sent or not. An address without an account gets no mail. The request was answered before
that, so it takes equally long for every address.
"""

import hashlib
import logging
from datetime import timedelta
from typing import Any

from bivelio_core import clock, config, time_zones
from bivelio_core.catalogue import LANGUAGES, SOURCE, Entry
from bivelio_core.identity import records
from bivelio_core.identity.devices import Device
from bivelio_core.providers.mail.port import Mail, Mailer, MailRefused
from bivelio_core.providers.mail.registry import mailer
from bivelio_core.store import keys
from bivelio_core.store.addresses import normalise_email
from bivelio_core.store.table import ConditionFailed, Table, TransactionFailed
from bivelio_core.store.writes import Update, UpdateWrite, absent, all_of, any_of, compare, equals, present

from . import links
from .queue import Letter

RESET_LIFETIME = EMAIL_LIFETIME = timedelta(hours=1)
WORKFLOWS_PAGE = "/workflows"
ACCEPT_PAGE, RESET_PAGE, FORGOT_PAGE, EMAIL_PAGE = "/accept", "/reset", "/forgot", "/email"
"""Pages of the dashboard. A token stands behind `#`, which browsers send to no server."""

LOG = logging.getLogger(__name__)


def write(letter: Letter, table: Table) -> None:
    """Send the mail of a message, unless it has no recipient any more. Raises MailUnavailable."""
    by = mailer(is_sandbox=False)
    if by is None:
        LOG.warning("this deployment sends no mail: %s", letter.kind)
        return
    if letter.kind == "invitation":
        _invite(letter, table, by)
    elif letter.kind == "reset":
        _offer_reset(letter, table, by)
    elif letter.kind == "email":
        _offer_email(letter, table, by)
    elif letter.kind == "email_changed":
        _send(by, letter, letter.subject, _notice(letter), letter.language)
    elif letter.kind == "comparisons":
        _tell_comparisons(letter, table, by)
    elif letter.kind == "erasure_requested":
        _tell_erasure(letter, table, by)
    elif letter.kind == "new_device":
        _tell_device(letter, table, by)
    elif (about := table.get(keys.user(letter.subject))) is not None:
        _send(by, letter, about["email"], _notice(letter), about.get("language"), url=_page(FORGOT_PAGE))


def _tell_comparisons(letter: Letter, table: Table, by: Mailer) -> None:
    user, organisation = keys.user(letter.subject), keys.organisation(letter.organisation)
    items = table.get_many([user, organisation])
    if user not in items or organisation not in items:
        return  # gone since
    words = {"organisation": items[organisation]["name"], "what": letter.about, "url": _page(WORKFLOWS_PAGE)}
    _send(by, letter, items[user]["email"], _notice(letter), items[user].get("language"), **words)


def _tell_erasure(letter: Letter, table: Table, by: Mailer) -> None:
    """Tell an owner when the organisation will be erased: `about` is the day."""
    user, organisation = keys.user(letter.subject), keys.organisation(letter.organisation)
    items = table.get_many([user, organisation])
    if user not in items or organisation not in items:
        return  # gone since
    words = {"organisation": items[organisation]["name"], "until": letter.about}
    _send(by, letter, items[user]["email"], _notice(letter), items[user].get("language"), **words)


def _tell_device(letter: Letter, table: Table, by: Mailer) -> None:
    """Tell a user of a sign-in from a device that was not known: `about` is its session."""
    user, family = keys.user(letter.subject), keys.refresh_family(letter.about)
    organisation = keys.organisation(letter.organisation)
    items = table.get_many([user, family, organisation])
    if len(items) < len((user, family, organisation)):
        return  # gone since
    session, zone = items[family], time_zones.find(items[organisation]["time_zone"])
    language = _language(letter, items[user].get("language"))
    words = {
        "device": _words(Device.of_item(session), language),
        "when": clock.parse(session["started_at"]).astimezone(zone).strftime("%d/%m/%Y %H:%M"),
        "time_zone": items[organisation]["time_zone"],
        "ip": session["ip"],
        "url": _page(FORGOT_PAGE),
    }
    _send(by, letter, items[user]["email"], _notice(letter), language, **words)


def _words(device: Device, language: str) -> str:
    if device.browser and device.system:
        return Entry("identity", "device.named")[language].format(**device._asdict())
    return device.browser or device.system or str(Entry("identity", "device.unknown")[language])


def _notice(letter: Letter) -> str:
    """Return the key by which a mail without a link is sent only once."""
    return f"{letter.kind}|{letter.subject}|{letter.asked_at}"


def _invite(letter: Letter, table: Table, by: Mailer) -> None:
    key = keys.invitation(letter.organisation, letter.subject)
    item, owner = table.get(key), table.get(keys.organisation(letter.organisation))
    is_last = item is not None and item["asked_at"] == letter.asked_at
    if item is None or owner is None or not is_last or item["expires_at"] <= clock.epoch():
        return  # withdrawn, accepted, or asked for again
    about = {"organisation": letter.organisation, "invitation": letter.subject}
    token, name, link_put = links.new("invitation", int(item["expires_at"]), **about)
    unchanged = equals("asked_at", letter.asked_at)
    try:
        table.transact([link_put, UpdateWrite(key, Update(set={"link": name}), unchanged)])
    except TransactionFailed:
        return
    words = {
        "who": item["invited_by_name"],
        "organisation": owner["name"],
        "until": clock.instant(item["expires_at"]).strftime("%d/%m/%Y"),
        "url": _page(ACCEPT_PAGE, token),
    }
    is_sent = _send(by, letter, item["email"], name, item["language"], **words)
    try:
        table.update(key, Update(set={"mail": "sent" if is_sent else "refused"}), equals("link", name))
    except ConditionFailed:
        return  # accepted already, or asked for again


def _offer_reset(letter: Letter, table: Table, by: Mailer) -> None:
    lock = table.get(keys.email_lock(normalise_email(letter.subject)))
    if lock is None:
        return  # nobody has this address
    user, caller = keys.user(lock["user"]), keys.organisation(letter.organisation)
    membership = keys.membership(lock["user"], letter.organisation)
    items = table.get_many([user, caller, membership], consistent=True)
    if (about := items.get(user)) is None or not (membership in items or items.get(caller, {}).get("platform")):
        return  # the pages of an organisation are for its own people
    token, name, link_put = links.new(
        "reset", clock.ttl(RESET_LIFETIME), user=about["id"], generation=records.generation(about)
    )
    is_last = any_of(absent("link_asked_at"), compare("link_asked_at", "<=", letter.asked_at))
    held = Update(set={"link": name, "link_asked_at": letter.asked_at})
    try:
        table.transact([link_put, UpdateWrite(keys.user(about["id"]), held, all_of(present(), is_last))])
    except TransactionFailed:
        return  # a later request has made a link
    _send(by, letter, about["email"], name, about.get("language"), url=_page(RESET_PAGE, token))


def _offer_email(letter: Letter, table: Table, by: Mailer) -> None:
    key = keys.user(letter.subject)
    about = table.get(key)
    if about is None or about.get("email_asked_at") != letter.asked_at:
        return  # asked for again, or changed meanwhile
    address = about["new_email"]
    if table.get(keys.email_lock(normalise_email(address))) is not None:
        return  # somebody has it: who asks is not told
    made_for = {"user": about["id"], "email": address, "generation": records.generation(about)}
    token, name, link_put = links.new("email", clock.ttl(EMAIL_LIFETIME), **made_for)
    unchanged = equals("email_asked_at", letter.asked_at)
    try:
        table.transact([link_put, UpdateWrite(key, Update(set={"email_link": name}), unchanged)])
    except TransactionFailed:
        return
    _send(by, letter, address, name, about.get("language"), url=_page(EMAIL_PAGE, token))


def _send(by: Mailer, letter: Letter, address: str, name: str, language: str | None, **words: Any) -> bool:
    """Send a mail; False when it was refused, which is logged without the address. Raises MailUnavailable."""
    spoken = _language(letter, language)
    subject, text = (Entry("identity", f"mail.{letter.kind}.{part}")[spoken] for part in ("subject", "text"))
    mail = Mail(
        f"{letter.kind}-{hashlib.sha256(name.encode()).hexdigest()[:32]}",
        address,
        subject.format(**words),
        text.format(**words),
    )
    try:
        by.send(mail)
    except MailRefused:
        LOG.warning("mail %s was refused", mail.id)
        return False
    return True


def _language(letter: Letter, language: str | None) -> str:
    """The language of a mail: the user's, else that of the request."""
    chosen = language or letter.language
    return chosen if chosen in LANGUAGES else SOURCE


def _page(path: str, token: str = "") -> str:
    return f"{config.app_url()}{path}" + (f"#{token}" if token else "")
