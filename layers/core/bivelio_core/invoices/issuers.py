"""Issuers under VERI*FACTU, and the number of the installation that makes their records.

    T#INI / <NIF>   since when the issuer is under it, its installation, and the former ones

The item is written with the issuer's first record under `verifactu: active`, in the same transaction; from then on no
record of it is made outside (Real Decreto 1007/2023, article 17). An installation has one chain of records, whose first
one says so. Its number is never used again: a restored copy of the data takes a new one, lest two copies go on from the
same record (AEAT's code 2007).
"""

from datetime import date
from typing import Any, NamedTuple

from bivelio_core import clock, ids
from bivelio_core.errors import ChangedMeanwhile, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_ISSUER, INVOICE_SETTINGS
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent, equals

from . import settings
from .errors import VERIFACTU_ENDED
from .settings import SETTINGS_SK, Settings
from .tax_numbers import spanish_nif

RANDOM_LENGTH = 12


class Issuer(NamedTuple):
    """An issuer under VERI*FACTU."""

    nif: str
    installation: str
    """NumeroInstalacion, at most 100 characters."""
    since: str
    """When its first record under VERI*FACTU was made."""


class Installation(NamedTuple):
    """What makes the next record of an issuer, and the writes that decide it: none but with the first one."""

    number: str
    has_many_issuers: bool
    writes: tuple[Write, ...] = ()


def find(store: TenantStore, nif: str) -> Issuer | None:
    """The issuer with a NIF, None while it has no record under VERI*FACTU. Strongly consistent."""
    item = store.get(INVOICE_ISSUER, spanish_nif(nif))
    return None if item is None else _issuer(item)


def undecided(store: TenantStore, nif: str) -> Write:
    """A write that changes nothing, and fails its transaction once an issuer has a record under VERI*FACTU."""
    return store.delete_write(INVOICE_ISSUER, spanish_nif(nif), condition=absent())


def installation(store: TenantStore, own_settings: Settings, last: str | None, today: date) -> Installation:
    """Return the installation for the next record of the issuer in the settings.

    `last` is that of the chain's last record, None where that was made outside VERI*FACTU. Raises Unprocessable when
    the issuer has left VERI*FACTU, ChangedMeanwhile when the settings have come under it since they were read.
    """
    if own_settings.verifactu != "active":
        if last is not None and settings.load(store).verifactu == "active":
            raise ChangedMeanwhile
        return Installation(last or outside(store), has_many_issuers=last is None)
    if own_settings.verifactu_ends_on is not None and own_settings.verifactu_ends_on < today.isoformat():
        raise Unprocessable.of("verifactu", VERIFACTU_ENDED, limit=own_settings.verifactu_ends_on)
    nif = own_settings.seller["nif"]
    if issuer := find(store, nif):
        return Installation(issuer.installation, has_many_issuers=False)
    put = store.put_write(INVOICE_ISSUER, spanish_nif(nif), _new(store), condition=absent())
    active = Update(set={"verifactu": "active"})  # changes nothing, and fails unless the settings still say so
    still = store.update_write(INVOICE_SETTINGS, SETTINGS_SK, active, condition=equals("verifactu", "active"))
    return Installation(put.item["installation"], has_many_issuers=False, writes=(put, still))


def outside(store: TenantStore) -> str:
    """The name of a chain outside VERI*FACTU: the organisation and its environment, in the sandbox also the day."""
    return store.tenant.business.replace("#", "-")


def renew(store: TenantStore, nif: str, former: str) -> Issuer:
    """Give an issuer a new installation in place of the former one, and return it; once, however often it is asked for.

    For a restored copy of the data, and when AEAT answers that it knows records of the installation that are not here
    (2007). Raises ResourceNotFound for an issuer that is not under VERI*FACTU.
    """
    item = store.get(INVOICE_ISSUER, spanish_nif(nif))
    if item is None:
        raise ResourceNotFound
    if item["installation"] != former:
        return _issuer(item)
    ended = {"number": former, "until": clock.timestamp(clock.real_now())}
    after = {**item, "installation": _number(store), "former": [*item.get("former", ()), ended]}
    store.table.put(after, equals("installation", former))
    return _issuer(after)


def _new(store: TenantStore) -> dict[str, Any]:
    return {"installation": _number(store), "since": clock.timestamp()}


def _number(store: TenantStore) -> str:
    return f"{outside(store)}-{ids.random_text(RANDOM_LENGTH)}"


def _issuer(item: Item) -> Issuer:
    return Issuer(item["SK"], item["installation"], item["since"])
