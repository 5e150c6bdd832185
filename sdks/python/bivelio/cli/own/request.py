"""`bivelio request`: any operation by its path."""

from __future__ import annotations

import json
from typing import Annotated, Optional

import typer

from .. import values
from ..connection import before_write, connected, resolved
from ..problems import error_output


def run(
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="The path of the operation: /contacts/list.", show_default=False)],
    data: Annotated[Optional[str], typer.Option(help="The fields of `data`, as JSON or @file.json.")] = None,
    include: Annotated[bool, typer.Option("--include", "-i", help="Print the status and the headers first.")] = False,
    idempotency_key: Annotated[Optional[str], typer.Option(help="The same key, one effect.")] = None,
) -> None:
    """Call an operation by its path, also one that is newer than this program; print the answer as it came."""
    fields = values.unwrapped(values.json_object(data, "--data") or {})
    with error_output():
        where = resolved(context, {})
        before_write(where)
        with connected(where) as client:
            answer = client.request(_with_slash(path), fields, idempotency_key=idempotency_key)
        response = answer.http_response
        if include and response is not None:
            typer.echo(f"{response.status_code} {response.reason_phrase}")
            for name, value in response.headers.items():
                typer.echo(f"{name}: {value}")
            typer.echo("")
        typer.echo(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))


def _with_slash(path: str) -> str:
    """Return the path as the client takes it; shells of Windows turn a leading slash into a folder."""
    return path if path.startswith("/") else f"/{path}"
