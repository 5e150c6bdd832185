"""What the commands of resources have beyond their operations. The modules are loaded with the commands."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Optional

import typer

from . import lazy
from .operations import Added, Special

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._catalogue import Described

FILE = Added(
    "file", Optional[str], typer.Argument(help="A file of this machine.", metavar="[FILE]", show_default=False)
)


def _special(name: str) -> Any:
    def run(client: Any, described: Described, keywords: dict[str, Any], options: Mapping[str, Any]) -> None:
        getattr(import_module(".added.files", __package__), name)(client, described, keywords, options)

    return run


def _added(module: str, function: str, name: str, summary: str) -> lazy.Entry:
    def make() -> Any:
        return lazy.command(name, getattr(import_module(f".added.{module}", __package__), function), summary)

    return lazy.Entry(summary, make)


SPECIAL: dict[str, Special] = {
    "contacts.import": Special(_special("import_contacts"), (FILE,)),
    "documents.upload": Special(_special("upload_document"), (FILE,), frozenset({"filename", "content_base64"})),
}
"""Operations whose command does more, by name."""

ADDED: dict[str, dict[str, lazy.Entry]] = {
    "contacts": {"download-export": _added("files", "download_export", "download-export", "Write an export's file.")},
    "documents": {"download": _added("files", "download_document", "download", "Write the file of a document.")},
    "invoices": {
        "download": _added("files", "download_invoice", "download", "Write an invoice as PDF, UBL or Facturae.")
    },
    "mcp": {"serve": _added("mcp", "serve", "serve", "Serve the MCP server to programs on this machine.")},
    "webhooks": {
        "sign": _added("webhooks", "sign", "sign", "Print the headers of a delivery, signed; nothing is sent."),
        "verify": _added("webhooks", "verify", "verify", "Check the signature of a delivery; nothing is sent."),
    },
    "workflows": {
        "run": _added("workflows", "run", "run", "Start a run, show its steps and wait for its end."),
        "logs": _added("workflows", "logs", "logs", "Show the steps of a run, with times and errors."),
    },
}
"""Commands of resources that are no operation."""
