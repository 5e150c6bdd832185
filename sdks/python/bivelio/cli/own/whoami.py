"""`bivelio whoami`."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from .. import output
from ..connection import connected, resolved
from ..problems import error_output
from .login import check, masked


def run(
    context: typer.Context,
    profile: Annotated[Optional[str], typer.Option(help="The profile to look at.")] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what commands use, then ask the API whether it accepts it."""
    with error_output():
        where = resolved(context, {"profile": profile})
        with connected(where) as client:
            check(client)
            answer = {
                "source": where.source,
                "user": where.email,
                "key": "by the dashboard" if where.has_grant else masked(where.api_key or ""),
                "base_url": client.base_url,
                "accepted": True,
            }
        output.show(answer, is_json=is_json)
