"""The files of WhatsApp and Telegram messages: a message holds a reference, and the file is fetched later.

A message is stored at once, with its file `pending`, and a job on a separate queue fetches the file, so a slow or huge
file delays neither messages nor other files. A provider that is down is asked again. After the last try, or when the
provider refuses, the message states why it has no file. A repeated job finds the document that the first one stored.
"""

import mimetypes
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from bivelio_core.documents import received
from bivelio_core.errors import Unprocessable
from bivelio_core.integrations import connections
from bivelio_core.messages import conversation, media, queue
from bivelio_core.messages.conversation import Slot
from bivelio_core.messages.queue import MessageJob
from bivelio_core.providers.messaging import registry
from bivelio_core.providers.messaging.failures import OutcomeUnknown, ProviderFailure, TooLarge, Unavailable
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.store.keys import CONNECTION, CONVERSATION
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, equals
from bivelio_core.tenancy import Tenant

from .attachments import MAXIMUM_BYTES
from .incoming import Incoming, PastMessage

QUEUE = "message_files"
WAITS = (5, 15, 60, 300, 900, 900)
"""Seconds before each try; SQS delays a message by at most 900."""
TRIES_WITHOUT_MESSAGE = 3
"""Together longer than a function that stores messages may run."""


@dataclass(frozen=True, slots=True)
class FileJob(MessageJob):
    """A numbered try to fetch the file of the message at a place. The queue recognises it by `fetch`."""

    tries: int = 1
    fetch: bool = True


def is_job(body: Mapping[str, Any]) -> bool:
    """Whether a message of the queue is such a job."""
    return body.get("fetch") is True


def announced(incoming: Incoming | PastMessage) -> list[dict[str, Any]]:
    """Return how a message shows a file that has not been fetched yet; [] without a file."""
    if incoming.file is None:
        return []
    content_type = incoming.file.content_type
    kind = content_type.partition(";")[0].strip().lower()
    name = incoming.file.file_name or f"{incoming.content['type']}{mimetypes.guess_extension(kind) or ''}"
    size = incoming.file.size_bytes
    about = {
        "filename": name,
        **({"content_type": content_type} if content_type else {}),
        **({"size_bytes": size} if size else {}),
    }
    if size is not None and size > MAXIMUM_BYTES:
        return [{**about, "refused": "max_bytes"}]
    return [{**about, "pending": True}]


def have_fetched(tenant: Tenant, slot: Slot, connection: str) -> None:
    """Queue the job that fetches the file of the message at a place."""
    job = FileJob(tenant.organisation, tenant.environment, tenant.day, slot.contact, slot.sk, connection)
    queue.put(QUEUE, job, WAITS[0])


def forward(job: FileJob) -> None:
    """Put a job of the previous release, which used another queue, on the right queue."""
    queue.put(QUEUE, job, 0)


def fetch(job: FileJob, store: TenantStore) -> None:
    """Do a job."""
    item = conversation.message(store, job.place)
    if item is None and job.tries <= TRIES_WITHOUT_MESSAGE:  # whoever stores it is slow, or has died
        _try_again(job, 0)
    if item is None or not (about := _pending(item)):
        return
    try:
        outcome = _outcome(store, job, item, about)
    except (Unavailable, OutcomeUnknown) as failure:  # a question may be asked again
        if job.tries < len(WAITS):
            _try_again(job, failure.retry_after or 0)
            return
        outcome = {"refused": failure.reason if isinstance(failure, Unavailable) else "provider_unavailable"}
    except TooLarge:
        outcome = {"refused": "max_bytes"}
    except ProviderFailure as failure:
        outcome = {"refused": failure.reason}
    fields = {name: value for name, value in about.items() if name != "pending"}
    change = Update(set={"attachments": [{**fields, **outcome}]})
    with suppress(ConditionFailed):  # another process was faster, with the same document
        unchanged = equals("attachments", item["attachments"])
        store.update(CONVERSATION, job.slot, change, job.contact, condition=unchanged)


def _pending(item: Item) -> dict[str, Any] | None:
    files = item.get("attachments") or [{}]
    return dict(files[0]) if files[0].get("pending") else None


def _outcome(store: TenantStore, job: FileJob, item: Item, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the message shows its file from now on. Raises ProviderFailure."""
    connection = store.get(CONNECTION, job.connection)
    if connection is None or connection["status"] not in ("active", "broken"):
        return {"refused": "connection_broken"}
    account = connections.account(connection, store.tenant.organisation)
    source = registry.files(account.provider, is_sandbox=store.tenant.is_sandbox)
    content = source.fetch(account, item["content"]["data"], maximum_bytes=MAXIMUM_BYTES)
    kind = media.content_type(content, str(about.get("content_type", "")).partition(";")[0])
    details = (
        {"content_type": kind, "size_bytes": len(content)} if kind != media.OCTETS else {"size_bytes": len(content)}
    )
    key = LastingKey(f"{job.contact}:{job.slot}:file")
    try:
        document_id = received.keep(store, str(about["filename"]), content, key, mime_type=_sound_or_film(kind))
    except Unprocessable as refused:
        return {**details, "refused": refused.details["constraint"]}
    return {**details, "document_id": document_id}


def _sound_or_film(kind: str) -> str | None:
    """Return the type of an audio or video file, which documents accept only here; None for any other file."""
    return kind if kind.startswith(("audio/", "video/")) else None


def _try_again(job: FileJob, wait: int) -> None:
    queue.put(QUEUE, replace(job, tries=job.tries + 1), min(queue.LONGEST_DELAY_SECONDS, max(wait, WAITS[job.tries])))
