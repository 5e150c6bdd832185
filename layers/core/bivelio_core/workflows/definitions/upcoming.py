"""What people see of a schedule before it fires: its next times, and the one that the clocks skip."""

from collections.abc import Mapping
from typing import Any

from bivelio_core import clock
from bivelio_core.catalogue import Entry
from bivelio_core.faults import Text

from . import cron
from .firings import next_runs, skipped_within_a_year, zone_of


def next_runs_of(trigger: Mapping[str, Any]) -> list[str]:
    """The next five times of a schedule that was accepted."""
    return next_runs(cron.parse(trigger["cron"]), zone_of(trigger), clock.now())


def skipped_time(trigger: Mapping[str, Any]) -> Text | None:
    """What to say of the time of a schedule that the clocks skip within a year; None when they skip none."""
    zone = zone_of(trigger)
    firing = skipped_within_a_year(cron.parse(trigger["cron"]), zone, clock.now())
    if firing is None or firing.skipped is None:
        return None
    instead = f"{firing.at.astimezone(zone):%H:%M}"
    return Entry("workflows", "cron.skipped").filled(
        day=firing.skipped.date().isoformat(), time=f"{firing.skipped:%H:%M}", instead=instead
    )
