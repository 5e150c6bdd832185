"""Operations that take files: `contacts import FILE`, `documents upload FILE`; and downloads."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import output
from ..connection import client_of
from ..problems import error_output

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..._catalogue import Described


def import_contacts(client: Any, described: Described, keywords: dict[str, Any], options: Mapping[str, Any]) -> None:
    """Import a file with a progress bar, which is shown on a terminal; without a file, call the operation."""
    if options["file"] is None:
        output.show(described.method_of(client)(**keywords).to_dict(), is_json=options["json"])
        return
    if others := keywords.keys() & {"csv", "id"}:
        raise typer.BadParameter(f"Give the file without {', '.join(sorted(others))}.")
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("Importing", total=1.0)
        done = client.contacts.import_file(
            options["file"], on_progress=lambda state: bar.update(task, completed=state.progress or 0.0), **keywords
        )
    output.show(done.to_dict(), is_json=options["json"])
    if done.status == "failed":
        raise typer.Exit(1)


def upload_document(client: Any, described: Described, keywords: dict[str, Any], options: Mapping[str, Any]) -> None:
    """Upload a file of this machine, or what the operation takes."""
    first = () if options["file"] is None else (options["file"],)
    output.show(described.method_of(client)(*first, **keywords).to_dict(), is_json=options["json"])


_To = Annotated[str, typer.Argument(help="Where to write it.")]


def download_document(
    context: typer.Context, document_id: Annotated[str, typer.Argument(help="The id of the document.")], to: _To
) -> None:
    """Write the file of a document."""
    with error_output(), client_of(context, {}) as client:
        typer.echo(str(client.documents.download(document_id, to)))


def download_export(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="The id of the export.")],  # noqa: A002 - the field's name
    to: _To,
) -> None:
    """Write the file of an export of contacts."""
    with error_output(), client_of(context, {}) as client:
        typer.echo(str(client.contacts.download_export(id, to)))


def download_invoice(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="The id of the invoice.")],  # noqa: A002 - the field's name
    to: _To,
    form: Annotated[str, typer.Option("--format", help="pdf, facturx, ubl, cii, facturae or facturae_signed.")] = "pdf",
) -> None:
    """Write an invoice as a file."""
    if form not in {"pdf", "facturx", "ubl", "cii", "facturae", "facturae_signed"}:
        raise typer.BadParameter(f"--format must be pdf, facturx, ubl, cii, facturae or facturae_signed, not {form!r}.")
    with error_output(), client_of(context, {}) as client:
        typer.echo(str(client.invoices.download(id, to, format=form)))  # type: ignore[call-overload]
