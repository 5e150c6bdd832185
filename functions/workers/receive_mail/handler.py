"""Consumes the queue of mails: each is put into the group of its organisation, then read by itself and stored once."""

from typing import Any

from bivelio_core import queued
from bivelio_core.bounded_process import Exceeded
from bivelio_core.entrypoints.logs import logger
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages.inbound.incoming import UnreadableDelivery
from bivelio_core.messages.inbound.mail import room
from bivelio_core.messages.inbound.mail.room import MailJob
from bivelio_core.messages.inbound.receive import receive
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.triggers import FromQueue


def serve(body: dict[str, Any]) -> None:
    """Sort or store what one message of the queue is about.

    What ends its reader fails, and the queue parks it after two receives, alone. Any other failure is not the mail's,
    which waits for its next try as a new message, so that a table that is busy for a while parks no mail.
    """
    tries = int(body.get("tries", 0))
    try:
        sort(body) if room.is_about_files(body) else store(queued.read(MailJob, body))
    except Exceeded:
        raise
    except Exception as error:
        if tries >= len(room.WAITS):
            raise
        logger.exception("tried again later", exc_info=error, extra={"tries": tries})
        room.try_again(body, tries)


def sort(body: dict[str, Any]) -> None:
    """Find out whose the mails are that a message of S3 is about; the log has the reason for what is nobody's."""
    try:
        room.sort(body)
    except UnreadableDelivery as unreadable:
        logger.info("not stored", extra={"source": "email", "reason": str(unreadable)})


def store(job: MailJob) -> None:
    """Read and store a mail; the log has the reason for one that is not stored."""

    def refuse(reason: str) -> None:
        logger.info("not stored", extra={"source": job.source, "connection": job.connection, "reason": reason})

    of_tenant = store_of(job.tenant)
    with tenant_clock.followed(of_tenant):
        receive(job, of_tenant, refuse)


NEEDS = Needs(
    # answers to invitations, and invitations
    writes=(keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.CALENDAR_TASK),
    also=(
        Access(
            (
                keys.CONVERSATION,
                keys.MESSAGE,
                keys.PROVIDER_MESSAGE,
                keys.CONTACT,
                keys.CONTACT_ADDRESS,
                keys.SUPPRESSION,
                keys.DOCUMENT,
                keys.EFFECT,
            ),
            ("PutItem", "UpdateItem"),
        ),
    ),
    uses=("arrived_mail", "mail_domain", "open_secrets"),
    sends=("inbound_mails", "messages"),
    files=(Files("documents", ("write",)),),
    layers=("calendar",),
    timeout=60,
    memory=1769,  # a whole processor, and room for the process that reads mails, which has 768 MB at most
    fed_by=(
        FromQueue(
            "inbound_mails",
            batch=1,
            at_once=(2, 50),
            hidden=360,
            tries=2,
            alarm="A mail ended the process that reads it twice, or could not be stored for more than an hour.",
            name="Mails",
        ),
    ),
)

handler = queue_consumer("receive_mail", serve)
