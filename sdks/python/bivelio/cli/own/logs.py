"""`bivelio logs tail`."""

from __future__ import annotations

import json
import time
from collections import deque
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from .. import lazy
from ..connection import connected, resolved
from ..problems import error_output
from ..since import since as read_since

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..connection import Target

_POLL_SECONDS = 2.0
_LATE_SECONDS = 90
"""A request may be listed so long after its answer: each look begins so long before the newest one seen."""

_REMEMBERED = 10_000
_LOOKED_AT = 100
"""How many of the newest are known from the beginning, so that none of them comes as a new one."""
_TAIL = "Show the last requests that failed, or all that are kept, and follow them."


def group_of(summary: str) -> Any:
    """Return the group."""
    return lazy.group("logs", summary, {"tail": lazy.Entry(_TAIL, lambda: lazy.command("tail", run, _TAIL))})


def run(
    context: typer.Context,
    lines: Annotated[int, typer.Option("--lines", "-n", help="How many to begin with.", min=0, max=100)] = 10,
    follow: Annotated[bool, typer.Option(help="Whether to go on with those that come.")] = True,
    every: Annotated[bool, typer.Option("--all", help="Those that succeeded too, as far as kept.")] = False,
    status: Annotated[Optional[int], typer.Option(help="Only those with this status.", min=100, max=599)] = None,
    code: Annotated[Optional[str], typer.Option(help="Only those with this error code.")] = None,
    operation: Annotated[Optional[str], typer.Option(help="Only those of this operation: contacts.create.")] = None,
    actor: Annotated[Optional[str], typer.Option(help="Only those of this API key or user.")] = None,
    since: Annotated[Optional[str], typer.Option(help="Begin with all since then: 10m, 2h, 1d, or a time.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    count: Annotated[Optional[int], typer.Option(help="End after so many requests.", min=1)] = None,
) -> None:
    """Show requests, oldest first, and follow them until Ctrl-C."""
    narrowed = {"status": status, "code": code, "operation": operation, "actor": actor}
    filters = {name: value for name, value in narrowed.items() if value is not None}
    if not every:
        filters["outcome"] = "failed"
    begin = read_since(since)
    with error_output():
        where = resolved(context, {})
        for number, request in enumerate(_requests(where, filters, begin, lines, follow=follow), start=1):
            typer.echo(json.dumps(request, ensure_ascii=False) if as_json else _line(request))
            if number == count:
                return


def _requests(
    where: Target, filters: dict[str, Any], begin: str | None, lines: int, *, follow: bool
) -> Iterator[dict[str, Any]]:
    """Yield the requests to begin with, then those that come, each once."""
    seen: deque[str] = deque(maxlen=_REMEMBERED)
    newest = datetime.now(timezone.utc) - timedelta(seconds=_LATE_SECONDS)
    came = _since(where, filters, begin) if begin else _newest(where, filters, _LOOKED_AT)
    first_requests = came if begin else came[:lines]
    seen.extend(request["id"] for request in came if request not in first_requests)
    while True:
        for request in reversed(first_requests):
            if request["id"] not in seen:
                seen.append(request["id"])
                yield request
        newest = max([newest, *(_time(request["at"]) for request in came)])
        if not follow:
            return
        time.sleep(_POLL_SECONDS)
        from_when = newest - timedelta(seconds=_LATE_SECONDS)
        first_requests = came = _since(where, filters, from_when.isoformat(timespec="seconds").replace("+00:00", "Z"))


def _newest(where: Target, filters: dict[str, Any], lines: int) -> list[dict[str, Any]]:
    """Return so many requests, newest first; a filtered page may hold fewer, and leads on."""
    request_list: list[dict[str, Any]] = []
    before: str | None = None
    with connected(where) as client:
        while len(request_list) < lines:
            page = client.requests.list(**filters, **_behind(before), limit=lines - len(request_list))
            request_list += [one.to_dict() for one in page.requests]
            before = page.next_before
            if before is None:
                break
    return request_list


def _since(where: Target, filters: dict[str, Any], begin: str) -> list[dict[str, Any]]:
    """Return every request since a time, newest first."""
    request_list: list[dict[str, Any]] = []
    before: str | None = None
    with connected(where) as client:
        while True:
            page = client.requests.list(**filters, **_behind(before), from_=begin, limit=100)
            request_list += [one.to_dict() for one in page.requests]
            before = page.next_before
            if before is None:
                return request_list


def _behind(cursor: str | None) -> dict[str, Any]:
    return {} if cursor is None else {"before": cursor}


def _line(request: dict[str, Any]) -> str:
    cells = (
        _time(request["at"]).astimezone().strftime("%H:%M:%S"),
        str(request["status"]),
        request["operation"],
        request.get("code") or "",
        request["actor"],
        f"{request['latency_ms']} ms",
        request["id"],
    )
    return "  ".join(part for part in cells if part)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
