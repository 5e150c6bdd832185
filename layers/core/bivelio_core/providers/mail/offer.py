"""Mails to several people: one address that is never accepted holds up nobody else."""

import logging

from .port import Mail, Mailer, MailRefused

LOG = logging.getLogger(__name__)


def offer(by: Mailer, mail: Mail) -> None:
    """Send a mail; one that is refused is logged without its address. Raises MailUnavailable."""
    try:
        by.send(mail)
    except MailRefused:
        LOG.warning("mail %s was refused", mail.id)
