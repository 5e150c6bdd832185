"""Times in the past, as people write them: `10m`, `2h`, `1d`, or a timestamp."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import typer

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def since(text: str | None) -> str | None:
    """Return the timestamp that `--since` means; None for none. Raises BadParameter."""
    if text is None:
        return None
    if match := re.fullmatch(r"(\d{1,6})([smhd])", text):
        moment = datetime.now(timezone.utc) - timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
        return moment.isoformat().replace("+00:00", "Z")
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise typer.BadParameter(f"--since must be like 10m, 2h, 1d or 2026-04-07T12:00:00Z, not {text!r}.") from error
    aware = moment if moment.tzinfo else moment.astimezone()
    return aware.isoformat().replace("+00:00", "Z")
