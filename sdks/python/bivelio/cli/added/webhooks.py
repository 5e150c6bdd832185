"""`bivelio webhooks sign|verify`: no request is sent."""

from __future__ import annotations

import json
from typing import Annotated, Optional

import typer

from ... import webhooks
from .. import output, signing, values
from ..problems import error_output


def sign(
    body: Annotated[str, typer.Argument(help="The body: a text, @file, or @- for the standard input.")],
    secret: Annotated[Optional[str], typer.Option(help="The secret; by default that of `listen`.")] = None,
    event_id: Annotated[str, typer.Option("--id", help="The id of the event.")] = "evn_example",
) -> None:
    """Print the headers of a delivery with this body, signed now."""
    with error_output():
        content = values.content(body, "BODY")
        for name, value in webhooks.sign(content, secret or signing.own_secret(), event_id=event_id).items():
            typer.echo(f"{name}: {value}")


def verify(
    body: Annotated[str, typer.Argument(help="The body as it came: a text, @file, or @- for the standard input.")],
    header: Annotated[list[str], typer.Option(help="A header of the delivery, `name: value`; repeat it.")],
    secret: Annotated[Optional[str], typer.Option(help="The secret; by default that of `listen`.")] = None,
    tolerance: Annotated[float, typer.Option(help="Seconds that the delivery may be away.")] = 300.0,
    is_json: Annotated[bool, typer.Option("--json", help="Print the event as JSON.")] = False,
) -> None:
    """Print the event of a delivery that is ours; one that is not ends with 1."""
    headers = {}
    for each in header:
        name, colon, value = each.partition(":")
        if not colon:
            raise typer.BadParameter(f"--header must be like 'webhook-id: evn_1', not {each!r}.")
        headers[name.strip()] = value.strip()
    with error_output():
        content = values.content(body, "BODY")
        key = secret or signing.own_secret()
        event = webhooks.verify(content, headers, key, tolerance_seconds=tolerance)
        output.show(json.loads(json.dumps(event.to_dict())), is_json=is_json)
