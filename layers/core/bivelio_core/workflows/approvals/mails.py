"""The mails that ask users to decide an approval: when it opens, as reminders, and when it is escalated.

The record of an approval that names roles or users has a mark that says when its next mail is due; the sweeper sends
it. Each mail is noted in the record once it is sent, and has the same id at every try.
"""

import hashlib

from bivelio_core import clock
from bivelio_core.catalogue import Entry
from bivelio_core.providers.mail.offer import offer
from bivelio_core.providers.mail.port import Mail
from bivelio_core.providers.mail.registry import mailer
from bivelio_core.redaction import redacted_data
from bivelio_core.store import due, locale, members
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE
from bivelio_core.store.members import Member
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, all_of, equals
from bivelio_core.tenancy import parse_partition
from bivelio_core.workflows.execution import decisions, payloads, sweep_marks
from bivelio_core.workflows.execution.approval_notices import Notice, planned
from bivelio_core.workflows.execution.runs import ACTIVE, WAITING, instance_id
from bivelio_core.workflows.runs.deciders import excluded, starter_of, who_decides

from . import links
from .links import Link

MAY_WRITE = ("owner", "admin", "member")
MOST_RECIPIENTS = 50


def send_due(table: Table, key: Key) -> bool:
    """Send the mails of an approval that are due; False when there was nothing to do. Raises MailUnavailable."""
    store, record, parsed = due.store_of(table, key), table.get(key), parse_partition(key.pk)
    if store is None or parsed is None or record is None or not _is_marked(record):
        return False
    instance, by = store.get(INSTANCE, parsed.rest), mailer(is_sandbox=store.tenant.is_sandbox)
    notices, number = planned(record), int(record.get("notices", 0))
    is_open = record["status"] == WAITING and "decision" not in record
    if instance is None or instance["status"] not in ACTIVE or not is_open or by is None or number >= len(notices):
        return _note(table, record, Update(remove=sweep_marks.MARK)) is not None
    if clock.now() < notices[number].at:
        return False
    if not _is_overtaken(notices, number):
        for member in _recipients(store, instance, record):
            sent_notices = record.get("told", [])
            if (name := f"{number}#{member.user}") in sent_notices:
                continue
            offer(by, _mail(store, instance, record, notices[number], member))
            noted = _note(table, record, Update(set={"told": [*sent_notices, name]}))
            if noted is None:
                return True  # decided meanwhile
            record = noted
    following = notices[number + 1 :]
    mark = sweep_marks.asked_mark(following[0].at) if following else {}
    change = Update(set={"notices": number + 1, **mark}, remove=() if following else sweep_marks.MARK)
    _note(table, record, change)
    return True


def _is_overtaken(notices: list[Notice], number: int) -> bool:
    """Whether a reminder was late so long that the next mail is due as well."""
    following = notices[number + 1 :]
    return notices[number].kind == "reminder" and bool(following) and following[0].at <= clock.now()


def _recipients(store: TenantStore, instance: Item, record: Item) -> list[Member]:
    """The members who may decide now and have not, at most fifty."""
    deciders = who_decides(record)
    if deciders is None:
        return []
    named = [members.find(store, user) for user in deciders.users or ()]
    by_role = [each for each in members.all_of(store) if each.role in deciders.roles] if deciders.roles else []
    members_by_user = {each.user: each for each in [*named, *by_role] if each is not None and each.role in MAY_WRITE}
    others = {*excluded(record), *(each["decided_by"] for each in decisions.so_far(record))}
    if deciders.exclude_starter:
        others.add(starter_of(store, instance))
    return [each for each in members_by_user.values() if f"user:{each.user}" not in others][:MOST_RECIPIENTS]


def _mail(store: TenantStore, instance: Item, record: Item, notice: Notice, member: Member) -> Mail:
    step, _, iteration = record["SK"].partition("#")
    expires = int(clock.parse(record["expires_at"]).timestamp())
    link = Link(instance_id(store, instance), step, iteration, member.user, expires)
    name = f"{record['PK']}|{record['SK']}|{record['number']}|{notice.at.isoformat()}|{notice.kind}|{member.user}"
    message = (payloads.read(record, "given") or {}).get("message") or ""
    where = locale.of(store)
    text = Entry("workflows", "mail.text")[where.language].format(
        message=redacted_data(message if isinstance(message, str) else payloads.to_text(message)),
        workflow=instance["workflow_name"],
        until=where.moment(record["expires_at"]),
        url=links.url_of(links.token_of(store, link)),
    )
    subject = f"{Entry('workflows', f'mail.{notice.kind}.subject')[where.language]}: {instance['workflow_name']}"
    return Mail(f"approval-{hashlib.sha256(name.encode()).hexdigest()[:32]}", member.email, subject, text)


def _is_marked(record: Item) -> bool:
    return record.get("GSI1PK") == sweep_marks.ASKED


def _note(table: Table, record: Item, change: Update) -> Item | None:
    """Change the record of an approval that is still asked; None when it no longer is."""
    is_asked = all_of(equals("GSI1PK", sweep_marks.ASKED), equals("number", record["number"]))
    try:
        return table.update(Key(record["PK"], record["SK"]), change, is_asked)
    except ConditionFailed:
        return None
