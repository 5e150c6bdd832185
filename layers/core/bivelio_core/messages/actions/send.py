"""Send a message."""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.contacts.consents import allows_marketing
from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable, ValidationError
from bivelio_core.integrations import checks, connections
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.messages import append, attempt, automatic, content, copies, media, party, queue, recipient, templates
from bivelio_core.messages.append import AlreadyThere
from bivelio_core.messages.conversation import Made, Slot
from bivelio_core.messages.inbox import states
from bivelio_core.messages.lookup import load
from bivelio_core.messages.models import SendMessage, SentMessage
from bivelio_core.messages.party import Find, Party
from bivelio_core.messages.queue import SendJob
from bivelio_core.messages.reading import window_until
from bivelio_core.messages.recipient import Recipient
from bivelio_core.messages.show import sent
from bivelio_core.messages.suppressions import checking, stored, unsubscribing
from bivelio_core.providers.messaging.failures import ProviderFailure, Refused
from bivelio_core.providers.messaging.port import CHANNEL_OF, Account, Channel
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target
from bivelio_core.store.index.parallel import in_threads
from bivelio_core.store.keys import CONNECTION, CONTACT, SUPPRESSION
from bivelio_core.store.writes import Update

IN_THE_REQUEST_SECONDS = 8.0

SHORTEST_TRY_SECONDS = 1.0


def send(request: SendMessage, ctx: Context, attached: media.StoredFile | None = None) -> SentMessage:
    """Send a message: within the request if the provider is quick enough, otherwise later by the queue.

    `attached` is a file of another domain that is attached to an e-mail.

    With an Idempotency-Key, a repeated request returns the same message. Raises IntegrationError when the provider
    refuses it, when there is no account to send it by, and outside WhatsApp's window; Unprocessable for advertising to
    a contact that has not consented to it on the channel.
    """
    started = time.monotonic()
    said = content.content_of(request)
    key = EffectKey.of("messages.send", ctx.idempotency_key, request)
    if target := effect_target(ctx.store, key):
        return _answer_of(load(ctx.store, target))
    addressed: Addressed
    addressed, connection = in_threads([lambda: _addressed(request, ctx), lambda: _connection(request, ctx)])
    if content.is_reply(said["type"], request.channel):
        from bivelio_core.messages.replies import sending  # noqa: PLC0415 - most messages say what they say

        said = sending.filled_in(said, request.channel, addressed.to, addressed.party, ctx)
    answered = _answered(request, addressed, ctx)
    _require_allowed(request, addressed, is_asked_for=attached is not None or "is_answer" in answered)
    _require_open_window(addressed, said, connection, ctx)
    mail = copies.allowed(ctx.store, copies.checked(said, addressed.to.to))
    files = media.files_of(ctx.store, said)
    file = media.content_of(ctx.store, attached) if attached else media.media_of(ctx.store, request.channel, said)
    account = _account(connection, ctx)
    pause = connections.pause_seconds(connection)
    is_withheld = automatic.is_answer(request, addressed.party.contact.sk, ctx)
    about = {
        "channel": request.channel,
        "direction": "outbound",
        "from": connection.get("account"),
        "to": addressed.to.shown,
        "address": addressed.to.to,
        "content": mail.content,
        **({"left_out": mail.left_out} if mail.left_out else {}),
        "metadata": request.metadata,
        "author": {"kind": ctx.actor.kind, "id": ctx.actor.id},
        **({states.BY_PERSON: True} if ctx.actor.kind == "user" and ctx.chain is None else {}),
        "connection": connection["SK"],
        "status": "queued",
        "rank": 0,
        "created_at": clock.timestamp(),
        **({"state": "waiting", "attempts": 0} if pause else attempt.attempt_attributes(1)),
        **({} if ctx.chain is None else {"automatic": True}),
        **_of_advertising(request, addressed),
        **(attempt.withheld(automatic.REASON) if is_withheld else {}),
        **({"attached": attached._asdict()} if attached else {}),
        **answered,
    }
    try:
        appended = _append(about, addressed, key, pause or attempt.LEASE_SECONDS + 1, ctx)
    except AlreadyThere:
        return _answer_of(load(ctx.store, str(effect_target(ctx.store, key))))
    if pause or is_withheld:
        return sent(appended.item)
    seconds = max(SHORTEST_TRY_SECONDS, IN_THE_REQUEST_SECONDS - (time.monotonic() - started))
    outcome = attempt.make(
        ctx.store, appended.slot, appended.item, connection, account, file, files, timeout_seconds=seconds
    )
    if isinstance(outcome.failure, Refused):
        _refuse(outcome.item, outcome.failure)
    return sent(outcome.item)


def _answer_of(message: Made) -> SentMessage:
    """Return the answer about the message of an earlier identical request."""
    error = message.item.get("error")
    if message.item["status"] == "failed" and error is not None and error["reason"] != automatic.REASON:
        raise IntegrationError(
            error["reason"], message_id=message.item["message_id"], provider_message=error.get("text")
        )
    return sent(message.item)


def _refuse(item: Item, failure: ProviderFailure) -> None:
    raise IntegrationError(failure.reason, message_id=item["message_id"], provider_message=failure.text) from failure


class Addressed(NamedTuple):
    """The recipient of a message: the provider's address, our contact, and a function that finds it again."""

    to: Recipient
    party: Party
    find: Find


def _addressed(request: SendMessage, ctx: Context) -> Addressed:
    """Return the recipient of the message: an address, or a contact at its address on the channel."""
    if (request.to is None) == (request.contact_id is None):
        raise ValidationError.of("to", "one_of")
    if request.to is not None:
        to = recipient.recipient_of(request.channel, request.to)

        def find() -> Party:
            return party.of_addresses(ctx.store, [to.address])

        to_party = party.of_addresses(ctx.store, [to.address], suppression=_suppression(request, to))
        if request.channel == "webchat" and to_party.contact.is_new:  # only who has written has a session
            raise Unprocessable.of("to", "not_found")
        return Addressed(to, to_party, find)
    try:
        contact = ctx.store.find(CONTACT, str(request.contact_id))
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("contact_id", "not_found") from error
    own = recipient.of_contact(request.channel, contact, None)
    recipient_party = party.of_contact(ctx.store, contact, _suppression(request, own) if own else "")
    name = f"{request.channel}_address"
    reachable = own or recipient.of_contact(request.channel, contact, recipient_party.head.item.get(name))
    if reachable is None and (written_from := _of_parts(contact, name, ctx)):
        reachable = recipient.of_contact(request.channel, contact, written_from[0])
    if reachable is None:
        raise Unprocessable.of("contact_id", recipient.NO_ADDRESS)
    if own is None:
        suppression = ctx.store.get(SUPPRESSION, _suppression(request, reachable))
        recipient_party = recipient_party._replace(suppression=suppression)
    return Addressed(reachable, recipient_party, lambda: party.of_contact(ctx.store, contact))


def _of_advertising(request: SendMessage, addressed: Addressed) -> dict[str, str]:
    """The attributes that only advertising has; of a mail also those of its link."""
    if request.purpose != "marketing":
        return {}
    link = unsubscribing.attributes(addressed.party.contact.item) if request.channel == "email" else {}
    return {"purpose": request.purpose, **link}


def _suppression(request: SendMessage, to: Recipient) -> str:
    """The sort key of what is suppressed of a recipient."""
    return stored.sk_of(request.channel, to.to)


def _require_allowed(request: SendMessage, addressed: Addressed, *, is_asked_for: bool) -> None:
    """Raise Unprocessable for what must not go to an address, and for advertising that nobody agreed to."""
    is_marketing = request.purpose == "marketing"
    if addressed.party.suppression is not None:
        field = "to" if request.contact_id is None else "contact_id"
        checking.require_reachable(
            addressed.party.suppression, field, is_marketing=is_marketing, is_asked_for=is_asked_for
        )
    if is_marketing and not allows_marketing(addressed.party.contact.item, request.channel):
        raise Unprocessable.of("purpose", recipient.NO_CONSENT)


def _append(
    about: Mapping[str, Any], addressed: Addressed, key: EffectKey, look_after_seconds: float, ctx: Context
) -> Made:
    """Append a message, after queueing the job that checks on it later. Raises AlreadyThere."""
    has_job: set[Slot] = set()

    def have_looked_after(slot: Slot) -> None:
        if slot not in has_job:
            queue.send(SendJob.of(ctx.tenant, slot, about["connection"], 1), look_after_seconds)
            has_job.add(slot)

    first = append.next_slot(addressed.party, about["channel"])
    numbered, _ = in_threads([lambda: append.number(ctx.store), lambda: have_looked_after(first)])
    parties = [addressed.party]
    return append.append(
        ctx.store,
        numbered,
        lambda: parties.pop() if parties else addressed.find(),
        about,
        _head_changed(about["channel"], addressed),
        effect_marker(ctx.store, key, numbered.id),
        before_writing=have_looked_after,
    )


def _head_changed(channel: Channel, addressed: Addressed) -> Update:
    """What is noted of the conversation: it is read, and at which address its contact is, who has no other one."""
    name = f"{channel}_address"
    is_known = name in addressed.party.head.item or recipient.of_contact(channel, addressed.party.contact.item, None)
    return Update(set={"unread": 0, **({} if is_known else {name: addressed.to.to})})


def _connection(request: SendMessage, ctx: Context) -> Item:
    """Return the connection for a message. Raises IntegrationError when no connection works."""
    if request.connection_id is None:
        connection = connections.of_channel(ctx.store, request.channel)
    else:
        try:
            connection = ctx.store.find(CONNECTION, request.connection_id)
        except (ResourceNotFound, ResourceForbidden) as error:
            raise Unprocessable.of("connection_id", "not_found") from error
        if CHANNEL_OF.get(connection["provider"]) != request.channel:
            raise Unprocessable.of("connection_id", content.NOT_ON_CHANNEL)
    if connection is None or connection["status"] == "pending":
        raise IntegrationError("not_connected")
    if connection["status"] != "active":
        raise IntegrationError("connection_broken", connection_id=connection["SK"])
    return connection


def _account(connection: Item, ctx: Context) -> Account:
    """Return the account that sends a message. Raises IntegrationError, IntegrationUnavailable."""
    try:
        return attempt.account_of(ctx.store, connection)
    except ProviderFailure as failure:
        checks.tell(failure)


def _answered(request: SendMessage, addressed: Addressed, ctx: Context) -> dict[str, Any]:
    """Return the attributes by which a message refers to the message that it answers."""
    if request.reply_to is None:
        return {}
    try:
        item = load(ctx.store, request.reply_to).item
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("reply_to", "not_found") from error
    if item["channel"] != request.channel or "provider_id" not in item:
        raise Unprocessable.of("reply_to", content.NOT_ON_CHANNEL)
    about = {"reply_to": request.reply_to, "reply_to_provider": item["provider_id"]}
    theirs = resources.public_ids(ctx.store, CONTACT, addressed.party.contact.item)
    if item["direction"] == "inbound" and item["contact_id"] in theirs:
        about["is_answer"] = True
    if request.channel == "email":
        about["thread"] = [*item.get("thread", []), item["provider_id"]]
    return about


def _require_open_window(addressed: Addressed, said: dict[str, Any], connection: Item, ctx: Context) -> None:
    """Refuse what WhatsApp would: anything but a template to who has not written for 24 hours.

    The sandbox does so only with a clock that was moved, and for who has written.
    """
    if (
        addressed.to.address.kind not in ("phone", "whatsapp_user")
        or said["type"] == "template"
        or (ctx.tenant.is_sandbox and not clock.is_moved())
    ):
        return
    until = _window_until(addressed.party, ctx)
    if ctx.tenant.is_sandbox and (until is None or until < f"{ctx.tenant.day}T"):
        return  # who wrote on an earlier day is one of the samples
    if until is None or clock.parse(until) <= clock.now():
        usable = templates.usable(ctx.store, connection)
        raise IntegrationError("whatsapp_window_closed", window_expires_at=until, templates=usable or None)


def _window_until(party: Party, ctx: Context) -> str | None:
    """Until when WhatsApp accepts what is no template; what a part of the contact has written counts."""
    until = window_until(party.head.item)
    if until is not None and clock.parse(until) > clock.now():
        return until
    opened = _of_parts(party.contact.item, "window_at", ctx)
    return max(filter(None, [until, *(window_until({"window_at": each}) for each in opened)]), default=None)


def _of_parts(contact: Item, name: str, ctx: Context) -> list[str]:
    """An attribute of the conversations of those that have become part of a contact, the newest first."""
    if resources.MERGED_IDS not in contact:
        return []
    from bivelio_core.messages import united  # noqa: PLC0415 - few contacts are merged

    heads = united.heads(ctx.store, resources.sort_keys(ctx.store, CONTACT, contact)[1:])
    heads.sort(key=lambda head: str(head.item.get("newest", "")), reverse=True)
    return [head.item[name] for head in heads if name in head.item]
