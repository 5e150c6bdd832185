"""Cases, deals and invoices that are picked in their lists and changed together, in the sandbox."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.windows import Visit, call, row, settled, violations

_NUMBERS = count(1)
PLACE = {"street": "Carrer Nou, 2", "postal_code": "17001", "city": "Girona"}


def selection(page: Page) -> Locator:
    return page.get_by_role("region", name="Selecció")


def picked(page: Page, names: Sequence[str]) -> Locator:
    """Pick rows; what is done with them stands there."""
    for name in names:
        row(page, name).get_by_role("checkbox").check()
    bar = selection(page)
    expect(bar).to_contain_text(f"{len(names)} seleccionat")
    return bar


def drafted(visit: Visit, name: str, **client: object) -> str:
    """A draft for a new client, which is told by its name."""
    contact = call(visit, "contacts/create", type="company", name=name, **client)
    line = {"description": "Fusteria", "quantity": 1, "unit_price": 100}
    return str(call(visit, "invoices/create", client_id=contact["id"], line_items=[line])["id"])


def test_cases_are_assigned_and_closed_at_once_and_that_is_taken_back(visit):
    mark = f"obra{next(_NUMBERS)}"
    ids = [call(visit, "cases/create", title=f"Porta {at} {mark}")["id"] for at in range(30)]
    page = visit.sign_in(path=f"cases?env=sandbox&q={mark}")
    settled(page)
    page.get_by_role("checkbox", name="Selecciona tota la pàgina").check()
    bar = selection(page)
    bar.get_by_role("button", name="Selecciona els 30 que coincideixen").click()
    assert violations(page) == {}
    bar.get_by_role("button", name="Estat").click()
    dialog = page.get_by_role("dialog", name="Canvia l’estat")
    dialog.get_by_role("button", name="Canvia 30 casos").click()
    expect(dialog.get_by_role("status")).to_contain_text("S’han canviat 30 casos.")
    assert violations(page) == {}
    assert call(visit, "cases/list", search=mark, status="closed")["pagination"]["total"] == 30
    dialog.get_by_role("button", name="Desfés-ho").click()
    expect(dialog.get_by_role("status")).to_contain_text("S’ha desfet el canvi de 30 casos.")
    assert call(visit, "cases/list", search=mark, status="open")["pagination"]["total"] == 30
    dialog.get_by_role("button", name="Fet").click()

    bar.get_by_role("button", name="Encarregat").click()
    dialog = page.get_by_role("dialog", name="Canvia qui se n’encarrega")
    dialog.get_by_label("Encarregat").select_option(label="admin@demo.example.com")
    dialog.get_by_role("button", name="Canvia 30 casos").click()
    expect(dialog.get_by_role("status")).to_contain_text("S’han canviat 30 casos.")
    dialog.get_by_role("button", name="Fet").click()
    expect(bar).to_have_count(0)
    assert call(visit, "cases/get", id=ids[0])["assignee"]


def test_a_case_that_somebody_changed_meanwhile_is_named_and_the_others_are_changed(visit):
    mark = f"reixa{next(_NUMBERS)}"
    first, second = [call(visit, "cases/create", title=f"{name} {mark}")["id"] for name in ("Pany", "Frontissa")]
    visit.allowed.append("409")
    page = visit.sign_in(path=f"cases?env=sandbox&q={mark}")
    bar = picked(page, ["Pany", "Frontissa"])
    call(visit, "cases/update", id=first, priority="low")
    bar.get_by_role("button", name="Prioritat").click()
    dialog = page.get_by_role("dialog", name="Canvia la prioritat")
    dialog.get_by_label("Prioritat").select_option("urgent")
    dialog.get_by_role("button", name="Canvia 2 casos").click()
    expect(dialog.get_by_role("listitem")).to_contain_text(f"Pany {mark}: ")
    assert [call(visit, "cases/get", id=each)["priority"] for each in (first, second)] == ["low", "urgent"]


def test_deals_change_their_stage_and_come_back_to_the_one_of_each(visit):
    mark = f"reforma{next(_NUMBERS)}"
    stages = {"Cuina": "proposal", "Bany": "negotiation"}
    ids = {name: call(visit, "deals/create", title=f"{name} {mark}", stage_id=at)["id"] for name, at in stages.items()}
    page = visit.sign_in(path=f"deals?env=sandbox&view=list&q={mark}")
    bar = picked(page, list(stages))
    bar.get_by_role("button", name="Etapa").click()
    dialog = page.get_by_role("dialog", name="Mou les oportunitats")
    dialog.get_by_label("Etapa").select_option(label="Perduda")
    dialog.get_by_label("Per què s’ha perdut?").fill("El preu")
    dialog.get_by_role("button", name="Canvia 2 oportunitats").click()
    expect(dialog.get_by_role("status")).to_contain_text("S’han canviat 2 oportunitats.")
    assert {call(visit, "deals/get", id=each)["lost_reason"] for each in ids.values()} == {"El preu"}
    dialog.get_by_role("button", name="Desfés-ho").click()
    expect(dialog.get_by_role("status")).to_contain_text("S’ha desfet el canvi de 2 oportunitats.")
    assert {name: call(visit, "deals/get", id=each)["stage_id"] for name, each in ids.items()} == stages
    dialog.get_by_role("button", name="Fet").click()

    page.get_by_role("button", name="Columnes").click()
    columns = page.get_by_role("dialog", name="Columnes")
    columns.get_by_role("checkbox", name="Encarregat").check()
    columns.get_by_role("button", name="Fet").click()
    expect(page.get_by_role("columnheader", name="Encarregat")).to_be_visible()


def test_drafts_are_issued_and_paid_together_and_what_one_lacks_is_said_beside_it(visit):
    mark = f"fusteria{next(_NUMBERS)}"
    tax = {"tax_id": {"number": "B12345674"}, "addresses": [PLACE]}
    ready = [drafted(visit, f"{name} {mark}", **tax) for name in ("Alzina", "Bedoll")]
    drafted(visit, f"Castany {mark}")
    visit.allowed += ["409", "422"]
    page = visit.sign_in(path=f"invoices?env=sandbox&q={mark}")
    bar = picked(page, ["Alzina", "Bedoll", "Castany"])
    bar.get_by_role("button", name="Emet").click()
    dialog = page.get_by_role("dialog", name="Emet els esborranys")
    dialog.get_by_role("button", name="Emet 3 factures").click()
    expect(dialog.get_by_role("status")).to_contain_text("S’han emès 2 factures.")
    fault = dialog.get_by_role("listitem")
    expect(fault).to_have_count(1)
    expect(fault).to_contain_text(f"Esborrany · Castany {mark}: ")
    expect(dialog.get_by_role("button", name="Desfés-ho")).to_have_count(0)
    assert violations(page) == {}
    numbers = [call(visit, "invoices/get", id=each)["number"] for each in ready]
    assert numbers == sorted(numbers)  # the older draft has the lower number
    dialog.get_by_role("button", name="Fet").click()

    bar = picked(page, ["Alzina", "Castany"])
    bar.get_by_role("button", name="Marca com a pagades").click()
    dialog = page.get_by_role("dialog", name="Marca com a pagades")
    expect(dialog).to_contain_text("1 es queda com està.")
    dialog.get_by_role("button", name="Marca 1 factura").click()
    expect(dialog.get_by_role("status")).to_contain_text("S’ha marcat 1 factura com a pagada.")
    dialog.get_by_role("button", name="Fet").click()
    expect(row(page, "Alzina")).to_contain_text("cobrada")
    assert call(visit, "invoices/get", id=ready[0])["amount_due"] == 0


def test_invoices_are_sent_together_and_exported_for_a_spreadsheet(visit, tmp_path: Path):
    mark = f"ebenista{next(_NUMBERS)}"
    tax = {"tax_id": {"number": "B12345674"}, "addresses": [PLACE]}
    mails = ("compres@roure.cat", "compres@faig.cat")
    ids = [drafted(visit, f"{name} {mark}", email=at, **tax) for name, at in zip(("Roure", "Faig"), mails, strict=True)]
    for each in ids:
        call(visit, "invoices/issue", id=each)
    page = visit.sign_in(path=f"invoices?env=sandbox&q={mark}")
    bar = picked(page, ["Roure", "Faig"])
    with page.expect_download() as download:
        bar.get_by_role("button", name="Exporta").click()
    download.value.save_as(tmp_path / "factures.csv")
    lines = (tmp_path / "factures.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Número;Emesa o rebuda;Client o proveïdor;NIF;Data;")
    assert [line.split(";")[2] for line in lines[1:]] == [f"Roure {mark}", f"Faig {mark}"]
    assert lines[1].endswith("100;21;;121;121;EUR")
    bar.get_by_role("button", name="Envia").click()
    dialog = page.get_by_role("dialog", name="Envia les factures")
    dialog.get_by_text("Què dirà el correu").click()
    expect(dialog).to_contain_text("Us adjuntem la factura")
    dialog.get_by_role("button", name="Envia 2 factures").click()
    expect(dialog.get_by_role("status")).to_contain_text("S’han enviat 2 factures.")
    assert {call(visit, "invoices/get", id=each)["status"] for each in ids} == {"sent"}


@pytest.mark.parametrize("path", ["cases", "deals?view=list", "invoices"])
def test_who_may_only_read_picks_nothing(visit, path):
    page = visit.sign_in("viewer", path=f"{path}{'&' if '?' in path else '?'}env=sandbox")
    settled(page)
    expect(page.locator("main tbody tr").first).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
