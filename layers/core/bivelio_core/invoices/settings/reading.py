"""Read the settings of invoicing."""

from bivelio_core.context import Context
from bivelio_core.invoices import paperwork, settings
from bivelio_core.invoices.settings import SELLER
from bivelio_core.invoices.settings.models import GetSettings, Settings


def settings_get(_request: GetSettings, ctx: Context) -> Settings:
    """The settings, those of a new organisation where nothing was set."""
    return show_settings(settings.load(ctx.store), ctx)


def show_settings(own_settings: settings.Settings, ctx: Context) -> Settings:
    """Settings as the API shows them, with what is missing."""
    names = (*("iban", "bic", "terms_days", "series", "rectification_series", "language", "verifactu", "updated_at"),)
    return Settings(
        **{name: own_settings.seller.get(name) for name in SELLER},
        **{name: getattr(own_settings, name) for name in names},
        has_logo=own_settings.logo is not None,
        tax_rate=float(own_settings.tax_rate),
        irpf_rate=float(own_settings.irpf_rate) or None,
        activity=dict(own_settings.activity) if own_settings.activity else None,
        missing=own_settings.missing or None,
        warnings=paperwork.warnings_of(own_settings, ctx.language) or None,
    )
