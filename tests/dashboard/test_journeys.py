"""What a person does from Home on, by clicks alone: the pages that were seen before are part of it."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.dashboard.windows import go, sent, settled, violations
from tools.dashboard.build import DASHBOARD

SHOWN_AT_ONCE = {"keys", "webhooks", "contacts", "cases", "deals", "workflows", "auth.sessions"}
"""The lists that show a write before the API has answered. The walk from Home below has every such write."""


def test_the_walk_has_every_list_that_shows_a_write_at_once():
    sources = (file.read_text(encoding="utf-8") for file in (DASHBOARD / "src" / "pages").glob("**/*.tsx"))
    lists = {name for text in sources for name in re.findall(r"\bat: '([\w.]+?)\.?[lL]ist'", text)}
    assert lists == SHOWN_AT_ONCE


def test_a_price_is_what_was_typed_or_is_asked(visit):
    page = visit.sign_in()
    go(page, "Factures")
    page.get_by_role("button", name="Crea una factura").click()
    dialog = page.get_by_role("dialog", name="Crea una factura")
    dialog.get_by_role("combobox", name="Client").fill("empresa abc")
    dialog.get_by_role("option", name="Empresa ABC S.L.").click()
    dialog.get_by_label("Concepte").fill("Portes")
    price = dialog.get_by_label("Preu")
    price.fill("1.250,5")
    dialog.get_by_label("Concepte").focus()
    expect(price).to_have_value("1.250,50\u00a0€")
    expect(dialog.get_by_text("Sense impostos: 1.250,50\u00a0€")).to_be_visible()

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/invoices/create" in request.url else None)
    price.fill("1.250")
    price.press("Enter")
    expect(price).to_be_focused()
    expect(price).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_text("Vols dir 1.250,00\u00a0€ o 1,25\u00a0€?")).to_be_visible()
    assert violations(page) == {}
    assert asked == []
    dialog.get_by_role("button", name="1.250,00\u00a0€").click()
    expect(price).to_have_value("1.250,00\u00a0€")
    expect(price).not_to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Quantitat").fill("dotze")
    dialog.get_by_role("button", name="Crea l’esborrany").click()
    expect(dialog.get_by_text("No és un nombre. Escriu-lo així: 1.250,5.")).to_be_visible()
    dialog.get_by_label("Quantitat").fill("2")
    dialog.get_by_role("button", name="Crea l’esborrany").click()
    expect(page.get_by_text("3.025,00 €", exact=True)).to_be_visible()

    page.get_by_role("button", name="El teu compte").click()
    page.get_by_role("menuitemradio", name="English").click()
    page.get_by_role("button", name="Edit", exact=True).click()
    price = page.get_by_role("dialog").get_by_label("Price")
    expect(price).to_have_value("€1,250.00")
    price.fill("1,250.50")
    price.press("Tab")
    expect(price).to_have_value("€1,250.50")
    with sent(page, "invoices/update"):
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("€3,026.21")).to_be_visible()


def fill(form: Page | Locator, **values: str) -> None:
    """Fill fields by their labels: `Codi_postal` is that of the postal code."""
    for label, value in values.items():
        form.get_by_label(label.replace("_", " ")).first.fill(value)


def say_who_issues(page: Page) -> None:
    """Fill in who issues invoices, which the first one asks for."""
    own = page.get_by_role("form", name="Dades de facturació")
    expect(own).to_be_visible()
    own.get_by_label("NIF", exact=True).fill("12345678Z")
    fill(own, Raó_social="Núria Vila", Carrer="Carrer Major, 1", Codi_postal="08500", Població="Vic", País="ES")
    with sent(page, "invoices/settings_update"):
        own.get_by_role("button", name="Desa").click()


def take_back(page: Page) -> None:
    """Rectify the invoice of 605 euros that is shown, all of it."""
    page.get_by_role("button", name="Rectifica", exact=True).click()
    rectification = page.get_by_role("dialog", name=re.compile("^Rectifica "))
    rectification.get_by_label("Per què").fill("L’hora no es va fer")
    with sent(page, "invoices/rectify"):
        rectification.get_by_role("button", name="Emet la rectificativa").click()
    expect(page.get_by_text("-605,00 €").first).to_be_visible()


def come_back(page: Page) -> None:
    """Go from a rectification to what it rectifies."""
    page.locator("main dl").first.get_by_role("link", name=re.compile("^FAC-")).click()
    expect(page.locator("main dl").first).to_contain_text("Rectificada per")


def test_the_first_invoice_of_500_euros_with_irpf_is_issued_from_nothing(visit, organisation, jobs):
    owner = organisation("pro")["users"][0]
    page = visit.sign_in_as(owner["email"], owner["password"])
    settled(page)
    with jobs.clicks("the first invoice with IRPF from nothing", page):
        go(page, "Contactes")
        page.get_by_role("button", name="Crea un contacte").first.click()
        fill(page.get_by_role("dialog"), Nom_o_raó_social="Gestoria Prat SL", Correu_electrònic="hola@prat.example.com")
        page.get_by_role("button", name="Crea el contacte").click()
        expect(page.get_by_role("heading", level=1, name="Gestoria Prat SL")).to_be_visible()

        go(page, "Factures")
        page.get_by_role("button", name="Crea una factura").first.click()
        form = page.get_by_role("dialog", name="Crea una factura")
        form.get_by_role("combobox", name="Client").fill("gestoria")
        form.get_by_role("option", name="Gestoria Prat SL").click()
        fill(form, Concepte="Assessorament", Preu="500")
        form.get_by_label("Retenció d’IRPF").select_option("15 %")
        totals = form.get_by_role("region", name="El que val")
        expect(totals).to_contain_text("IRPF 15 %-75,00\u00a0€Per cobrar530,00\u00a0€")
        form.get_by_role("button", name="Crea i emet").click()
        say_who_issues(page)
        dialog = page.get_by_role("dialog", name=re.compile("^Emet "))
        number = dialog.get_by_label("NIF", exact=True)
        expect(number).to_be_visible()
        with sent(page, "invoices/validate"):
            dialog.get_by_role("button", name="Emet la factura").click()
        expect(number).to_have_attribute("aria-invalid", "true")
        expect(dialog.get_by_text("Falta.")).to_have_count(3)
        assert violations(page) == {}
        number.fill("B12345674")
        fill(dialog, Carrer_i_número="Rambla, 2", Codi_postal="08001", Població="Barcelona")
        with sent(page, "invoices/issue"):
            dialog.get_by_role("button", name="Emet la factura").click()
        account = page.get_by_role("form", name="Compte de correu")
        expect(account).to_contain_text("Primer connecta el compte de correu de l’empresa")
        account.get_by_role("button", name="Cancel·la").click()
        expect(page.locator("main dl").first).to_contain_text("emesa")
    expect(page.get_by_text("530,00 €", exact=True)).to_be_visible()

    with jobs.clicks("rectify it", page):
        take_back(page)
    come_back(page)

    page.get_by_role("link", name="Gestoria Prat SL").click()
    contact = page.get_by_role("main")
    expect(contact).to_contain_text("B12345674")
    expect(contact).to_contain_text("Rambla, 2, 08001 Barcelona")
    contact.get_by_role("button", name="Edita: Adreça").click()
    contact.get_by_label("Codi postal").fill("08002")
    with sent(page, "contacts/update"):
        contact.get_by_role("button", name="Desa", exact=True).click()
    expect(contact).to_contain_text("Rambla, 2, 08002 Barcelona")
