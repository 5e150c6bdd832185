"""Jobs of an owner by the keyboard alone: what has the focus is always there and seen, and the keys are counted."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.dashboard.editor import Call, api, create
from tests.dashboard.jobs import Jobs
from tests.dashboard.keyboard import Keyboard, without_mouse
from tests.dashboard.test_quarter_pages import overdue_of
from tests.dashboard.test_received_pages import number_of, paper, shown
from tests.dashboard.windows import Visit, anew, sent, settled

__all__ = ["api", "create"]

MOST_KEYS = {
    "the first invoice with IRPF from nothing": 240,
    "rectify it": 40,
    "supplier's PDF to booked": 66,
    "remind who has not paid": 40,
    "book and move an appointment": 80,
    "approve an expense": 35,
    "give the adviser the quarter": 40,
}
"""So many keys each job takes at most, of which what is typed is most."""


def over(jobs: Jobs, keys: Keyboard, job: str) -> None:
    """The job is over, with no more keys than it took when it was counted; the count begins anew."""
    jobs.keys(job, keys)
    assert keys.count <= MOST_KEYS[job], (job, keys.count)
    keys.count = keys.targets = 0


def begin(visit: Visit, email: str, password: str, path: str = "") -> Page:
    """Sign in, and wait for the page."""
    page = visit.sign_in_as(email, password, path)
    settled(page)
    return page


def fill(keys: Keyboard, form: Page | Locator, **values: str) -> None:
    """Fill fields by their labels, in the order of the form."""
    for label, value in values.items():
        keys.fill(form.get_by_label(label.replace("_", " ")).first, value)


def test_the_first_invoice_with_irpf_from_nothing_and_its_rectification(
    visit: Visit, organisation: Callable[[str], Any], jobs: Jobs
) -> None:
    owner = organisation("pro")["users"][0]
    page = begin(visit, owner["email"], owner["password"])
    with without_mouse(page) as keys:
        keys.open("Contactes")
        keys.push(page.get_by_role("button", name="Crea un contacte").first)
        form = page.get_by_role("dialog")
        fill(keys, form, Nom_o_raó_social="Gestoria Prat SL", Correu_electrònic="hola@prat.example.com")
        fill(keys, form, NIF="B12345674", Carrer_i_número="Rambla, 2", Codi_postal="08001", Població="Barcelona")
        keys.press("Enter")
        expect(page.get_by_role("heading", level=1, name="Gestoria Prat SL")).to_be_visible()

        keys.open("Factures")
        keys.push(page.get_by_role("button", name="Crea una factura").first)
        form = page.get_by_role("dialog", name="Crea una factura")
        client = form.get_by_role("combobox", name="Client")
        keys.fill(client, "gestoria")
        expect(form.get_by_role("option", name="Gestoria Prat SL")).to_be_visible()
        keys.press("ArrowDown", "Enter")
        fill(keys, form, Concepte="Assessorament", Preu="500")
        keys.choose(form.get_by_label("Retenció d’IRPF"), "15 %")
        expect(form.get_by_role("region", name="El que val")).to_contain_text("Per cobrar530,00\u00a0€")
        keys.push(form.get_by_role("button", name="Crea i emet"))

        own = page.get_by_role("form", name="Dades de facturació")
        expect(own).to_be_visible()
        fill(keys, own, Raó_social="Núria Vila", NIF="12345678Z", Carrer_i_número="Carrer Major, 1")
        fill(keys, own, Codi_postal="08500", Població="Vic")
        with sent(page, "invoices/settings_update"):
            keys.press("Enter")
        issue = page.get_by_role("dialog", name="Emet la factura")
        with sent(page, "invoices/issue"):
            keys.push(issue.get_by_role("button", name="Emet la factura"))
        expect(page.get_by_role("dialog", name=re.compile("^Envia "))).to_be_visible()
        keys.press("Escape")
        expect(page.locator("main dl").first).to_contain_text("emesa")
        over(jobs, keys, "the first invoice with IRPF from nothing")

        keys.push(page.get_by_role("button", name="Rectifica", exact=True))
        rectification = page.get_by_role("dialog", name=re.compile("^Rectifica "))
        keys.fill(rectification.get_by_label("Per què"), "L’hora no es va fer")
        with sent(page, "invoices/rectify"):
            keys.push(rectification.get_by_role("button", name="Emet la rectificativa"))
        expect(page.get_by_text("-605,00 €").first).to_be_visible()
        keys.look()
        over(jobs, keys, "rectify it")


def test_a_suppliers_file_is_chosen_compared_and_booked(visit: Visit, jobs: Jobs) -> None:
    number = number_of()
    page = visit.sign_in(path="?env=sandbox")
    visit.allowed += ["422"]  # the file has no data inside
    settled(page)
    with without_mouse(page) as keys:
        keys.open("Factures")
        keys.push(page.get_by_role("button", name="Entra’n una de rebuda"))
        dialog = page.get_by_role("dialog", name="Entra una factura rebuda")
        keys.take(dialog.get_by_label("Tria un fitxer"), paper(number))
        form = page.get_by_role("form", name="Dades extretes")
        expect(form.get_by_role("textbox", name="Total", exact=True)).to_have_value("121,00\u00a0€")
        keys.look()
        keys.push(form.get_by_role("button", name="Comptabilitza-la"))
        expect(page.get_by_role("heading", level=1, name=number)).to_be_visible()
        keys.look()
        over(jobs, keys, "supplier's PDF to booked")
    assert shown(visit, page)["booked_at"]


def test_who_has_not_paid_is_reminded(visit: Visit, jobs: Jobs) -> None:
    page = visit.sign_in(path="?env=sandbox")
    visit.allowed += ["422", "409"]  # a client without an address of mail
    settled(page)
    number = overdue_of(visit)
    with without_mouse(page) as keys:
        keys.open("Factures")
        keys.push(page.get_by_role("button", name="Recorda-ho a qui no ha pagat"))
        dialog = page.get_by_role("dialog", name="Recorda-ho a qui no ha pagat")
        overdue = dialog.get_by_role("list", name="Factures vençudes").get_by_role("listitem")
        expect(overdue.filter(has_text=number)).to_be_visible()
        keys.push(dialog.get_by_role("button", name=re.compile("^Envia [0-9]+ recordator")))
        expect(overdue.filter(has_text=number).get_by_text("enviat")).to_be_visible()
        keys.look()
        with sent(page, "workflows/create"):
            keys.push(dialog.get_by_role("button", name="Comença a avisar sol"))
        expect(dialog.get_by_text("Està en marxa.")).to_be_visible()
        keys.press("Escape")
        expect(dialog).to_have_count(0)
        keys.look()
        over(jobs, keys, "remind who has not paid")


def test_an_appointment_is_booked_and_moved(visit: Visit, jobs: Jobs) -> None:
    title = anew("Visita")
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    with without_mouse(page) as keys:
        keys.open("Calendari")
        keys.push(page.get_by_role("button", name="Crea un esdeveniment"))
        form = page.get_by_role("dialog", name="Crea un esdeveniment")
        keys.fill(form.get_by_label("Títol"), title)
        keys.fill(form.get_by_label("a les", exact=True), "10:00")
        keys.fill(form.get_by_label("fins a les"), "11:00")
        with sent(page, "calendar/create"):
            keys.press("Enter")
        expect(page.get_by_role("dialog", name=title)).to_be_visible()
        keys.press("Escape")
        event = page.locator("li[data-event]", has_text=title)
        keys.to(event.get_by_role("link"))
        keys.press("m", "ArrowDown", "ArrowDown")
        with sent(page, "calendar/update"):
            keys.press("Enter")
        expect(event.locator("time")).to_have_text("10:30")
        keys.look()
        over(jobs, keys, "book and move an appointment")


def test_an_expense_is_approved(visit: Visit, api: Call, create: Callable[..., str], jobs: Jobs) -> None:
    question = f"{anew('Tren a Madrid')}: 121,00 €. La pagues?"
    step = {"id": "ask", "type": "approval", "input": {"message": question, "roles": ["owner"]}}
    api("workflows/execute", workflow_id=create(step), input={})
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    with without_mouse(page) as keys:
        keys.open("Aprovacions")
        form = page.get_by_role("form", name=f"Decisió: {question}")
        keys.fill(form.get_by_label("Comentari"), "Endavant")
        with sent(page, "workflows/approve"):
            keys.push(form.get_by_role("button", name="Aprova"))
        expect(form).to_have_count(0)
        keys.look()
        over(jobs, keys, "approve an expense")


def test_the_quarter_is_given_to_the_adviser(visit: Visit, jobs: Jobs) -> None:
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    with without_mouse(page) as keys:
        keys.open("Llibres i trimestre")
        keys.choose(page.get_by_label("Trimestre", exact=True), "2n trimestre de 2026")
        keys.push(page.get_by_role("button", name="Prepara el ZIP"))
        ready = page.get_by_role("button", name="Baixa el ZIP")
        expect(ready).to_be_visible()
        keys.look()
        keys.to(ready)
        with page.expect_download() as download:
            keys.press("Enter")
        assert download.value.suggested_filename.endswith(".zip")
        keys.look()
        over(jobs, keys, "give the adviser the quarter")
