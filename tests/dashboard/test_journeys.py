"""What a person does from Home on, by clicks alone: the pages that were seen before are part of it."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.conftest import SLOW, Visit, row, settled, violations
from tests.dashboard.people import bearer
from tools.dashboard.build import DASHBOARD

pytestmark = pytest.mark.e2e

SHOWN_AT_ONCE = {"keys", "webhooks", "contacts", "cases", "workflows", "auth.sessions"}
"""The lists that show a write before the API has answered. The walk from Home below has every such write."""


def test_the_walk_has_every_list_that_shows_a_write_at_once():
    sources = (file.read_text(encoding="utf-8") for file in (DASHBOARD / "src" / "pages").glob("**/*.tsx"))
    lists = {name for text in sources for name in re.findall(r"\bat: '([\w.]+?)\.?[lL]ist'", text)}
    assert lists == SHOWN_AT_ONCE


def call(visit: Visit, operation: str, **data: object) -> Any:
    """Call the API as the owner, in live."""
    answer = visit.platform.call(f"/v1/{operation}", {"data": data}, **bearer(visit.platform))
    assert answer.status in (200, 201, 202), answer.body
    return answer.json()["data"]


def go(page: Page, name: str) -> None:
    """Open a page from the menu."""
    page.get_by_role("navigation", name="Menú principal").first.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible(timeout=SLOW)
    settled(page)


@contextmanager
def sent(page: Page, operation: str) -> Iterator[None]:
    """What is clicked inside sends an operation, which the API carries out, and says no fault."""
    with page.expect_response(f"**/v1/{operation}", timeout=SLOW) as answer:
        yield
    assert answer.value.ok, answer.value.text()
    expect(page.get_by_role("alert")).to_have_count(0)


def seen_from_home(visit: Visit) -> Page:
    """Sign in at Home and look around: what these pages keep is of the operations that others change."""
    page = visit.sign_in()
    settled(page)
    for name in ("Peticions", "Auditoria", "Execucions", "Factures"):
        go(page, name)
    page.get_by_role("button", name="Crea una factura").click()
    expect(page.get_by_role("combobox", name="Client")).to_be_visible(timeout=SLOW)
    page.keyboard.press("Escape")
    return page


def test_every_write_that_a_list_shows_at_once_is_sent_after_home_was_seen(visit):
    visit.allowed.append("404")  # the page of the webhook that is deleted asks for it once more
    name = f"Passeig {secrets.token_hex(3)}"
    key = call(visit, "keys/create", name=name, environment="live", scopes=["contacts:read"])
    hook = call(visit, "webhooks/create", url=f"https://example.com/{secrets.token_hex(4)}", events=["invoice.paid"])
    call(visit, "contacts/create", type="company", name=name)
    call(visit, "cases/create", title=name)
    steps = [{"type": "wait", "id": "pause", "input": {"seconds": 1}}]
    call(visit, "workflows/create", name=name, trigger_type="manual", steps=steps)
    page = seen_from_home(visit)

    go(page, "Claus d’API")
    page.get_by_role("button", name=f"Accions de {name}").click()
    page.get_by_role("menuitem", name="Revoca").click()
    with sent(page, "keys/revoke"):
        page.get_by_role("button", name="Revoca la clau").click()
    expect(row(page, name)).to_contain_text("revocada")
    assert visit.platform.call("/v1/contacts/list", {}, X_API_Key=key["key"]).status == 401

    go(page, "Webhooks")
    page.get_by_role("link", name=hook["url"]).click()
    page.get_by_role("button", name="Més accions").click(timeout=SLOW)
    page.get_by_role("menuitem", name="Elimina").click()
    with sent(page, "webhooks/delete"):
        page.get_by_role("button", name="Elimina el webhook").click()
    expect(row(page, hook["url"])).to_have_count(0, timeout=SLOW)

    go(page, "Contactes")
    page.get_by_role("link", name=name).click()
    page.get_by_role("dialog").get_by_role("button", name="Arxiva").click(timeout=SLOW)
    with sent(page, "contacts/archive"):
        page.get_by_role("button", name="Arxiva el contacte").click()
    expect(row(page, name)).to_have_count(0)

    go(page, "Casos")
    page.get_by_role("link", name=re.compile(name)).click()
    with sent(page, "cases/update"):
        page.get_by_role("dialog").get_by_label("Estat").select_option("waiting", timeout=SLOW)
    page.keyboard.press("Escape")
    expect(row(page, name)).to_contain_text("a l’espera")

    go(page, "Fluxos de treball")
    change_the_workflow(page, name)

    bearer(visit.platform)  # another session, which the list shows
    page.get_by_role("button", name="El teu compte").click()
    page.get_by_role("menuitem", name="Contrasenya i seguretat").click()
    ends = page.get_by_role("table", name="Sessions obertes").get_by_role("button", name="Tanca-la")
    expect(ends.first).to_be_visible(timeout=SLOW)
    with sent(page, "auth/sessions/end"):
        ends.first.click()
    expect(page.get_by_text("S’ha tancat la sessió.")).to_be_visible()


def change_the_workflow(page: Page, name: str) -> None:
    """Each change that the menu of a workflow has, one after the other, until it is deleted."""

    def choose(item: str) -> None:
        page.get_by_role("button", name=f"Accions de {name}").click()
        page.get_by_role("menuitem", name=item, exact=True).click()

    for item, operation in (
        ("Posa en pausa", "workflows/pause"),
        ("Reprèn", "workflows/resume"),
        ("Desactiva", "workflows/update"),
        ("Activa", "workflows/update"),
    ):
        with sent(page, operation):
            choose(item)
    archive(page, choose)
    page.get_by_label("Estat", exact=True).select_option("archived")
    with sent(page, "workflows/restore"):
        choose("Recupera")
    page.get_by_label("Estat", exact=True).select_option("inactive")
    archive(page, choose)
    page.get_by_label("Estat", exact=True).select_option("archived")
    choose("Esborra")
    with sent(page, "workflows/delete"):
        page.get_by_role("button", name="Esborra el flux").click()
    expect(row(page, name)).to_have_count(0)


def archive(page: Page, choose: Any) -> None:
    """Archive the workflow, which asks first."""
    choose("Arxiva")
    with sent(page, "workflows/archive"):
        page.get_by_role("button", name="Arxiva el flux").click()


def test_a_price_is_what_was_typed_or_is_asked(visit):
    page = visit.sign_in()
    go(page, "Factures")
    page.get_by_role("button", name="Crea una factura").click()
    dialog = page.get_by_role("dialog", name="Crea una factura")
    dialog.get_by_role("combobox", name="Client").fill("empresa abc")
    dialog.get_by_role("option", name="Empresa ABC S.L.").click(timeout=SLOW)
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
    expect(page.get_by_text("3.025,00 €")).to_be_visible(timeout=SLOW)

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
    expect(page.get_by_text("€3,026.21")).to_be_visible(timeout=SLOW)


def fill(form: Page | Locator, **values: str) -> None:
    """Fill fields by their labels: `Codi_postal` is that of the postal code."""
    for label, value in values.items():
        form.get_by_label(label.replace("_", " ")).first.fill(value)


def test_the_first_invoice_of_500_euros_with_irpf_is_issued_from_nothing(visit, organisation):
    owner = organisation("pro")["users"][0]
    page = visit.sign_in_as(owner["email"], owner["password"])
    settled(page)
    go(page, "Contactes")
    page.get_by_role("button", name="Crea un contacte").first.click()
    fill(page.get_by_role("dialog"), Nom_o_raó_social="Gestoria Prat SL")
    page.get_by_role("button", name="Crea el contacte").click()
    expect(page.get_by_role("dialog", name="Gestoria Prat SL")).to_be_visible(timeout=SLOW)
    page.keyboard.press("Escape")

    go(page, "Factures")
    page.get_by_role("button", name="Crea una factura").first.click()
    form = page.get_by_role("dialog", name="Crea una factura")
    form.get_by_role("combobox", name="Client").fill("gestoria")
    form.get_by_role("option", name="Gestoria Prat SL").click(timeout=SLOW)
    fill(form, Concepte="Assessorament", Preu="500")
    form.get_by_label("Retenció d’IRPF").select_option("15 %")
    form.get_by_role("button", name="Crea l’esborrany").click()
    expect(page.get_by_text("-75,00 €")).to_be_visible(timeout=SLOW)

    page.get_by_role("button", name="Emet", exact=True).click()
    own = page.get_by_role("form", name="Dades de facturació")
    expect(own).to_be_visible(timeout=SLOW)
    own.get_by_label("NIF", exact=True).fill("12345678Z")
    fill(own, Raó_social="Núria Vila", Carrer="Carrer Major, 1", Codi_postal="08500", Població="Vic", País="ES")
    with sent(page, "invoices/settings_update"):
        own.get_by_role("button", name="Desa").click()

    dialog = page.get_by_role("dialog", name=re.compile("^Emet "))
    number = dialog.get_by_label("NIF", exact=True)
    expect(number).to_be_visible(timeout=SLOW)
    with sent(page, "invoices/validate"):
        dialog.get_by_role("button", name="Emet la factura").click()
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_text("Falta.")).to_have_count(3)
    assert violations(page) == {}
    number.fill("B12345674")
    fill(dialog, Carrer_i_número="Rambla, 2", Codi_postal="08001", Població="Barcelona")
    with sent(page, "invoices/issue"):
        dialog.get_by_role("button", name="Emet la factura").click()
    expect(page.locator("main dl").first).to_contain_text("emesa", timeout=SLOW)
    expect(page.get_by_text("530,00 €")).to_be_visible()

    page.get_by_role("link", name="Gestoria Prat SL").click()
    contact = page.get_by_role("dialog", name="Gestoria Prat SL")
    expect(contact).to_contain_text("B12345674", timeout=SLOW)
    expect(contact).to_contain_text("Rambla, 2, 08001 Barcelona")
    contact.get_by_role("button", name="Edita").click()
    expect(contact.get_by_role("textbox", name=re.compile("^NIF"))).to_have_value("B12345674")
    contact.get_by_label("Codi postal").fill("08002")
    with sent(page, "contacts/update"):
        contact.get_by_role("button", name="Desa").click()
    expect(contact).to_contain_text("Rambla, 2, 08002 Barcelona", timeout=SLOW)
