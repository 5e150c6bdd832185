"""Whether VERI*FACTU may be chosen, and left: Real Decreto 1007/2023, article 17, and Orden HAC/1177/2024, article 17.

Who has made a record under it stays for at least the year, and leaves with the 31 December that the last submissions
name (FechaFinVeriFactu). Before that first record the choice is free.
"""

from datetime import date

from bivelio_core import config
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.invoices import days, issuers, legal
from bivelio_core.invoices.errors import (
    SETTING_MISSING,
    VERIFACTU_COMPULSORY,
    VERIFACTU_DECIDED,
    VERIFACTU_PRODUCER,
    VERIFACTU_UNDECIDED,
    VERIFACTU_YEAR_END,
)
from bivelio_core.invoices.settings import Settings
from bivelio_core.invoices.tax_numbers import spanish_nif
from bivelio_core.invoices.verifactu import producer
from bivelio_core.store.writes import Write

DECEMBER, LAST = 12, 31


def check(before: Settings, after: Settings, ctx: Context) -> list[Write]:
    """Return what must hold when a change of the settings is written. Raises Unprocessable for one that may not be."""
    writes: list[Write] = []
    if after.verifactu == "active" != before.verifactu:
        _check_activation(after, ctx)
    if before.verifactu == "active" != after.verifactu:
        writes += _leaving(before, ctx)
    if after.verifactu_ends_on != before.verifactu_ends_on and after.verifactu_ends_on is not None:
        _check_end(after, ctx)
    return writes


def has_program(ctx: Context) -> bool:
    """Tell whether VERI*FACTU is possible here: in live only by a program that its producer has declared."""
    return ctx.tenant.is_sandbox or config.is_local() or producer.answers_for()


def _check_activation(after: Settings, ctx: Context) -> None:
    if after.missing:
        raise Unprocessable([Fault(name, SETTING_MISSING) for name in after.missing])
    if not has_program(ctx):
        raise Unprocessable.of("verifactu", VERIFACTU_PRODUCER)


def _leaving(before: Settings, ctx: Context) -> list[Write]:
    """Return the condition under which an issuer may leave at once: that nothing is decided yet.

    Who has left with the end of a year is free until the law asks for such a program.
    """
    nif = spanish_nif(before.seller["nif"])
    if issuers.find(ctx.store, nif) is None:
        return [issuers.undecided(ctx.store, nif)]
    today = _today(ctx)
    if before.verifactu_ends_on is None or today.isoformat() <= before.verifactu_ends_on:
        raise Unprocessable.of("verifactu", VERIFACTU_DECIDED, limit=date(today.year, DECEMBER, LAST).isoformat())
    if today >= (since := legal.verifactu_required_from(nif)):
        raise Unprocessable.of("verifactu", VERIFACTU_COMPULSORY, limit=since.isoformat())
    return []


def _check_end(after: Settings, ctx: Context) -> None:
    """Raise Unprocessable for another day than the end of this year, and for who is not under VERI*FACTU."""
    year_end = date(_today(ctx).year, DECEMBER, LAST).isoformat()
    if after.verifactu_ends_on != year_end:
        raise Unprocessable.of("verifactu_ends_on", VERIFACTU_YEAR_END, limit=year_end)
    if after.verifactu != "active" or issuers.find(ctx.store, after.seller["nif"]) is None:
        raise Unprocessable.of("verifactu_ends_on", VERIFACTU_UNDECIDED)


def _today(ctx: Context) -> date:
    return days.today(days.zone_of(ctx.store))
