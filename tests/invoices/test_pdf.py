"""The PDF of an invoice says what the invoice says, in the same bytes each time, and whatever its texts are."""

import io
import random
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pypdf
import pypdfium2
import pytest
from bivelio_core.invoices.paper import Corrected, Dir3, PaperInvoice, Party, Payment, Rectification
from bivelio_core.invoices.pdf import codes, formats
from bivelio_core.invoices.pdf.rendering import render
from bivelio_core.invoices.verifactu import qr
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.judges import programs

from .papers import BUYER, PAYMENT, SELLER, invoice, line, png
from .random_papers import random_invoice

SPACES = re.compile(r"[\s\u00a0]+")


def read(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def squeezed(text: str) -> str:
    """A text without spaces."""
    return SPACES.sub("", text)


def said(made: PaperInvoice) -> str:
    return squeezed("".join(read(render(made))))


def money(text: str) -> str:
    return squeezed(text)


def test_the_references_invoice_says_all_it_has_to():
    text = said(invoice(notes="Pagament a 30 dies. Transferència bancària.", reference="PO-118"))
    for expected in (
        "Factura", "FAC-2026-043", "7 d’abril de 2026", "7 de maig de 2026", "PO-118",
        SELLER.name, "NIF: B65874210", "Carrer de Mallorca, 245, 3r 2a", "08008 Barcelona",
        BUYER.name, "NIF: B12345674", "Avinguda Diagonal, 512",
        "Consultoria tècnica - 20 hores", "20 150,00 21 % 3.000,00", "1 500,00 21 % 500,00",
        "Base imposable 3.500,00 €", "IVA 735,00 €", "Total de la factura 4.235,00 €", "IVA 21 % 3.500,00 € 735,00 €",
        "ES91 2100 0418 4502 0005 1332", "CAIXESBBXXX", "Venciment 7 de maig de 2026",
        "Pagament a 30 dies. Transferència bancària.", "Registre Mercantil de Barcelona", "Pàgina 1 de 1",
    ):  # fmt: skip
        assert squeezed(expected) in text, expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ca", ["Factura", "Venciment", "Descripció", "Total de la factura", "4.235,00 €", "Pàgina 1 de 1"]),
        ("es", ["Factura", "Vencimiento", "Descripción", "Total de la factura", "4.235,00 €", "Página 1 de 1"]),
        ("en", ["Invoice", "Due date", "Description", "Invoice total", "€4,235.00", "Page 1 of 1", "7 April 2026"]),
    ],
)
def test_each_language_has_its_words_and_its_way_to_write_numbers(language, expected):
    text = said(invoice(language=language))
    assert [words for words in expected if squeezed(words) not in text] == []


def test_the_same_invoice_is_the_same_bytes_and_another_is_not():
    made = invoice(logo=png())
    assert render(made) == render(replace(made))
    assert render(made) != render(replace(made, timestamp=datetime(2026, 4, 7, 12, 46, tzinfo=UTC)))


def test_the_file_is_a_pdf_a_3b_of_the_time_of_issue():
    reader = pypdf.PdfReader(io.BytesIO(render(invoice(logo=png()))))
    about = reader.xmp_metadata
    assert about is not None
    xml = about.stream.get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xml
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xml
    assert reader.metadata is not None
    assert reader.metadata.creation_date == datetime(2026, 4, 7, 12, 45, tzinfo=UTC)
    assert reader.metadata.title == "Factura FAC-2026-043"
    assert reader.metadata.author == SELLER.name


def test_sixty_lines_run_over_pages_with_their_heads_and_numbers():
    lines = [line(f"Article {number:02d}", number, "3.37", (21, 10, 4)[number % 3]) for number in range(1, 61)]
    pages = [squeezed(page) for page in read(render(invoice(lines)))]
    assert len(pages) > 1
    whole = "".join(pages)
    for each in lines:
        expected = f"{each.description} {formats.number(each.quantity, 'ca')} 3,37 {each.tax_rate} %"
        assert squeezed(f"{expected} {formats.number(each.net, 'ca', 2)}") in whole
    for number, page in enumerate(pages, 1):
        assert squeezed(f"Pàgina {number} de {len(pages)}") in page
        assert ("Article" in page) == ("DescripcióQuantitatPreu" in page)
        if number > 1:
            assert squeezed(f"Factura FAC-2026-043 {SELLER.name}") in page


def test_what_is_to_be_paid_is_on_one_page_with_how():
    for count in range(20, 36):
        last = read(render(invoice([line(f"Article {number}") for number in range(count)])))[-1]
        assert "Base imposable" in last
        assert "IBAN" in last


def test_discounts_surcharge_retention_and_payments_lead_to_what_is_due():
    made = invoice(
        [line("Sabates", 10, "39.90", 21, recargo="5.2", discount=10), line("Llibres", 5, 10, 4, recargo="0.5")],
        discount_percent=5,
        irpf_rate=15,
        amount_paid=100,
    )
    text = said(made)
    for name, amount in (
        ("Suma de les línies", made.lines_net),
        ("Descompte 5 %", made.subtotal - made.lines_net),
        ("Base imposable", made.subtotal),
        ("IVA", made.tax),
        ("Recàrrec d’equivalència", made.recargo),
        ("Total de la factura", made.total),
        ("Retenció d’IRPF 15 %", -made.irpf),
        ("Pagat", Decimal(-100)),
        ("Total a pagar", made.amount_due),
    ):
        assert squeezed(name + formats.money(amount, "EUR", "ca")) in text, name
    assert squeezed("10 39,90 10 % 21 % + 5,2 % 359,10") in text
    for tax in made.taxes:
        rate = formats.percent(tax.recargo_rate, "ca")
        assert squeezed(f"Recàrrec d’equivalència {rate} {formats.money(tax.base, 'EUR', 'ca')}") in text


def test_a_rectification_says_what_it_corrects_how_and_why_in_negative_amounts():
    corrected = Corrected("FAC-2026-042", "FAC", date(2026, 4, 1))
    rectification = Rectification("R1", "difference", (corrected,), "Quatre hores de més.")
    made = invoice(
        [line("Devolució", -4, 150)],
        document_type="rectification",
        number="R-2026-007",
        series="R",
        rectification=rectification,
    )
    text = said(made)
    for expected in (
        "Factura rectificativa", "Rectifica la factura FAC-2026-042 (1 d’abril de 2026).", "per diferències (R1)",
        "Motiu: Quatre hores de més.", "−4 150,00 21 % −600,00", "Total de la factura −726,00 €",
    ):  # fmt: skip
        assert squeezed(expected) in text, expected
    assert "IBAN" not in text
    both = replace(rectification, method="substitution", corrected=(corrected, replace(corrected, number="B-1")))
    text = said(replace(made, language="es", rectification=both))
    assert squeezed("Rectifica estas facturas: FAC-2026-042 (1 de abril de 2026); B-1 (1 de abril de 2026).") in text
    assert squeezed("Rectificación por sustitución (R1)") in text


def test_an_untaxed_operation_says_why():
    lines = [
        line("Formació", 1, 900, 0, category="exempt"),
        line("Llicència", 1, 10, 0, category="intra_eu"),
        line("Màquina", 1, 20, 0, category="export"),
        line("Obra", 1, 30, 0, category="reverse_charge", exemption_reason="article 84.Uno.2.f de la Llei 37/1992"),
    ]
    abroad = Party("Müller GmbH", "DE811907980", street="Unter den Linden 5", city="Berlin", country="DE")
    text = said(invoice(lines, buyer=abroad))
    for expected in (
        "Operació exempta d’IVA: article 20 de la Llei 37/1992, de l’IVA.",
        "Lliurament intracomunitari exempt d’IVA: article 25",
        "Exportació exempta d’IVA: article 21",
        "Inversió del subjecte passiu: article 84.Uno.2.f de la Llei 37/1992.",
        "NIF-IVA: DE811907980", "Alemanya", "Espanya",
    ):  # fmt: skip
        assert squeezed(expected) in text, expected


def test_a_draft_is_marked_on_every_page_and_offers_no_transfer():
    made = invoice([line(f"Article {number}") for number in range(60)], status="draft")
    pages = read(render(made))
    assert len(pages) > 1
    assert all("Esborrany" in page for page in pages)
    assert "no és una factura" in pages[0]
    assert "Número provisional" in pages[0]
    assert codes.transfer(made) is None
    assert "Esborrany" not in "".join(read(render(replace(made, status="issued"))))


def test_a_simplified_invoice_names_no_buyer_and_a_paid_one_asks_for_nothing():
    made = invoice(
        [line("Cafè", 2, "7.35", 10)], document_type="simplified", buyer=None, amount_paid="16.17", due_date=None
    )
    text = said(made)
    assert "Facturasimplificada" in text
    assert "CLIENT" not in text
    assert "Facturapagada" in text
    assert "IBAN" not in text


def test_a_public_body_is_named_with_its_offices():
    text = said(invoice(buyer=replace(BUYER, dir3=Dir3("L01080193", "L01080194", "LA0001234"))))
    assert squeezed("Oficina comptable: L01080193") in text
    assert squeezed("Unitat tramitadora: LA0001234") in text


def test_only_an_issued_invoice_that_is_to_be_verified_has_the_tax_qr_and_its_texts():
    """On one that is not submitted it would promise the client a check that fails; a draft has no number to ask for."""
    live = invoice(has_record=True, shows_tax_qr=True)
    test = replace(live, environment="sandbox")
    for without in (invoice(has_record=True), replace(live, status="draft"), replace(test, status="draft")):
        assert "QRtributari" not in said(without)
        assert "VERI*FACTU" not in said(without)
    for shown in (live, test, replace(live, language="en"), replace(live, language="es")):
        assert squeezed("QR tributario:") in said(shown)
        assert "VERI*FACTU" in said(shown)
    assert "sensevalidesafiscal" in said(test)


@pytest.mark.parametrize("environment", ["live", "sandbox"])
def test_a_scanner_reads_the_address_of_the_tax_qr_from_the_page(environment):
    shown = invoice(has_record=True, shows_tax_qr=True, environment=environment, payment=Payment())
    picture = pypdfium2.PdfDocument(render(shown))[0].render(scale=200 / 72).to_pil().convert("L")
    assert programs.scanned(picture.tobytes(), picture.width) == [qr.url(shown)]


def test_the_texts_of_the_tax_qr_are_as_large_as_the_rest_and_outside_its_quiet_zone():
    """Orden HAC/1177/2024, article 21: 2 mm at least around the code, texts not smaller than other data."""
    page = pypdfium2.PdfDocument(render(invoice(has_record=True, shows_tax_qr=True, payment=Payment())))[0]
    texts = page.get_textpage()
    boxes = {name: box_of(texts, name) for name in ("QR tributario:", "VERI*FACTU", "Import")}
    drawn = [each.get_bounds() for each in page.get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    middle = [box for box in drawn if box[0] > 200 and box[2] < 400 and box[1] > 600 and box[2] - box[0] < 120]
    left, bottom, right, top = (f(box[i] for box in middle) for i, f in enumerate((min, min, max, max)))
    two_mm = 2 / 25.4 * 72
    assert boxes["QR tributario:"][1] - top >= two_mm
    assert bottom - boxes["VERI*FACTU"][3] >= two_mm
    assert 30 <= (right - left) / 72 * 25.4 <= 40
    height = boxes["Import"][3] - boxes["Import"][1]
    assert boxes["VERI*FACTU"][3] - boxes["VERI*FACTU"][1] >= height * 0.9


def box_of(texts, said_there):
    """Where a text stands on a page: left, bottom, right, top in points."""
    index, count = texts.search(said_there, match_case=True).get_next()
    boxes = [texts.get_charbox(index + each) for each in range(count)]
    return tuple(f(box[i] for box in boxes) for i, f in enumerate((min, min, max, max)))


def test_the_page_of_a_test_invoice_shows_a_qr_code_that_is_readable_and_of_the_size_of_the_order():
    test = invoice(has_record=True, shows_tax_qr=True, environment="sandbox", payment=Payment())
    page = pypdfium2.PdfDocument(render(test))[0]
    scale = 4
    picture = page.render(scale=scale).to_pil().convert("L")
    left, right = (int(picture.width * part) for part in (0.38, 0.62))
    top, bottom = int(picture.height * 0.06), int(picture.height * 0.2)
    box = picture.crop((left, top, right, bottom)).point(lambda value: 255 if value < 60 else 0).getbbox()
    assert box is not None
    millimetres = (box[2] - box[0]) / scale / 72 * 25.4
    assert 30 <= millimetres <= 40


@pytest.mark.parametrize(
    "text",
    [
        "coŀlaboració",
        '#strong[no] *és* _marcatge_ $x^2$ `codi` <etiqueta> @ref \\ // /* */ = - + #image("/etc/passwd")',
        '#include "/etc/passwd" #sys.inputs #read("x")',
        "Ελληνικά Кириллица œ ß € ½ “cometes”",
        "Línia 1\nLínia 2",
        "x" * 500,
        "ABCDEFGHIJ" * 50,
        "{page} {number} {reason} {0}",
        "'\"&<>",
    ],
)  # fmt: skip
def test_a_text_is_shown_as_it_is_and_is_never_markup(text):
    made = said(invoice([line(text)], notes=text, reference=text[:100]))
    assert made.count(squeezed(text)) >= 2


def test_texts_from_right_to_left_are_shown_and_do_not_turn_the_page():
    """A reader of text gives such a line in an order of its own: its letters and amounts are looked for one by one."""
    hebrew, arabic = "חוברת הדרכה", "خدمات استشارية"
    text = said(invoice([line(hebrew, 2, 15), line(arabic, 1, 20), line("\u202e0001 edulaneR", 1, 1)]))
    for letters in (hebrew, arabic):
        found = unicodedata.normalize("NFKC", text)
        assert all(found.count(letter) >= 1 for letter in letters if letter != " ")
    assert "30,00" in text
    assert "15,00" in text
    assert "0001edulaneR" in text  # the control that would turn it round is left out


def test_a_character_that_no_font_has_is_a_box_and_the_invoice_is_made():
    text = said(invoice([line("Pack 🎉 漢字 👩‍👩‍👧 \U0001f1ea\U0001f1f8 fi")], notes="ไทย"))
    assert "Pack□□□□□□□□□□" in text
    assert "fi" in text


def test_a_name_and_an_address_as_long_as_they_may_be_stay_on_the_page():
    long = replace(BUYER, name="Associació de coŀlaboració " * 6, street="Passatge " * 20, city="W" * 100)
    text = said(invoice(buyer=long, number="FAC-2026-" + "9" * 20))
    assert squeezed(long.name) in text
    assert "W" * 100 in text


@pytest.mark.parametrize(
    "reader", [read, lambda pdf: [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]]
)
def test_an_address_can_be_copied_from_the_page_and_a_long_word_is_broken(reader):
    email = "administracio.proveidors@fundacio.cat"
    long = replace(BUYER, email=email, website="https://example.com/" + "x" * 300, trade_name="A" * 120)
    made = invoice([line("Referència " + "0123456789" * 30)], buyer=long, notes="y" * 400)
    pages = reader(render(made))
    text = "".join(pages)
    assert email in text
    assert [character for character in text if unicodedata.category(character) == "Cf"] == []
    for word in ("0123456789" * 30, "A" * 120, "y" * 400):
        assert word in squeezed(text)
        assert word not in text, "it would run out of its column"


@pytest.mark.parametrize(
    ("percent", "reason", "said_of_it"),
    [
        ("2.5", "Pronto pagament", "Pronto pagament (2,5 %) −87,50 €"),
        ("2.5", None, "Descompte 2,5 % −87,50 €"),
        (None, "Ràpel", "Ràpel −87,50 €"),
        (None, None, "Descompte −87,50 €"),
    ],
)
def test_a_discount_is_called_as_the_invoice_calls_it(percent, reason, said_of_it):
    made = invoice(discount_percent="2.5")
    called = [replace(each, percent=Decimal(percent) if percent else None, reason=reason) for each in made.discounts]
    assert squeezed(said_of_it) in said(replace(made, discounts=tuple(called)))


def test_the_largest_amounts_are_written_in_full():
    made = invoice([line("Contracte", "999999999999", "999999999999.12345678", 21, recargo="5.2")])
    assert money(formats.money(made.total, "EUR", "ca")) in said(made)
    assert "999.999.999.999,12345678" in said(made)


@examples(15)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.decimals(-(10**9), 10**9, places=4),
    st.decimals(-(10**6), 10**6, places=8),
)
def test_any_text_and_any_amount_make_a_pdf(text, quantity, price):
    made = invoice([line(text, quantity, price)], notes=text)
    assert money(formats.number(made.lines[0].net, "ca", 2)) in said(made)


def test_the_transfers_code_is_as_the_european_payments_council_says():
    made = invoice(amount_paid=235)
    assert codes.transfer(made) == (
        f"BCD\n002\n1\nSCT\nCAIXESBBXXX\n{SELLER.name}\nES9121000418450200051332\nEUR4000.00\n\n\nFAC-2026-043"
    )
    assert "<svg" in codes.drawing(codes.transfer(made) or "")


@pytest.mark.parametrize(
    "changes",
    [
        {"currency": "USD"},
        {"status": "draft"},
        {"amount_paid": 4235},
        {"payment": Payment()},
        {"payment": replace(PAYMENT, iban="ES9121000418450200051333")},
    ],
    ids=["currency", "draft", "paid", "no account", "wrong check digits"],
)
def test_nothing_can_be_transferred_without_euros_due_and_a_valid_account(changes):
    made = invoice(**changes)
    assert codes.transfer(made) is None
    assert said(made)


@examples(15)
@given(st.integers(0, 2**32))
def test_random_invoices_say_their_totals(seed):
    made = random_invoice(random.Random(seed), can_withhold=True)
    text = said(made)
    for value in (made.subtotal, made.tax, made.total, *(each.base for each in made.taxes)):
        assert money(formats.money(value, made.currency, made.language)) in text
    assert money(formats.money(abs(made.amount_due), made.currency, made.language)) in text


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("1234567.5", "ca", "1.234.567,50"),
        ("-0.004", "ca", "−0,004"),
        ("0", "es", "0,00"),
        ("1E+3", "en", "1,000.00"),
        ("20", "en", "20.00"),
    ],
)
def test_numbers_have_the_separators_of_their_language(value, language, expected):
    assert formats.number(Decimal(value), language, 2) == expected
