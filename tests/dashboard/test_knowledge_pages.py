"""Knowledge as its owner uses it, by clicks from Home in the sandbox: collections, sources of each kind, a search."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.windows import anew, call, go, judged, row, sent, settled
from tests.running import until

PRICES = b"# Preus del taller\n\n## Tall\n\nUn tall de cabells val 18 euros.\n\n## Color\n\nUn color val 45 euros.\n"


def choose(form, kind: str) -> None:
    """Choose what is added."""
    form.get_by_label(kind).check()


def test_a_collection_is_made_filled_and_asked(visit):
    title = anew("Perruqueria")
    page = visit.sign_in(path="?env=sandbox")
    visit.allowed += ["400", "422"]
    go(page, "Coneixement")
    page.get_by_role("button", name="Crea una col·lecció").click()
    form = page.get_by_role("dialog", name="Crea una col·lecció")
    form.get_by_role("button", name="Crea la col·lecció").click()
    expect(form.get_by_label("Títol")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Títol").fill(title)
    form.get_by_role("button", name="Crea la col·lecció").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.get_by_text("Encara no hi ha cap text")).to_be_visible()

    page.get_by_role("button", name="Afegeix una font").first.click()
    form = page.get_by_role("dialog", name=f"Afegeix una font a «{title}»")
    form.get_by_role("button", name="Afegeix-la").click()
    expect(form.get_by_label("Pregunta", exact=True)).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Pregunta", exact=True).fill("Obriu els dilluns?")
    form.get_by_label("Resposta", exact=True).fill("No, els dilluns tanquem.")
    with sent(page, "knowledge/add"):
        form.get_by_role("button", name="Afegeix-la").click()
    expect(row(page, "Obriu els dilluns?")).to_contain_text("llegida")

    page.get_by_role("button", name="Afegeix una font").click()
    choose(form, "Un document")
    form.get_by_label("Puja un fitxer").set_input_files(
        {"name": "preus.md", "mimeType": "text/markdown", "buffer": PRICES}
    )
    expect(form.get_by_text("preus.md")).to_be_visible()
    with sent(page, "knowledge/add"):
        form.get_by_role("button", name="Afegeix-la").click()
    expect(row(page, "document")).to_contain_text("2 passatges")

    page.get_by_role("tab", name="Prova una cerca").click()
    page.get_by_label("Pregunta", exact=True).fill("quant val el color?")
    page.get_by_role("button", name="Cerca", exact=True).click()
    passages = page.get_by_role("list", name="Passatges trobats")
    expect(page).to_have_url(re.compile("[?&]q=quant"))
    until(lambda: found_after_reload(page, passages))  # the texts are put in order some seconds after they were read
    expect(passages.get_by_role("listitem").first).to_contain_text("Un color val 45 euros")
    expect(passages.get_by_role("link", name="preus.md").first).to_be_visible()
    expect(page.get_by_text("S’ha cercat per paraules.")).to_be_visible()
    page.get_by_label("Pregunta", exact=True).fill("xilòfon")
    page.get_by_label("Pregunta", exact=True).press("Enter")
    expect(page.get_by_text("Cap text no hi respon")).to_be_visible()


def found_after_reload(page: Page, passages: Locator) -> bool:
    """Whether there are passages, on the page as it is or when it is read anew."""
    settled(page)
    if passages.count() == 0:
        page.reload()
        settled(page)
    return passages.count() > 0


def test_a_source_that_cannot_be_read_says_why_and_is_removed(visit):
    page = visit.sign_in(path="?env=sandbox")
    call(visit, "knowledge/collections/define", collection="fallades", title="Fallades")
    go(page, "Coneixement")
    page.get_by_role("link", name="Fallades").click()
    page.get_by_role("button", name="Afegeix una font").first.click()
    form = page.get_by_role("dialog", name="Afegeix una font a «Fallades»")
    choose(form, "Una pàgina web")
    form.get_by_label("Adreça de la pàgina").fill("https://127.0.0.1/preus")
    form.get_by_role("button", name="Afegeix-la").click()
    failed = row(page, "https://127.0.0.1/preus")
    expect(failed).to_contain_text("no s’ha pogut llegir")
    expect(failed).to_contain_text("No s’hi ha pogut connectar")
    page.get_by_label("Estat").select_option("failed")
    failed.get_by_role("button", name="Accions de https://127.0.0.1/preus").click()
    page.get_by_role("menuitem", name="Treu-la").click()
    page.get_by_role("dialog", name="Vols treure").get_by_role("button", name="Treu-la").click()
    expect(failed).to_have_count(0)
    assert call(visit, "knowledge/list", collection="fallades")["sources"] == []


def test_a_collection_is_renamed_archived_and_used_again(visit):
    page = visit.sign_in(path="?env=sandbox")
    call(visit, "knowledge/collections/define", collection="vella", title="Vella", description="Preus d’abans.")
    go(page, "Coneixement")
    page.get_by_role("link", name="Vella").click()
    page.get_by_role("button", name="Edita").click()
    form = page.get_by_role("dialog", name="Edita «Vella»")
    form.get_by_label("Títol").fill("Preus vells")
    form.get_by_role("button", name="Desa").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Preus vells")
    page.get_by_role("button", name="Arxiva").click()
    page.get_by_role("dialog", name="Vols arxivar").get_by_role("button", name="Arxiva-la").click()
    expect(page.get_by_text("Està arxivada")).to_be_visible()
    expect(page.get_by_role("button", name="Afegeix una font")).to_have_count(0)
    page.get_by_role("button", name="Torna-la a fer servir").click()
    expect(page.get_by_role("button", name="Afegeix una font").first).to_be_visible()
    listed = call(visit, "knowledge/collections/list", per_page=50)["collections"]
    own = next(each for each in listed if each["collection"] == "vella")
    assert (own["title"], own["status"], own["description"]) == ("Preus vells", "active", "Preus d’abans.")


def test_a_viewer_reads_and_asks_and_changes_nothing(windows):
    page = windows().sign_in("viewer", path="knowledge/botiga?env=sandbox&tab=search&q=Quan%20obriu%20dissabte%3F")
    expect(page.get_by_role("list", name="Passatges trobats")).to_contain_text("dissabtes de 10 a 14 h")
    for name in ("Afegeix una font", "Edita", "Arxiva"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_a_collection_is_shown_after_two_requests(visit):
    page = visit.sign_in(path="cases?env=sandbox")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/knowledge" in request.url else None)
    visit.go("/knowledge/botiga?env=sandbox")
    expect(row(page, "A quina hora obriu?")).to_be_visible()
    assert [url.partition("/v1")[2] for url in asked] == ["/knowledge/collections/list", "/knowledge/list"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_failed_source_is_accessible_and_fits_the_screen(windows, artifacts, theme):
    visit = windows(color_scheme=theme, bypass_csp=True)
    page = visit.sign_in(path="knowledge?env=sandbox")
    call(visit, "knowledge/collections/define", collection="fotos", title="Fotos")
    call(visit, "knowledge/add", collection="fotos", url=f"https://127.0.0.1/{'preus-' * 12}fi")
    page.goto("knowledge/fotos?env=sandbox")
    expect(page.get_by_text("No s’hi ha pogut connectar")).to_be_visible()
    found = judged(page, "fotos", (390, 1440), lambda width: artifacts(page, f"knowledge-failed-{width}-{theme}"))
    assert found == {}
