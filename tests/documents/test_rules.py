"""Rules find the fields of documents in Catalan, Spanish and English, say where, and say how sure they are."""

from dataclasses import replace
from decimal import Decimal

import pytest
from bivelio_core.documents.analysis.extraction import extract_by_rules, extract_structured
from bivelio_core.documents.analysis.fields import DEFAULT_FIELDS
from bivelio_core.documents.analysis.reader import read
from bivelio_core.documents.analysis.readings import Reading
from bivelio_core.documents.analysis.refusals import Refused
from bivelio_core.documents.analysis.rules.amounts import amounts
from bivelio_core.documents.analysis.rules.dates import dates, has_month_first

from tests.documents import texts
from tests.documents.files import INVOICE_TEXT, pdf, ubl
from tests.there import there

EVERYTHING = [
    *("invoice_number", "date", "due_date", "total", "subtotal", "tax", "tax_rate", "withheld"),
    *("issuer", "recipient", "iban"),
]


def test_an_invoice_in_catalan_is_read_from_its_page():
    fields = extract_by_rules(read(pdf([INVOICE_TEXT])), EVERYTHING)
    assert fields.values == {
        "invoice_number": "FAC-2026-001",
        "date": "2026-04-01",
        "due_date": "2026-05-01",
        "total": Decimal("1210.00"),
        "currency": "EUR",
        "subtotal": Decimal("1000.00"),
        "tax": Decimal("210.00"),
        "tax_rate": Decimal(21),
        "withheld": None,
        "issuer": {"name": "Proveïdor XYZ, S.L.", "nif": "B12345674"},
        "recipient": {"name": "Empresa ABC, S.L.", "nif": "B98765431"},
        "iban": "ES9121000418450200051332",
    }


def test_an_invoice_in_spanish_has_what_is_withheld():
    assert extract_by_rules(texts.reading(texts.SPANISH_INVOICE), EVERYTHING).values == {
        "invoice_number": "2026/0042",
        "date": "2026-03-15",
        "due_date": "2026-04-14",
        "total": Decimal("453.75"),
        "currency": "EUR",
        "subtotal": Decimal("375.00"),
        "tax": Decimal("78.75"),
        "tax_rate": Decimal(21),
        "withheld": Decimal("56.25"),
        "issuer": {"name": "SUMINISTROS DEL NORTE, S.A.", "nif": "A58818501"},
        "recipient": {"name": "Construcciones Pérez, S.L.", "nif": "B12345674"},
        "iban": "ES9121000418450200051332",
    }


def test_an_invoice_in_english_is_read():
    assert extract_by_rules(texts.reading(texts.ENGLISH_INVOICE), EVERYTHING).values == {
        "invoice_number": "INV-00123",
        "date": "2026-03-05",
        "due_date": "2026-04-04",
        "total": Decimal("3900.60"),
        "currency": "USD",
        "subtotal": Decimal("3250.50"),
        "tax": Decimal("650.10"),
        "tax_rate": Decimal(20),
        "withheld": None,
        "issuer": {"name": "Acme Consulting Ltd", "nif": "GB123456782"},
        "recipient": {"name": "Globex Corporation", "nif": None},
        "iban": None,
    }


def test_the_lines_of_an_invoice_have_their_tax_in_the_total():
    lines = extract_by_rules(texts.reading(texts.SPANISH_INVOICE))["line_items"].value
    assert [(line["description"], line["quantity"], line["unit_price"], line["total"]) for line in lines] == [
        ("Cemento saco 25 kg", Decimal(40), Decimal("7.50"), Decimal("326.70")),
        ("Arena lavada (m3)", Decimal(3), Decimal("20.00"), Decimal("72.60")),
        ("Transporte", Decimal(1), Decimal("45.00"), Decimal("54.45")),
    ]


def test_a_field_says_how_sure_it_is_and_where_it_stands():
    fields = extract_by_rules(read(pdf(["Nothing but some words stands on this page.", INVOICE_TEXT])))
    total = fields["total"]
    assert (total.page, total.evidence) == (2, "Total factura   1.210,00 €")
    assert 0.9 < total.confidence < 1
    assert 0 < fields.confidence < 1


def test_a_field_that_is_not_there_is_absent():
    fields = extract_by_rules(texts.reading("Some words that are about nothing in particular."), ["total", "iban"])
    assert fields.values == {"total": None, "currency": None, "iban": None}
    assert fields.confidence == 0


def test_a_field_nobody_knows_is_looked_for_by_its_name():
    fields = extract_by_rules(texts.reading(texts.ENGLISH_INVOICE), ["purchase_order", "colour"])
    assert fields.values == {"purchase_order": "PO 4711", "colour": None}
    assert fields["purchase_order"].confidence < 0.7


def test_a_receipt_has_a_set_of_fields_of_its_own():
    assert extract_by_rules(texts.reading(texts.CATALAN_RECEIPT), kind="receipt").values == {
        "merchant": {"name": "CAFÈ DE LA PLAÇA", "nif": "77654321Z"},
        "receipt_number": "004512",
        "date": "2026-03-12",
        "total": Decimal("8.10"),
        "currency": "EUR",
        "tax": Decimal("0.74"),
        "payment_method": "card",
    }


def test_a_contract_has_a_set_of_fields_of_its_own():
    assert extract_by_rules(texts.reading(texts.SPANISH_CONTRACT), kind="contract").values == {
        "title": "CONTRATO DE PRESTACIÓN DE SERVICIOS",
        "parties": [
            {"name": "Proveedor XYZ, S.L.", "nif": "B12345674"},
            {"name": "María García López", "nif": "12345678Z"},
        ],
        "date": "2026-04-01",
        "start_date": "2026-05-01",
        "end_date": "2027-04-30",
        "duration": "12 months",
        "amount": Decimal(1500),
    }


def test_a_deed_has_a_set_of_fields_of_its_own():
    assert extract_by_rules(texts.reading(texts.CATALAN_DEED), kind="deed").values == {
        "deed_type": "sale",
        "protocol_number": "1.234",
        "date": "2026-03-03",
        "notary": "Jordi Puig i Ferrer",
        "place": "Barcelona",
        "parties": [
            {"name": "Josep Vila Roca", "nif": "12345678Z"},
            {"name": "Habitatges Nous, S.L.", "nif": "B12345674"},
        ],
        "amount": Decimal("250000.00"),
    }


@pytest.mark.parametrize("kind", [*DEFAULT_FIELDS, "anything"])
@pytest.mark.parametrize("text", ["1", "x" * 30_000, "Total: " * 500, "\n".join(["1,00 2,00 3,00"] * 400)])
def test_rules_answer_for_any_text(kind, text):
    fields = extract_by_rules(texts.reading(f"Some words before it all. {text}"), kind=kind)
    assert set(fields.by_name) >= set(DEFAULT_FIELDS.get(kind, ()))


@pytest.mark.parametrize("page", ["", "  \n ", "Page 1"])
def test_rules_refuse_a_document_without_text(page):
    with pytest.raises(Refused) as refused:
        extract_by_rules(Reading("pdf", "application/pdf", 1, (page,)))
    assert refused.value.reason == "no_text"


def test_an_invoice_as_data_needs_no_rules():
    reading = read(ubl())
    fields = there(extract_structured(reading))
    assert (fields.method, fields.confidence) == ("structured", 1.0)
    assert fields.values == {
        "invoice_number": "FAC-2026-001",
        "date": "2026-04-01",
        "total": Decimal("1210.00"),
        "currency": "EUR",
        "line_items": [
            {
                "description": "Servei de consultoria - Març 2026",
                "quantity": Decimal(2),
                "unit_price": Decimal("500.00"),
                "tax_rate": Decimal(21),
                "total": Decimal("1210.00"),
            }
        ],
        "issuer": {"name": "Proveïdor XYZ, S.L.", "nif": "ESB12345674"},
        "recipient": {"name": "Empresa ABC, S.L.", "nif": None},
    }
    assert extract_structured(reading, kind="contract") is None
    assert extract_structured(replace(reading, invoice=None)) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.210,00 €", ["1210.00"]),
        ("$1,210.00", ["1210.00"]),
        ("1 210,00", ["1210.00"]),
        ("1'210.00 CHF", ["1210.00"]),
        ("12,50 x 2 = 25,00", ["12.50", "25.00"]),
        ("-8,79", ["-8.79"]),
        ("8,79-", ["-8.79"]),
        ("IVA 21,00 %", []),
        ("21 unitats, 1.500 peces, 12/03/2026, 1.234.567", []),
        ("0,8403 i 41,1765", ["0.8403", "41.1765"]),
        ("0.025", ["0.025"]),
    ],
)
def test_amounts_are_read_as_they_are_written_in_the_countries_around(text, values):
    assert [each.value for each in amounts(text)] == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/04/2026", "2026-04-01"),
        ("1-4-26", "2026-04-01"),
        ("01.04.2026", "2026-04-01"),
        ("2026-04-01", "2026-04-01"),
        ("1 d'abril de 2026", "2026-04-01"),
        ("1 d\u2019abril del 2026", "2026-04-01"),
        ("3 de març de 2026", "2026-03-03"),
        ("15 de septiembre de 2026", "2026-09-15"),
        ("April 1st, 2026", "2026-04-01"),
        ("1. April 2026", "2026-04-01"),
        ("1er avril 2026", "2026-04-01"),
        ("04/17/2026", "2026-04-17"),
    ],
)
def test_dates_are_read_in_the_languages_around(text, day):
    assert [each.value.isoformat() for each in dates(f"Data: {text}.")] == [day]


@pytest.mark.parametrize("text", ["32/01/2026", "30.02.2026", "1.210,00", "NIF 12345678Z", "v. 1.2.3.4"])
def test_what_is_no_date_is_none(text):
    assert list(dates(text)) == []


def test_dates_of_the_united_states_are_known_by_those_that_can_be_nothing_else():
    assert has_month_first("Date 11/03/2017, due 11/17/2017")
    assert not has_month_first("11/03/2017")
    assert not has_month_first("11/17/2017 and 17/11/2017")
    assert [each.value.isoformat() for each in dates("11/03/2017", month_first=True)] == ["2017-11-03"]


MONTHLY = """FACTURA
Factura núm. 2026-7
Concepte\t@240 Quantitat\t@320 Preu\t@400 IVA\t@470 Import
{rows}"""


def test_a_table_goes_on_over_the_end_of_a_page():
    first = (
        "1 Lloguer d'oficina\t@240 1\t@320 900,00\t@400 21%\t@470 900,00\n"
        "2 Neteja\t@240 4\t@320 30,00\t@400 21%\t@470 120,00"
    )
    second = (
        "Pàgina 2\t@470 12,00\n3 Internet\t@240 2\t@320 40,00\t@400 21%\t@470 80,00\nBase imposable\t@470 1.100,00\n"
        "IVA 21%\t@470 231,00\nTotal\t@470 1.331,00"
    )
    lines = extract_by_rules(read(pdf([MONTHLY.format(rows=first), second])))["line_items"]
    assert [(each["quantity"], each["unit_price"], each["total"]) for each in lines.value] == [
        (Decimal(1), Decimal("900.00"), Decimal("1089.00")),
        (Decimal(4), Decimal("30.00"), Decimal("145.20")),
        (Decimal(2), Decimal("40.00"), Decimal("96.80")),
    ]
    assert lines.confidence == 0.9


def test_several_rates_are_told_apart_and_their_tax_is_the_sum():
    page = """FACTURA 2026-8
Base 21% 100,00\t@300 IVA 21%\t@460 21,00
Base 10% 200,00\t@300 IVA 10%\t@460 20,00
Base imposable\t@460 300,00
Total IVA\t@460 41,00
Total factura\t@460 341,00"""
    fields = extract_by_rules(read(pdf([page])), ["total", "subtotal", "tax", "tax_rate", "taxes"])
    assert [fields[name].value for name in ("total", "subtotal", "tax", "tax_rate")] == [
        Decimal("341.00"), Decimal("300.00"), Decimal("41.00"), None,
    ]  # fmt: skip
    assert fields["taxes"].value == [
        {"base": Decimal("100.00"), "rate": Decimal(21), "amount": Decimal("21.00")},
        {"base": Decimal("200.00"), "rate": Decimal(10), "amount": Decimal("20.00")},
    ]
