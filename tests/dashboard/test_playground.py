"""Trying an agent about a contact, a case and an invoice, chosen by their names, from Home."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.dashboard.windows import Visit, anew, call, go, judged, sent

WIDTHS = (390, 1440)


def test_an_agent_is_told_of_things_chosen_by_their_names(
    windows: Callable[..., Visit], artifacts: Callable[[Page, str], None]
) -> None:
    visit = windows(bypass_csp=True)
    page = visit.sign_in(path="?env=sandbox")
    person, case = anew("Berta Soler"), anew("La comanda no arriba")
    contact = call(visit, "contacts/create", name=person, email="berta@exemple.com", type="person")["id"]
    call(visit, "cases/create", title=case, contact_id=contact)
    go(page, "Agents")
    page.get_by_role("link", name="Classificador").first.click()
    form = page.get_by_role("form", name="Prova l’agent")
    form.get_by_label("Text", exact=True).fill("El client vol canviar el seu pla")
    chosen = form.get_by_role("group", name="De què tracta")
    for label, typed, name in (("Contacte", "berta", person), ("Cas", "comanda no", case)):
        field = chosen.get_by_role("combobox", name=label)
        field.fill(typed)
        expect(chosen.get_by_role("option", name=name)).to_be_visible()
        field.press("Enter")
        expect(chosen.get_by_role("button", name=f"Treu {name}")).to_be_visible()
    assert judged(page, "the playground", WIDTHS, lambda width: artifacts(page, f"playground-{width}")) == {}
    with sent(page, "agents/invoke"):
        form.get_by_role("button", name="Executa").click()
    page.get_by_text("Què se li ha dit, a més del text").click()
    told = page.get_by_label("Què se li ha dit, a més del text")
    expect(told).to_contain_text("berta@exemple.com")
    expect(told).to_contain_text(case)
    chosen.get_by_label("Recorda els missatges").check()
    with page.expect_request("**/v1/agents/invoke") as request:
        form.get_by_role("button", name="Executa").click()
    assert json.loads(request.value.post_data or "")["data"]["conversation_id"] == contact
