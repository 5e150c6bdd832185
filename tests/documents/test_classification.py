"""Rules tell a document's category by the names that a request gives its categories, and `other` when none fits."""

import pytest
from bivelio_core.documents.analysis.classification import classify_by_rules
from bivelio_core.documents.analysis.reader import read
from bivelio_core.documents.analysis.readings import Reading
from bivelio_core.documents.analysis.refusals import Refused

from tests.documents import texts
from tests.documents.files import INVOICE_TEXT, pdf, ubl

CATEGORIES = ["invoice", "contract", "deed", "receipt", "report", "other"]


@pytest.mark.parametrize(
    ("text", "category", "language"),
    [
        (INVOICE_TEXT, "invoice", "ca"),
        (texts.SPANISH_INVOICE, "invoice", "es"),
        (texts.ENGLISH_INVOICE, "invoice", "en"),
        (texts.CATALAN_RECEIPT, "receipt", "ca"),
        (texts.SPANISH_CONTRACT, "contract", "es"),
        (texts.CATALAN_DEED, "deed", "ca"),
        (texts.ENGLISH_REPORT, "report", "en"),
        (texts.CATALAN_LETTER, "other", "ca"),
    ],
)
def test_a_document_is_told_by_what_it_says(text, category, language):
    found = classify_by_rules(texts.reading(text), CATEGORIES)
    assert (found.category, found.language) == (category, language)
    assert 0 < found.confidence < 1


@pytest.mark.parametrize(
    ("categories", "answer"),
    [
        (["Factures", "Contractes"], "Contractes"),
        (["factura", "contrato"], "contrato"),
        (["BILL", "Agreement", "miscellaneous"], "Agreement"),
        (["factura", "altres"], "altres"),
        (["factura"], "other"),
        (["garden furniture", "factura"], "other"),
    ],
)
def test_categories_are_answered_in_the_words_of_the_request(categories, answer):
    assert classify_by_rules(texts.reading(texts.SPANISH_CONTRACT), categories).category == answer


def test_a_category_nobody_knows_is_looked_for_by_its_words():
    menu = texts.reading(
        "Menú del dia\nAmanida verda i sopa de peix\nMenú infantil\nPreu del menú: 14,50 €\nMenú degustació"
    )
    assert classify_by_rules(menu, ["factura", "menú", "other"]).category == "menú"


def test_what_a_contract_is_more_exactly_is_its_subcategory():
    found = classify_by_rules(texts.reading(texts.SPANISH_CONTRACT), CATEGORIES)
    assert found.subcategory == "service_agreement"
    assert found.summary is not None
    assert found.summary.startswith("CONTRATO DE PRESTACIÓN DE SERVICIOS En Madrid")
    assert len(found.summary) <= 301


def test_an_invoice_as_data_is_an_invoice_whatever_its_pages_say():
    contract = read(pdf([texts.SPANISH_CONTRACT], attachments=[("factur-x.xml", ubl())]))
    assert classify_by_rules(contract, CATEGORIES).category == "invoice"


def test_a_document_without_text_is_refused():
    with pytest.raises(Refused) as refused:
        classify_by_rules(Reading("image", "image/png", 1), CATEGORIES)
    assert refused.value.reason == "no_text"
