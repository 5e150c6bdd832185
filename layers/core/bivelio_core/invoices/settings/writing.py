"""Change the settings of invoicing."""

import base64
import binascii
import hashlib
from dataclasses import replace

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.invoices import records, settings, storage
from bivelio_core.invoices.books.archives import monthly
from bivelio_core.invoices.errors import NIF_IN_USE, NOT_AN_IMAGE, RESERVED_SERIES
from bivelio_core.invoices.settings import SELLER, SETTINGS_SK, TERMS_DAYS, deciding
from bivelio_core.invoices.settings.models import Settings, UpdateSettings
from bivelio_core.invoices.tax_numbers import spanish_nif
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import INVOICE_SETTINGS
from bivelio_core.store.revise import Change, Source, revise
from bivelio_core.store.tenant_store import TenantStore

from .reading import show_settings

_CLEARED = {"terms_days": TERMS_DAYS, "irpf_rate": settings.Settings().irpf_rate}
"""What null stands for where a setting cannot be absent."""


def settings_update(request: UpdateSettings, ctx: Context) -> Settings:
    """Change the settings that are sent. Issued invoices keep the settings of their issue.

    Raises Unprocessable for an address in a territory with a tax regime of its own, for a changed tax number once
    records exist under the former one, and for what VERI*FACTU does not allow (deciding.py). Raises ValidationError for
    a logo that is no PNG or JPEG. The same request again under its Idempotency-Key changes nothing.
    """
    if not request.model_fields_set:
        raise ValidationError.of("data", "nothing_to_change")
    key = EffectKey.of("invoices.settings_update", ctx.idempotency_key, request)
    logo = _logo(request.logo, ctx)

    def decide(item: Item) -> Change | None:
        before = settings.Settings.of(item)
        after = _changed(before, request, logo)
        _check(after, request, ctx)
        also = deciding.check(before, after, ctx)
        if after == before and after.version:
            return None
        entry = audit.of(ctx, "invoice_settings.updated", fields=sorted(request.model_fields_set))
        about = {**after.attributes(), **monthly.marked(after, item, is_live=not ctx.tenant.is_sandbox)}
        return Change({"PK": item["PK"], "SK": item["SK"], **about}, [entry, *also])

    return show_settings(settings.Settings.of(revise(ctx.store, SOURCE, SETTINGS_SK, decide, key=key)), ctx)


def _load(store: TenantStore, sk: str) -> Item:
    new = {"version": 0, "updated_at": ""}
    return store.get(INVOICE_SETTINGS, sk) or store.item(INVOICE_SETTINGS, sk, new)


SOURCE = Source(_load)


def _changed(before: settings.Settings, request: UpdateSettings, logo: str | None) -> settings.Settings:
    sent = request.model_fields_set
    values = request.model_dump(include=sent)
    seller = {**before.seller, **{name: values[name] for name in sent & set(SELLER)}}
    if request.address:
        seller["address"] = {name: text for name, text in values["address"].items() if text is not None}
    plain = {name: getattr(request, name) for name in sent - set(SELLER) - {"logo"}}
    plain |= {name: value for name, value in _CLEARED.items() if name in plain and plain[name] is None}
    if request.activity:
        plain["activity"] = {name: text for name, text in values["activity"].items() if text is not None}
    if "logo" in sent:
        plain["logo"] = logo
    if request.verifactu == "active" != before.verifactu:
        plain = {"verifactu_ends_on": None, **plain}
    if request.verifactu_ends_on:
        plain["verifactu_ends_on"] = request.verifactu_ends_on.isoformat()
    return replace(before, seller={name: value for name, value in seller.items() if value is not None}, **plain)


def _check(after: settings.Settings, request: UpdateSettings, ctx: Context) -> None:
    """Raise Unprocessable for settings under which every invoice would be wrong."""
    if "address" in after.seller:
        settings.require_common_territory(after.seller["address"])
    if after.series == after.rectification_series:
        raise Unprocessable.of("series", RESERVED_SERIES)
    if after.simplified_series in {after.series, after.rectification_series}:
        raise Unprocessable.of("simplified_series", RESERVED_SERIES)
    end = records.last(ctx.store) if request.nif else None
    if end and end.reference and end.reference.issuer_nif != spanish_nif(after.seller["nif"]):
        raise Unprocessable.of("nif", NIF_IN_USE)


def _logo(text: str | None, ctx: Context) -> str | None:
    """Keep a logo under the SHA-256 of its content; returns that. Raises ValidationError unless it is an image."""
    if text is None:
        return None
    from bivelio_core.invoices.pdf.logos import LogoRefused, check  # noqa: PLC0415 - only for a logo

    try:
        content = base64.b64decode(text, validate=True)
        media_type = check(content).media_type
    except (binascii.Error, LogoRefused) as error:
        raise ValidationError.of("logo", NOT_AN_IMAGE) from error
    digest = hashlib.sha256(content).hexdigest()
    storage.files_of(ctx.tenant).put(storage.logo_name(digest), content, media_type)
    return digest
