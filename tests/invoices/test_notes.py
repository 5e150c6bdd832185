"""What EN 16931 has no term for is said in notes, and read back where the notes agree with the amounts."""

import re
from datetime import date
from decimal import Decimal

import pytest
from bivelio_core.invoices import readable
from bivelio_core.invoices.exports import cii, facturae, ubl
from bivelio_core.invoices.paper import Corrected, Disbursement, Due, ExchangeRate, Rectification

from .papers import invoice, line
from .read_back import read, recargos

BACK = Rectification("R1", "difference", (Corrected("FAC-2026-042", "FAC", date(2026, 4, 1)),), "Quatre hores de més.")
IRPF = invoice([line("Dictamen", 1, 1000)], irpf_rate=15)


@pytest.mark.parametrize("write", [ubl.write, cii.write])
@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_the_notes_say_irpf_and_recargo_in_each_language_and_are_read_back(language, write):
    made = invoice(
        [line("Sabates", -3, "19.99", recargo="5.2"), line("Tabac", -1, "7.77", recargo="1.75")],
        irpf_rate="7",
        rectification=BACK,
        document_type="rectification",
        language=language,
    )
    found = read(write(made))
    assert (found.totals.withheld, found.totals.due) == (-made.irpf, -made.amount_due)
    assert recargos(found) == {
        (Decimal(21), Decimal("5.2"), Decimal("59.97"), Decimal("3.12")),
        (Decimal(21), Decimal("1.75"), Decimal("7.77"), Decimal("0.14")),
    }
    assert [(each.tax_rate, each.taxes[0].surcharge_rate) for each in found.lines] == [
        (Decimal(21), Decimal("5.2")),
        (Decimal(21), Decimal("1.75")),
    ]


def test_a_note_that_does_not_agree_with_the_amounts_changes_nothing():
    sentence = "Retención a cuenta del IRPF: 15 % de 1000.00 EUR = 150.00 EUR. Líquido: 1060.00 EUR."
    assert read(ubl.write(invoice([line("Dictamen", 1, 1000)], notes=sentence))).totals.withheld == Decimal(150)
    assert read(ubl.write(invoice([line("Dictamen", 1, 900)], notes=sentence))).totals.withheld is None
    other = "Recargo de equivalencia: 5.2 % de 99.00 EUR = 5.15 EUR, incluido en el tipo del 26.2 %."
    found = read(ubl.write(invoice([line("Sabates", 1, 100, "26.2")], notes=other)))
    assert [(tax.rate, tax.surcharge_rate) for tax in found.taxes] == [(Decimal("26.2"), None)]


def test_who_states_the_payable_amount_after_irpf_is_read_alike():
    document = ubl.write(IRPF).decode()
    net = document.replace(">1210.00</cbc:PayableAmount>", ">1060.00</cbc:PayableAmount>")
    assert net != document
    assert read(net.encode()).totals == read(document.encode()).totals


@pytest.mark.parametrize("write", [ubl.write, cii.write])
def test_days_of_payment_that_do_not_add_up_are_not_read(write):
    dues = (Due(date(2026, 5, 7), Decimal(605)), Due(date(2026, 6, 7), Decimal(605)))
    made = invoice([line("Obra", 1, 1000)], due_dates=dues, due_date=date(2026, 6, 7))
    document = write(made).decode()
    found = read(document.encode())
    assert [(part.day, part.amount) for part in found.due_parts] == [(due.day, due.amount) for due in dues]
    assert read(document.replace("2026-05-07 = 605.00", "2026-05-07 = 604.00").encode()).due_parts == ()


@pytest.mark.parametrize("write", [ubl.write, cii.write])
def test_suplidos_are_outside_base_and_total_and_no_other_charge_is(write):
    taxes = (Disbursement("Taxa judicial", Decimal("33.10")),)
    made = invoice([line("Demanda", 1, 1000)], disbursements=taxes, amount_due=Decimal("1243.10"))
    document = write(made).decode()
    found = read(document.encode())
    assert (found.totals.base, found.totals.total, found.totals.due) == (made.subtotal, made.total, made.amount_due)
    assert [(each.description, each.amount) for each in found.disbursements] == [("Taxa judicial", Decimal("33.10"))]
    before = document.replace("Suplert: Taxa", "Suplit: Taxa").replace("suplerts: article", "suplits: article")
    assert before != document
    assert read(before.encode()) == found, "the word of documents that were made before"
    other = read(document.replace("Suplert: Taxa", "Transport. Taxa").encode())
    assert (other.totals.total, other.disbursements) == (Decimal("1243.10"), ())


def test_a_facturae_of_others_has_its_suplidos_by_their_total():
    made = invoice([line("Demanda", 1, 1000)], disbursements=(Disbursement("Taxa", Decimal(30)),), amount_due=1240)
    text = re.sub("<ReimbursableExpenses>.*</ReimbursableExpenses>", "", facturae.write(made).decode(), flags=re.DOTALL)
    found = read(text.encode())
    assert [each.amount for each in found.disbursements] == [Decimal(30)]
    assert (found.totals.total, found.totals.due) == (made.total, made.amount_due)
    assert readable.of_invoice(found, []).due == made.amount_due


@pytest.mark.parametrize("rate", ["0", "-1", "1.0853"])
def test_a_rate_that_is_none_is_not_read(rate):
    about = ExchangeRate(Decimal("1.0853"), date(2026, 3, 31))
    document = facturae.write(invoice(currency="USD", exchange_rate=about)).decode()
    found = read(document.replace(">1.0853<", f">{rate}<").encode())
    assert (found.exchange_rate is not None) == (rate == "1.0853")
    euros = read(document.replace("<InvoiceCurrencyCode>USD", "<InvoiceCurrencyCode>EUR").encode())
    assert euros.exchange_rate is None
