"""Load the settings of an organisation's invoices, complete them by defaults, and check them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.invoices.errors import OTHER_REGIME, SETTING_MISSING
from bivelio_core.invoices.regimes import Regime
from bivelio_core.invoices.taxes import other_regime
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_SETTINGS
from bivelio_core.store.tenant_store import TenantStore

SETTINGS_SK = "-"
TERMS_DAYS = 30
SIMPLIFIED_SERIES = "T"
SIMPLIFIED = frozenset({"simplified", "qualified_simplified"})
"""The types of simplified invoices."""
SELLER = ("legal_name", "trade_name", "nif", "address", "email", "phone", "website", "registration")
"""What invoices say of who issues them."""
EXACT = ("tax_rate", "irpf_rate", "assistant_limit")
"""What is kept as a text, so that it stays exact."""
NEEDED = ("legal_name", "nif", "address")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings. Amounts are Decimal; `seller` has what is known of SELLER, `logo` names a file of the bucket."""

    seller: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    logo: str | None = None
    brand_color: str | None = None
    footer: str | None = None
    iban: str | None = None
    bic: str | None = None
    terms_days: int = TERMS_DAYS
    series: str = "FAC"
    rectification_series: str = "R"
    simplified_series: str | None = None
    simplified_trade: str | None = None
    regime: Regime = "general"
    tax_rate: Decimal = Decimal(21)
    irpf_rate: Decimal = Decimal(0)
    language: str = "ca"
    verifactu: str = "off"
    verifactu_ends_on: str | None = None
    """The 31 December with which the issuer leaves VERI*FACTU."""
    adviser_email: str | None = None
    archive_monthly: bool = False
    activity: Mapping[str, str] | None = None
    """What the books say of the organisation's activity: `code`, `type`, `iae_group`."""
    assistant_limit: Decimal | None = None
    version: int = 0
    updated_at: str | None = None

    @classmethod
    def of(cls, item: Item | None) -> "Settings":
        """The settings that an item holds."""
        if item is None:
            return cls()
        fields: dict[str, Any] = {name: item[name] for name in cls.__dataclass_fields__ if name in item}
        fields |= {name: Decimal(item[name]) for name in EXACT if name in item}
        return cls(**fields)

    def attributes(self) -> dict[str, Any]:
        """Return the attributes that an item stores."""
        about = {name: getattr(self, name) for name in self.__dataclass_fields__}
        about |= {name: str(about[name]) for name in EXACT if about[name] is not None}
        about["seller"] = dict(self.seller)
        return {name: value for name, value in about.items() if value is not None}

    def payment(self) -> dict[str, str]:
        """Return the payment details that invoices show."""
        return {name: value for name, value in (("iban", self.iban), ("bic", self.bic)) if value}

    def series_of(self, document_type: str) -> str:
        """Return the series of a type of invoice: simplified ones have their own (RD 1619/2012, art. 6.1.a)."""
        return self.series_of_simplified if document_type in SIMPLIFIED else self.series

    @property
    def series_of_simplified(self) -> str:
        """The series of simplified invoices: the one that was set, else T, or TS where T is another's."""
        usual = SIMPLIFIED_SERIES if SIMPLIFIED_SERIES not in {self.series, self.rectification_series} else "TS"
        return self.simplified_series or usual

    @property
    def missing(self) -> list[str]:
        """What is still needed to issue invoices."""
        return [name for name in NEEDED if name not in self.seller]


def load(store: TenantStore) -> Settings:
    """The settings of a tenant."""
    return Settings.of(store.get(INVOICE_SETTINGS, SETTINGS_SK))


def require_seller(settings: Settings) -> None:
    """Raise Unprocessable unless the settings contain the required data of the issuer."""
    if missing := settings.missing:
        raise Unprocessable([Fault(f"settings.{name}", SETTING_MISSING) for name in missing])
    require_common_territory(settings.seller["address"])


def require_common_territory(address: Mapping[str, Any]) -> None:
    """Raise Unprocessable for an address in a territory that has a tax regime of its own."""
    if regime := other_regime(address.get("country", "ES"), address.get("postal_code")):
        raise Unprocessable.of("address.postal_code", OTHER_REGIME, regime=regime)
