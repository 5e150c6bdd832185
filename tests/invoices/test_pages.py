"""The pages of invoices as companies write them: units, prices with tax, days of payment, receipts, own colours."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pypdfium2
import pytest
from bivelio_core.invoices import payments, units
from bivelio_core.invoices.paper import Disbursement, Due, ExchangeRate, Language, PaperInvoice, Payment
from bivelio_core.invoices.pdf import colours
from bivelio_core.invoices.pdf.rendering import render, render_receipt
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

from .papers import PAYMENT, invoice, line
from .test_gross_exports import gross_invoice
from .test_pdf import read, said, squeezed

LANGUAGES: tuple[Language, ...] = ("ca", "es", "en")
POINTS_IN_80_MM = 80 / 25.4 * 72


def ticket(**about: Any) -> PaperInvoice:
    """A simplified invoice whose prices include tax, paid in cash."""
    made = gross_invoice(random.Random(1))
    about = {"document_type": "simplified", "buyer": None, "due_date": None, "payment": Payment(method="cash"), **about}
    return replace(made, **about)


def test_a_line_says_its_unit_at_its_price_and_its_code():
    made = invoice([replace(line("Consultoria", 20, "150"), unit="hour", item_code="CONS-01")])
    expected = {"ca": "150,00/hora", "es": "150,00/hora", "en": "150.00/hour"}
    for language in LANGUAGES:
        text = said(replace(made, language=language))
        assert expected[language] in text
        assert "CONS-01" in text


def test_every_unit_and_method_has_a_name_in_every_language():
    assert len({units.code_of(word) for word in units.CODES}) == len(units.CODES)
    for code in units.CODES.values():
        assert units.unit_of(code) == code, "a code of Recommendation 20 or 21"
        assert all(units.name(code, language) for language in LANGUAGES)
    assert units.name("KGM", "ca") == "kg"
    assert units.name("NAR", "ca") == "NAR", "a code without a word is said as it is"
    assert set(get_args(payments.PaymentMethod)) == set(payments.CODES)
    for method in get_args(payments.PaymentMethod):
        made = invoice(payment=Payment(method=method))
        assert len({said(replace(made, language=language)) for language in LANGUAGES}) == 3


def test_prices_with_tax_are_shown_as_they_are_paid():
    made = ticket(document_type="invoice")
    text = said(made)
    assert "Preuambimpostos" in text
    for each in made.lines:
        assert f"{each.total:.2f}".replace(".", ",").lstrip("-") in text.replace(".", "")


def test_the_box_says_each_day_of_payment_with_its_amount():
    parts = (Due(date(2026, 5, 7), Decimal("1235.00")), Due(date(2026, 6, 7), Decimal("3000.00")))
    text = said(invoice(due_dates=parts))
    assert squeezed("Venciments 7 de maig de 2026: 1.235,00 €") in text
    assert squeezed("7 de juny de 2026: 3.000,00 €") in text
    assert squeezed("Escaneja") not in text, "a code for the whole sum would be the wrong one"


def test_only_who_pays_by_transfer_is_told_an_account():
    assert "ES912100" in said(invoice(payment=PAYMENT))
    for method in ("card", "cash", "direct_debit", "bizum"):
        assert "ES912100" not in said(invoice(payment=replace(PAYMENT, method=method)))
    assert "ES912100" not in said(ticket(payment=PAYMENT)), "a ticket is paid where it is given"
    assert "ES912100" in said(ticket(payment=replace(PAYMENT, method="transfer")))


def test_suplidos_are_shown_on_their_own_and_added_to_what_is_paid():
    made = invoice(disbursements=(Disbursement("Taxa", Decimal("45.50")),), amount_due=Decimal("4280.50"))
    text = said(made)
    assert squeezed("Total de la factura 4.235,00 € Suplert: Taxa 45,50 €") in text
    assert squeezed("Total a pagar 4.280,50 €") in text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ca", "Quota d’impostos en euros: 677,42 € (1 EUR = 1,085 USD, canvi del 6 d’abril de 2026)."),
        ("es", "Cuota de impuestos en euros: 677,42 € (1 EUR = 1,085 USD, cambio del 6 de abril de 2026)."),
        ("en", "Tax in euros: €677.42 (1 EUR = 1.085 USD, rate of 6 April 2026)."),
    ],
)
def test_another_currency_states_its_tax_in_euros(language, sentence):
    rate = ExchangeRate(Decimal("1.085"), date(2026, 4, 6))
    assert squeezed(sentence) in said(invoice(currency="USD", exchange_rate=rate, language=language))


def test_yen_have_no_cents():
    rate = ExchangeRate(Decimal(160), date(2026, 4, 6))
    text = said(invoice([line("Cadira", 1, "1000")], currency="JPY", exchange_rate=rate))
    assert squeezed("1.210 JPY") in text
    assert "1.210,00" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_is_80_mm_wide_and_as_high_as_its_content(language):
    short = ticket(language=language)
    long = replace(short, lines=short.lines * 40)
    heights = []
    for made in (short, long):
        pdf = render_receipt(made)
        document = pypdfium2.PdfDocument(pdf)
        assert len(document) == 1
        width, height = document[0].get_size()
        assert abs(width - POINTS_IN_80_MM) < 0.1
        heights.append(height)
        text = squeezed("".join(read(pdf)))
        assert made.number in text
        assert all(squeezed(each.description) in text for each in made.lines)
    assert heights[1] > 5 * heights[0]


def test_the_colour_and_the_foot_are_the_sellers_own():
    plain = render(invoice())
    own = render(invoice(brand_color="#aa0000", footer="Gràcies per la confiança."))
    assert squeezed("Gràcies per la confiança.") in squeezed("".join(read(own)))
    assert colour_at_the_total(plain) == "#1d4e7c"
    assert colour_at_the_total(own) == "#aa0000"


def colour_at_the_total(pdf: bytes) -> str:
    """The colour that most of the page has, beside white."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=0.5).to_pil().convert("RGB")
    seen = sorted(((count, pixel) for count, pixel in picture.getcolors(1_000_000)), reverse=True)
    dark = next(pixel for _, pixel in seen if max(pixel) < 200)
    return "#" + "".join(f"{part:02x}" for part in dark)


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
@examples(40)
def test_every_colour_can_be_read_on_white(colour):
    shown = colours.readable(colour)
    assert colours.contrast_with_white([int(shown[place : place + 2], 16) for place in (1, 3, 5)]) >= colours.ENOUGH
    if colours.contrast_with_white([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) >= colours.ENOUGH:
        assert shown == colour


@pytest.mark.parametrize("colour", ["#ffffff", "#f7c948", "#ffff00"])
def test_a_bright_colour_is_darkened(colour):
    assert colours.readable(colour) != colour
