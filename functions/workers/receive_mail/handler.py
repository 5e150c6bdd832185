"""Consumes the queue of mails: each is put into the group of its organisation, then read by itself and stored once."""

from typing import Any

from bivelio_core import queued
from bivelio_core.bounded_process import Exceeded
from bivelio_core.entrypoints.logs import logger
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages.inbound.incoming import Unreadable
from bivelio_core.messages.inbound.mail import room
from bivelio_core.messages.inbound.mail.room import MailJob
from bivelio_core.messages.inbound.receive import receive


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
    except Unreadable as unreadable:
        logger.info("not stored", extra={"source": "email", "reason": str(unreadable)})


def store(job: MailJob) -> None:
    """Read and store a mail; the log has the reason for one that is not stored."""

    def refuse(reason: str) -> None:
        logger.info("not stored", extra={"source": job.source, "connection": job.connection, "reason": reason})

    receive(job, store_of(job.tenant), refuse)


handler = queue_consumer("receive_mail", serve)
