"""The first day of a company, by clicks from its first steps: from signing in to an invoice in its own mailbox."""

import re
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.dashboard.test_journeys import fill
from tests.dashboard.windows import Visit, sent, settled, violations
from tests.front_door import FrontDoor
from tests.mail_server import MailServer

NURIA = "nuria@vila.example.com"
PASSWORD = "una contrasenya ben llarga"


def begun(platform: FrontDoor, slug: str) -> None:
    """Make a company of its own, with an owner and nothing else."""
    owner = {"email": NURIA, "password": PASSWORD}
    platform.operate("create_organisation", {"name": "Núria Vila", "plan": "starter", "slug": slug, "owner": owner})


def take_step(page: Page, name: str, done: int) -> None:
    """Go home and take the first step that is still to be taken, once so many are known to be done."""
    home = page.get_by_role("link", name="Inici", exact=True).first
    if home.get_attribute("aria-current") != "page":
        home.click()
    steps = page.get_by_role("region", name="Primers passos")
    expect(steps).to_contain_text(f"{done} de 6")
    step = steps.get_by_role("listitem").filter(has_text=name)
    expect(step.get_by_label("per fer")).to_be_visible()
    step.get_by_role("link").click()


def test_a_new_company_sends_itself_its_first_invoice_without_a_dead_end(
    visit: Visit, platform: FrontDoor, tmp_path: Path
) -> None:
    begun(platform, "vila")
    page = visit.sign_in_by_form(NURIA, PASSWORD)
    settled(page)

    take_step(page, "Posa les dades de l’empresa", done=0)
    own = page.get_by_role("form", name="Dades de facturació")
    own.get_by_label("NIF", exact=True).fill("12345678Z")
    fill(own, Raó_social="Núria Vila", Carrer="Carrer Major, 1", Codi_postal="08500", Població="Vic")
    with sent(page, "invoices/settings_update"):
        own.get_by_role("button", name="Desa").click()
    expect(own).to_have_count(0)

    take_step(page, "Crea el primer contacte", done=1)
    fill(page.get_by_role("dialog"), Nom_o_raó_social="Gestoria Prat SL", Correu_electrònic=NURIA)
    page.get_by_role("button", name="Crea el contacte").click()
    expect(page.get_by_role("heading", level=1, name="Gestoria Prat SL")).to_be_visible()

    take_step(page, "Fes la primera factura", done=2)
    form = page.get_by_role("dialog", name="Crea una factura")
    form.get_by_role("combobox", name="Client").fill("gestoria")
    form.get_by_role("option", name="Gestoria Prat SL").click()
    fill(form, Concepte="Assessorament", Preu="500")
    form.get_by_role("button", name="Crea l’esborrany").click()
    expect(page.get_by_role("heading", level=1, name="Esborrany")).to_be_visible()

    take_step(page, "Envia alguna cosa de debò", done=3)
    dialog = page.get_by_role("dialog", name="Emet la factura")
    fill(dialog, NIF="B12345674", Carrer_i_número="Rambla, 2", Codi_postal="08001", Població="Barcelona")
    with sent(page, "invoices/issue"):
        dialog.get_by_role("button", name="Emet la factura").click()
    account = page.get_by_role("form", name="Compte de correu")
    expect(account).to_be_visible()
    assert violations(page) == {}
    with MailServer(tmp_path, tls="none") as mails:
        account.get_by_label("Servidor").fill("127.0.0.1")
        account.get_by_label("Port").fill(str(mails.port))
        account.get_by_label("Adreça des d’on s’envia").fill(NURIA)
        with sent(page, "integrations/connect"):
            account.get_by_role("button", name="Connecta’l").click()
        mail = page.get_by_role("dialog", name=re.compile("^Envia FAC-"))
        expect(mail.get_by_label("A qui")).to_have_value(NURIA)
        with sent(page, "invoices/send"):
            mail.get_by_role("button", name="Envia la factura").click()
        expect(page.locator("main dl").first).to_contain_text("enviada")
        (received,) = [each for each in mails.mails if each.recipients == (NURIA,)]
    message = message_from_bytes(received.content, policy=policy.default)
    assert re.fullmatch(r"Factura FAC-\d{4}-001 de Núria Vila", message["Subject"])
    (attached,) = message.iter_attachments()
    assert attached.get_content().startswith(b"%PDF")

    page.get_by_role("link", name="Inici", exact=True).first.click()
    steps = page.get_by_role("region", name="Primers passos")
    expect(steps.get_by_label("fet")).to_have_count(4)
    expect(steps).to_contain_text("4 de 6")


def test_who_may_not_connect_the_mail_is_told_who_does(visit: Visit, organisation) -> None:
    users = {each["role"]: each for each in organisation("pro")["users"]}
    page = visit.sign_in_as(users["owner"]["email"], users["owner"]["password"], "settings/organisation?edit=true")
    own = page.get_by_role("form", name="Dades de facturació")
    expect(own.get_by_label("País")).to_have_value("ES")
    own.get_by_label("NIF", exact=True).fill("12345678Z")
    fill(own, Raó_social="Núria Vila", Carrer="Carrer Major, 1", Codi_postal="08500", Població="Vic")
    with sent(page, "invoices/settings_update"):
        own.get_by_role("button", name="Desa").click()
    visit.page.context.clear_cookies()
    visit.allowed += ["status of 401", "status of 422"]
    page = visit.sign_in_as(users["member"]["email"], users["member"]["password"], "contacts?new=true")
    form = page.get_by_role("dialog")
    fill(form, Nom_o_raó_social="Gestoria Prat SL", Correu_electrònic="hola@prat.example.com")
    fill(form, NIF="B12345674", Carrer_i_número="Rambla, 2", Codi_postal="08001", Població="Barcelona")
    page.get_by_role("button", name="Crea el contacte").click()
    expect(page.get_by_role("heading", level=1, name="Gestoria Prat SL")).to_be_visible()
    visit.go("/invoices?new=true")
    form = page.get_by_role("dialog", name="Crea una factura")
    form.get_by_role("combobox", name="Client").fill("gestoria")
    form.get_by_role("option", name="Gestoria Prat SL").click()
    fill(form, Concepte="Assessorament", Preu="500")
    form.get_by_role("button", name="Crea i emet").click()
    page.get_by_role("dialog", name="Emet la factura").get_by_role("button", name="Emet la factura").click()
    mail = page.get_by_role("dialog", name=re.compile("^Envia FAC-"))
    mail.get_by_label("Text").fill("Us adjuntem la factura.")
    mail.get_by_role("button", name="Envia la factura").click()
    expect(mail).to_contain_text("El connecta un administrador, a «Connexions».")
    expect(mail).not_to_contain_text("/integrations/connect")
    expect(mail.get_by_label("Text")).to_have_value("Us adjuntem la factura.")
