"""Time zones by their IANA name. Only the zones of places are known, not the files beside them on some machines."""

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NO_PLACES = frozenset({"localtime", "Factory", "posixrules"})
OTHER_CLOCKS = ("posix/", "right/")
"""Files beside the zones: the machine's own zone and none at all; the zones with leap seconds."""


@lru_cache(200)  # names are the callers': a wrong one is remembered too
def find(name: str) -> ZoneInfo | None:
    """The time zone of a name, such as `Europe/Madrid`; None when there is none."""
    if name in NO_PLACES or name.startswith(OTHER_CLOCKS):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
