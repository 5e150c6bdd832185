"""Names of resources, from those of folders and queues."""

import re

NAMED = {"documents": "DocumentJobs"}
"""Queues whose resource is not named like their setting."""


def camel_case(name: str) -> str:
    """Return `ContactsImportStatus` for `contacts/import_status`."""
    return "".join(word.capitalize() for word in re.split(r"[_/]", name))


def queue_name(queue: str) -> str:
    """Return the logical id of a queue."""
    return NAMED.get(queue, camel_case(queue))
