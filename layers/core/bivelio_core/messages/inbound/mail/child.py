"""The process that reads mails: `python -m bivelio_core.messages.inbound.mail.child BYTES`."""

import base64
import dataclasses
import sys
from collections.abc import Sequence
from typing import Any

from bivelio_core.bounded_child import serve

from .heads import NoMail
from .reading import IncomingMail, ReportedSpam, read


def answer(content: bytes, ours: Sequence[str]) -> dict[str, Any]:
    """A letter, a bounce, or the reason why a mail is neither; files are in base64."""
    try:
        mail = read(content, ours)
    except NoMail as reason:
        return {"unreadable": str(reason)}
    if isinstance(mail, ReportedSpam):
        return {"complaint": mail}
    if not isinstance(mail, IncomingMail):
        return {"bounce": mail}
    files = [
        {
            "file_name": each.file_name,
            "content_type": each.content_type,
            "size_bytes": each.size_bytes,
            "content": None if each.content is None else base64.b64encode(each.content).decode("ascii"),
        }
        for each in mail.files
    ]
    return {"letter": dataclasses.replace(mail, files=[]), "files": files}


if __name__ == "__main__":
    serve(answer, int(sys.argv[1]))
