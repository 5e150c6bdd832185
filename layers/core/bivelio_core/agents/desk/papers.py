"""What the files say that somebody sends to the front desk: their text, marked as theirs, within a budget of letters.

A file is read when it is answered (knowledge/cutting, in a process of its own). It belongs to the input of that turn
and is kept nowhere else. One that cannot be read has its name alone.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from bivelio_core.agents import memory, quoting, sent_files
from bivelio_core.documents.analysis.refusals import Refused
from bivelio_core.knowledge.cutting import process
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

LOG = logging.getLogger(__name__)

BUDGET = memory.BUDGET
"""How many letters of files a model reads in a turn, those of the newest file first."""

MOST_FILES = 3
SECONDS = 10.0
"""How long a file may be read."""

LEFT_OUT = "[…]"
READ = ("application/", "text/")
"""How the types of files begin whose text is read. Pictures have none that our reader finds, sounds are heard."""


def texts_of(store: TenantStore, messages: Sequence[Item]) -> tuple[str, ...]:
    """The texts of the newest files of some messages, in the order in which they came."""
    texts: list[str] = []
    letters = BUDGET
    for file in list(_files(messages))[: -MOST_FILES - 1 : -1]:
        text = _text(store, file)
        if letters <= 0 or not text:
            continue
        part = text if len(text) <= letters else f"{text[:letters]}\n{LEFT_OUT}"
        texts.append(quoting.file(part, str(file["filename"])))
        letters -= len(part)
    return tuple(reversed(texts))


def _files(messages: Sequence[Item]) -> Iterator[dict[str, Any]]:
    for message in messages:
        for file in message.get("attachments") or () if "deleted_at" not in message else ():
            if "document_id" in file and str(file.get("content_type", READ[0])).startswith(READ):
                yield file


def _text(store: TenantStore, file: dict[str, Any]) -> str:
    """The text of a file; empty for one that cannot be read."""
    name = str(file["filename"])
    try:
        text = process.read(sent_files.content_of(store, str(file["document_id"])), name, SECONDS)
    except Refused as refused:
        LOG.info("a file could not be read at the front desk", extra={"reason": refused.reason})
        return ""
    return "\n".join(line.text for line in text.lines if line.text).strip()
