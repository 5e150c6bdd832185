"""The gallery shows definitions that can be saved as they are, each short and with its test."""

import pytest

from tests.api import call
from tools import gallery, gallery_page
from tools.site.texts import TRANSLATED
from tools.template import ROOT

DEFINITIONS = gallery.definitions()


def test_the_page_shows_the_definitions():
    assert gallery_page.FILE.read_text(encoding="utf-8") == gallery_page.page()


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_page_of_a_language_shows_the_definitions_under_its_names(language):
    text = (ROOT / "docs" / language / "workflow-gallery.md").read_text(encoding="utf-8")
    assert text == gallery_page.page(language)
    for definition in DEFINITIONS.values():
        assert gallery.text_of(definition) in text
        assert f"\n\n{definition['description']}\n" not in text


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_definition_is_short_and_has_its_test(name):
    text = gallery.text_of(DEFINITIONS[name])
    assert (gallery.FOLDER / f"{name}.json").read_text(encoding="utf-8") == text + "\n"
    assert len(text.splitlines()) <= gallery.MAXIMUM_LINES
    assert (ROOT / "tests/workflows/gallery" / f"test_{name.replace('-', '_')}.py").exists()


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_definition_can_be_saved_as_it_is(name):
    for secret in ("erp_token", "llm_key"):
        call("secrets.set", {"name": secret, "value": "value", "allowed_hosts": ["api.example.com"]})
    assert call("workflows.create", DEFINITIONS[name]).data["status"] == "active"
