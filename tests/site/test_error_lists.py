"""The page of an operation lists the errors that openapi.json has of it, with what to do about each."""

from tools.raised import raised
from tools.sdk.document import Document
from tools.site.reference import error_pages, error_slug, reference, remedies
from tools.site.texts import TRANSLATED, meaning, translation
from tools.subclasses import failures


def test_the_page_of_an_operation_has_the_errors_of_its_code():
    codes = {operation: about["codes"] for operation, about in reference(Document()).items()}
    assert codes["agents.invoke"]["402"] == ["CREDITS_EXHAUSTED"]
    assert {operation: raised(operation) for operation in codes} == codes


def test_every_error_of_an_operation_says_what_to_do_in_each_language():
    document = Document()
    advice = remedies(document)
    codes = {code for method in document.methods for each in method.described["x-errors"].values() for code in each}
    assert [code for code in codes if not all(advice[code][language] for language in ("ca", "es", "en"))] == []


def test_every_status_of_every_operation_has_a_code():
    for method in Document().methods:
        failed = [status for status in method.described["responses"] if not status.startswith("2")]
        assert failed == list(method.described["x-errors"]), method.operation


def test_the_page_of_an_error_says_in_its_language_when_it_comes():
    """A new error may wait for its translation, which `make translations` lists; the pages as a whole may not."""
    pages = dict(error_pages(Document()))
    for language in TRANSLATED:
        sentences = {meaning(kind): f"{language}/{error_slug(kind.code)}" for kind in failures()}
        said = {text: translation(text, language) for text in sentences}
        assert [text for text, place in sentences.items() if said[text] not in pages[place]] == []
        waiting = [text for text in sentences if said[text] == text]
        assert len(waiting) <= len(sentences) / 20, waiting
