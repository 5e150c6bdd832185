"""Read the settings of invoicing."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.invoices import issuers, legal, paperwork, settings
from bivelio_core.invoices.models import InvoiceWarning
from bivelio_core.invoices.settings import SELLER
from bivelio_core.invoices.settings.models import GetSettings, Settings, Submission
from bivelio_core.invoices.tax_numbers import spanish_nif
from bivelio_core.invoices.verifactu import producer


def settings_get(_request: GetSettings, ctx: Context) -> Settings:
    """The settings, those of a new organisation where nothing was set."""
    return show_settings(settings.load(ctx.store), ctx)


def show_settings(own_settings: settings.Settings, ctx: Context) -> Settings:
    """Settings as the API shows them, with what is missing."""
    names = (*("iban", "bic", "terms_days", "series", "rectification_series", "language", "verifactu", "updated_at"),)
    looks = ("brand_color", "footer")
    return Settings(
        **{name: own_settings.seller.get(name) for name in SELLER},
        **{name: getattr(own_settings, name) for name in (*names, *looks)},
        simplified_series=own_settings.series_of_simplified,
        simplified_trade=own_settings.simplified_trade,
        regime=None if own_settings.regime == "general" else own_settings.regime,
        has_logo=own_settings.logo is not None,
        tax_rate=float(own_settings.tax_rate),
        irpf_rate=float(own_settings.irpf_rate) or None,
        adviser_email=own_settings.adviser_email,
        archive_monthly=own_settings.archive_monthly or None,
        activity=dict(own_settings.activity) if own_settings.activity else None,
        assistant_limit=None if own_settings.assistant_limit is None else float(own_settings.assistant_limit),
        missing=own_settings.missing or None,
        **_verifactu(own_settings, ctx),
        warnings=_warnings(own_settings, ctx) or None,
    )


def _warnings(own_settings: settings.Settings, ctx: Context) -> list[InvoiceWarning]:
    """What is to be known of the settings, and on the local runtime that nobody answers for its program."""
    warnings = paperwork.warnings_of(own_settings, ctx.language)
    if own_settings.verifactu == "active" and not ctx.tenant.is_sandbox and not producer.answers_for():
        warnings.append(paperwork.warning("verifactu_demonstration", "verifactu", "", ctx.language))
    return warnings


def _verifactu(own_settings: settings.Settings, ctx: Context) -> dict[str, Any]:
    """Since when VERI*FACTU is decided, until when, and from when the law asks for it; 4 reads where it is active."""
    if (nif := own_settings.seller.get("nif")) is None:
        return {}
    required = {"verifactu_required_from": legal.verifactu_required_from(spanish_nif(nif)).isoformat()}
    if own_settings.verifactu != "active":
        return dict(required)
    from bivelio_core.invoices.submission import showing  # noqa: PLC0415 - only under VERI*FACTU

    issuer = issuers.find(ctx.store, nif)
    decided = {"verifactu_decided_at": issuer.since, "verifactu_installation": issuer.installation} if issuer else {}
    ends = {"verifactu_ends_on": own_settings.verifactu_ends_on}
    return {
        **required,
        **decided,
        **ends,
        "verifactu_submission": Submission(**showing.of_issuer(ctx.store, nif, ctx.language)),
    }
