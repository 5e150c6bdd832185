"""`bivelio listen`."""

from __future__ import annotations

import json
import time
from collections import deque
from typing import TYPE_CHECKING, Annotated, Any, Optional
from urllib.parse import urlsplit

import typer

from ... import _catalogue, webhooks
from ...errors import AuthenticationError
from .. import signing
from ..connection import connected, resolved
from ..problems import error_output
from ..since import since as read_since

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..connection import Target

_REMEMBERED = 1000
_LONGEST_ANSWER_SECONDS = 10.0
"""As long as the platform waits for a webhook."""


def run(
    context: typer.Context,
    forward_to: Annotated[
        Optional[str], typer.Option(help="Where events are posted; without it, they are shown.")
    ] = None,
    events: Annotated[Optional[list[str]], typer.Option(help="Only these types; repeat it, or use commas.")] = None,
    since: Annotated[Optional[str], typer.Option(help="Begin in the past: 10m, 2h, 1d, or a time.")] = None,
    secret: Annotated[Optional[str], typer.Option(help="Sign with this secret instead of this machine's.")] = None,
    count: Annotated[Optional[int], typer.Option(help="End after so many events.", min=1)] = None,
) -> None:
    """Follow the events and post each one, signed as a webhook is."""
    types, begin = _types(events), read_since(since)
    if forward_to is not None and (
        urlsplit(forward_to).scheme not in {"http", "https"} or not urlsplit(forward_to).hostname
    ):
        raise typer.BadParameter(f"--forward-to must be like http://localhost:3000/hook, not {forward_to!r}.")
    with error_output():
        where = resolved(context, {})
        key = secret or signing.own_secret()
        if forward_to is not None:
            typer.echo(f"Signing secret: {key}")
        typer.echo(f"Following events{' of ' + ', '.join(types) if types else ''}; Ctrl-C ends it.", err=True)
        for number, event in enumerate(_followed(where, types, begin), start=1):
            told_of = f"{time.strftime('%H:%M:%S')}  {event['event']}  {event['id']}"
            typer.echo(told_of if forward_to is None else f"{told_of}  {forward(forward_to, event, key)}")
            if number == count:
                return


def forward(url: str, event: dict[str, Any], secret: str) -> str:
    """Post an event, and return what came of it: the status, or why there is none."""
    import httpx

    body = json.dumps({**event, "webhook_id": "wh_listen"}, ensure_ascii=False, separators=(",", ":")).encode()
    start = time.monotonic()
    try:
        answer = httpx.post(
            url,
            content=body,
            headers=webhooks.sign(body, secret, event_id=event["id"]),
            timeout=_LONGEST_ANSWER_SECONDS,
        )
    except httpx.HTTPError as error:
        return f"failed: {error or type(error).__name__}"
    return f"{answer.status_code} in {(time.monotonic() - start) * 1000:.0f} ms"


def _followed(where: Target, types: list[str], begin: str | None) -> Iterator[dict[str, Any]]:
    """Yield events without end. When a user's token is too old, another client goes on behind what was seen."""
    seen: deque[str] = deque(maxlen=_REMEMBERED)
    after: str | None = None
    while True:
        was_new = False
        with connected(where) as client:
            feed = client.events.follow(after=after, from_=begin, types=types or None, poll_seconds=1.0)
            try:
                for event in feed:
                    if event.id in seen:
                        continue
                    seen.append(event.id)
                    was_new = True
                    yield event.to_dict()
            except AuthenticationError:
                if where.email is None or not (was_new or feed.after != after):
                    raise
            after = feed.after


def _types(events: list[str] | None) -> list[str]:
    found_types = [one.strip() for each in events or [] for one in each.split(",") if one.strip()]
    choices = next(one.choices for one in _catalogue.described("events.list").parameters if one.field == "types")
    if unknown := [one for one in found_types if one not in choices]:
        raise typer.BadParameter(f"--events has no type {unknown[0]!r}; there are: {', '.join(choices)}.")
    return found_types
