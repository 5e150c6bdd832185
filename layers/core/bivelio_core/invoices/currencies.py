"""The currencies of invoices: the codes of ISO 4217, with the decimals that their minor unit has.

Amounts have two decimals at most (EN 16931, BR-DEC), so the few currencies with three or four are left out, and so are
metals, funds and codes for tests.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from bivelio_core.faults import broken, register

EURO = "EUR"
UNKNOWN_CURRENCY = register("invoices", "currency")

_TWO_DECIMALS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK
DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD
KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP
PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
USD UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"

_DECIMALS = {**dict.fromkeys(_TWO_DECIMALS.split(), 2), **dict.fromkeys(_WITHOUT_DECIMALS.split(), 0)}


def decimals_of(currency: str) -> int:
    """Return how many decimals amounts of a currency have; two for one that only a received invoice can have."""
    return _DECIMALS.get(currency, 2)


def smallest(currency: str) -> Decimal:
    """Return the smallest amount of a currency: 0.01 euros, 1 yen."""
    return Decimal(1).scaleb(-decimals_of(currency))


def _possible(code: str) -> str:
    if code not in _DECIMALS:
        raise broken(UNKNOWN_CURRENCY)
    return code


Currency = Annotated[
    str,
    Field(min_length=3, max_length=3),
    AfterValidator(_possible),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"]}),
]
"""A currency that invoices can be issued in."""
