"""What a person does from Home on, by clicks alone: the pages that were seen before are part of it."""

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.people import bearer
from tests.dashboard.windows import Visit, go, row, sent, settled

pytestmark = pytest.mark.e2e


def call(visit: Visit, operation: str, **data: object) -> Any:
    """Call the API as the owner, in live."""
    answer = visit.platform.call(f"/v1/{operation}", {"data": data}, **bearer(visit.platform))
    assert answer.status in (200, 201, 202), answer.body
    return answer.json()["data"]


def seen_from_home(visit: Visit) -> Page:
    """Sign in at Home and look around: what these pages keep is of the operations that others change."""
    page = visit.sign_in()
    settled(page)
    for name in ("Peticions", "Auditoria", "Execucions", "Factures"):
        go(page, name)
    page.get_by_role("button", name="Crea una factura").click()
    expect(page.get_by_role("combobox", name="Client")).to_be_visible()
    page.keyboard.press("Escape")
    return page


def test_every_write_that_a_list_shows_at_once_is_sent_after_home_was_seen(visit):
    visit.allowed.append("404")  # the page of the webhook that is deleted asks for it once more
    name = f"Passeig {secrets.token_hex(3)}"
    key = call(visit, "keys/create", name=name, environment="live", scopes=["contacts:read"])
    hook = call(visit, "webhooks/create", url=f"https://example.com/{secrets.token_hex(4)}", events=["invoice.paid"])
    call(visit, "contacts/create", type="company", name=name)
    call(visit, "cases/create", title=name)
    call(visit, "deals/create", title=name)
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
    page.get_by_role("button", name="Més accions").click()
    page.get_by_role("menuitem", name="Esborra").click()
    with sent(page, "webhooks/delete"):
        page.get_by_role("button", name="Esborra el webhook").click()
    expect(row(page, hook["url"])).to_have_count(0)

    go(page, "Contactes")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Més accions").click()
    page.get_by_role("menuitem", name="Arxiva").click()
    with sent(page, "contacts/archive"):
        page.get_by_role("button", name="Arxiva el contacte").click()
    go(page, "Contactes")
    expect(row(page, name)).to_have_count(0)

    go(page, "Casos")
    page.get_by_role("link", name=re.compile(name)).click()
    with sent(page, "cases/update"):
        page.get_by_role("dialog").get_by_label("Estat").select_option("waiting")
    page.keyboard.press("Escape")
    expect(row(page, name)).to_contain_text("a l’espera")

    go(page, "Oportunitats")
    move_and_archive_the_deal(page, name)

    go(page, "Fluxos de treball")
    change_the_workflow(page, name)

    bearer(visit.platform)  # another session, which the list shows
    page.get_by_role("button", name="El teu compte").click()
    page.get_by_role("menuitem", name="Contrasenya i seguretat").click()
    ends = page.get_by_role("table", name="Sessions obertes").get_by_role("button", name="Tanca-la")
    expect(ends.first).to_be_visible()
    with sent(page, "auth/sessions/end"):
        ends.first.click()
    expect(page.get_by_text("S’ha tancat la sessió.")).to_be_visible()


def move_and_archive_the_deal(page: Page, name: str) -> None:
    """Move a deal by its menu, and archive it from its panel."""
    page.get_by_role("button", name=f"Mou «{name}»").click()
    with sent(page, "deals/move"):
        page.get_by_role("menuitemradio", name="Qualificada").click()
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("dialog", name=name).get_by_role("button", name="Arxiva").click()
    with sent(page, "deals/archive"):
        page.get_by_role("button", name="Arxiva-la").click()
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)


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
