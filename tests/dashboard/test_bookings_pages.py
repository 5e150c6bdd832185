"""Bookings as their owner uses them, by clicks from Home: people and hours, services and their link, what is booked."""

import re

import pytest
from playwright.sync_api import expect

from tests.dashboard.test_from_home import MOST_REQUESTS, requests_of
from tests.dashboard.windows import call, go, judged, row, sent, settled


def test_from_nothing_to_a_link_that_clients_book_by(visit, organisation):
    owner = organisation("pro")["users"][0]
    page = visit.sign_in_as(owner["email"], owner["password"])
    visit.allowed += ["400", "422"]
    go(page, "Reserves")
    expect(page.get_by_text("Primer digues qui dona hora, i quan")).to_be_visible()
    page.get_by_role("button", name="Afegeix una persona").click()
    form = page.get_by_role("dialog", name="Afegeix una persona")
    form.get_by_label("Nom", exact=True).fill("Núria Vila")
    form.get_by_label("dimarts").fill("al matí")
    form.get_by_role("button", name="Desa").click()
    expect(form.get_by_text("Escriu-ho així: 9:00-13:00, 15:30-20:00.")).to_be_visible()
    form.get_by_label("dimarts").fill("9-14, 13-20")
    form.get_by_role("button", name="Desa").click()
    expect(form.get_by_label("dimarts")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("dilluns")).not_to_have_attribute("aria-invalid", "true")
    form.get_by_label("dimarts").fill("9 a 13 i 15.30 a 20")
    form.get_by_label("dilluns").fill("")
    form.get_by_role("button", name="Afegeix dies").click()
    form.get_by_label("Des del dia").fill("03/08/2099")
    form.get_by_label("Fins al dia").fill("21/08/2099")
    with sent(page, "calendar/availability/set"):
        form.get_by_role("button", name="Desa").click()

    expect(page.get_by_text("Encara no hi ha cap servei")).to_be_visible()
    page.get_by_role("button", name="Crea un servei").first.click()
    form = page.get_by_role("dialog", name="Crea un servei")
    form.get_by_role("button", name="Desa").click()
    expect(form.get_by_label("Nom en català")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Nom en català").fill("Tall")
    form.get_by_label("Quant dura, en minuts").fill("45")
    form.get_by_label("Preu").fill("18 €")
    form.get_by_label("Temps lliure després, en minuts").fill("10")
    form.get_by_label("Antelació mínima").select_option("1 dia")
    with sent(page, "calendar/services/save"):
        form.get_by_role("button", name="Desa").click()

    expect(page.get_by_text("Encara ningú no ha demanat hora")).to_be_visible()
    page.get_by_role("link", name="Mira els serveis i el seu enllaç").click()
    service = row(page, "Tall")
    expect(service).to_contain_text("45 min")
    expect(service).to_contain_text("Núria Vila")
    link = service.get_by_role("link", name="Obre-la").get_attribute("href")
    assert re.fullmatch(r"https?://[^/]+/(v1/)?inbound/booking/org_\w+~svc_\w+", link or ""), link
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    service.get_by_role("button", name="Copia l’enllaç").click()
    expect(service.get_by_role("button", name="Copiat")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link

    page.get_by_role("tab", name="Persones i hores").click()
    person = row(page, "Núria Vila")
    expect(person).to_contain_text("9:00-13:00, 15:30-20:00")
    expect(person).to_contain_text("Festius de Catalunya")
    expect(person).not_to_contain_text("dl.")


def test_who_comes_is_listed_and_leads_to_the_contact_and_the_calendar(visit):
    page = visit.sign_in(path="?env=sandbox")
    call(
        visit,
        "calendar/availability/set",
        person_id="berta",
        name="Berta Roca",
        calendars=["berta"],
        weekly=[{"weekday": day, "start": "09:00", "end": "20:00"} for day in ("monday", "wednesday", "friday")],
    )
    service = call(
        visit,
        "calendar/services/save",
        name={"ca": "Massatge"},
        duration_minutes=60,
        people=["berta"],
        notice_minutes=0,
    )
    from_day, to_day = page.evaluate("[1, 20].map(days => new Date(Date.now() + days * 864e5).toISOString())")
    days = call(visit, "calendar/slots", service_id=service["id"], **{"from": from_day, "to": to_day})["days"]
    about = {"name": "Joana Mas", "email": "joana.mas@exemple.org"}
    call(visit, "calendar/book", service_id=service["id"], start=days[0]["slots"][0]["start"], **about)
    go(page, "Reserves")
    booked = row(page, "Joana Mas")
    expect(booked).to_contain_text("Massatge")
    expect(booked).to_contain_text("Berta Roca")
    page.get_by_label("Amb qui").select_option("Anna Puig")
    expect(booked).to_have_count(0)
    page.get_by_label("Amb qui").select_option("Berta Roca")
    booked.get_by_role("link", name="Joana Mas").click()
    expect(page.get_by_role("heading", level=1, name="Joana Mas")).to_be_visible()
    page.go_back()
    booked.get_by_role("link").first.click()
    expect(page.get_by_role("dialog", name=re.compile("Massatge"))).to_be_visible()


def test_a_service_and_a_person_are_changed_and_removed(visit):
    page = visit.sign_in(path="?env=sandbox")
    call(visit, "calendar/availability/set", person_id="sala", name="Sala gran", calendars=["sala"], weekly=[])
    call(visit, "calendar/services/save", name={"ca": "Assaig"}, duration_minutes=90, people=["sala"])
    go(page, "Reserves")
    page.get_by_role("tab", name="Serveis").click()
    row(page, "Assaig").get_by_role("button", name="Assaig", exact=True).click()
    form = page.get_by_role("dialog", name="Edita «Assaig»")
    form.get_by_label("Es pot demanar").uncheck()
    form.get_by_label("Places").fill("12")
    with sent(page, "calendar/services/save"):
        form.get_by_role("button", name="Desa").click()
    expect(row(page, "Assaig")).to_contain_text("aturat")
    expect(row(page, "Assaig")).to_contain_text("12 places")
    row(page, "Assaig").get_by_role("button", name="Accions de Assaig").click()
    page.get_by_role("menuitem", name="Treu-lo").click()
    page.get_by_role("dialog", name="Vols treure").get_by_role("button", name="Treu-lo").click()
    expect(row(page, "Assaig")).to_have_count(0)
    page.get_by_role("tab", name="Persones i hores").click()
    row(page, "Sala gran").get_by_role("button", name="Accions de Sala gran").click()
    page.get_by_role("menuitem", name="Treu-la").click()
    page.get_by_role("dialog", name="Vols treure").get_by_role("button", name="Treu-la").click()
    expect(row(page, "Sala gran")).to_have_count(0)


def test_hours_that_somebody_else_changed_are_not_overwritten(visit):
    page = visit.sign_in(path="?env=sandbox")
    visit.allowed.append("409")
    hours = {"person_id": "taula", "name": "Taula 1", "calendars": ["taula"], "weekly": []}
    call(visit, "calendar/availability/set", **hours)
    page.goto("bookings?env=sandbox&tab=people&person=taula")
    form = page.get_by_role("dialog", name="Hores de «Taula 1»")
    form.get_by_label("dilluns").fill("13-16")
    call(visit, "calendar/availability/set", **{**hours, "holidays": "ES"})
    form.get_by_role("button", name="Desa").click()
    expect(form.get_by_role("alert")).to_be_visible()
    people = call(visit, "calendar/availability/get", person_id="taula")["people"]
    assert (people[0]["holidays"], people[0]["weekly"]) == ("ES", [])


def test_a_viewer_sees_hours_and_changes_nothing(windows):
    page = windows().sign_in("viewer", path="bookings?env=sandbox&tab=people")
    expect(row(page, "Anna Puig")).to_contain_text("9:00-13:00, 15:00-18:00")
    expect(page.get_by_role("button", name="Anna Puig")).to_have_count(0)
    expect(page.get_by_role("button", name="Afegeix una persona")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_forms_with_faults_are_accessible_and_fit_the_screen(windows, artifacts, theme):
    visit = windows(color_scheme=theme, bypass_csp=True)
    visit.allowed += ["400", "422"]
    page = visit.sign_in(path="bookings?env=sandbox&tab=people&person=anna")
    form = page.get_by_role("dialog", name="Hores de «Anna Puig»")
    form.get_by_label("dijous").fill("9-14, 13-20")
    form.get_by_role("button", name="Afegeix dies").click()
    form.get_by_role("button", name="Desa").click()
    expect(form.get_by_label("Des del dia")).to_have_attribute("aria-invalid", "true")
    found = judged(page, "person", (390, 1440), lambda width: artifacts(page, f"person-faults-{width}-{theme}"))
    assert found == {}


def test_the_page_of_many_people_makes_few_requests(visit):
    for number in range(5):
        call(
            visit,
            "calendar/availability/set",
            person_id=f"persona{number}",
            name=f"Persona {number}",
            calendars=[f"persona{number}"],
            weekly=[{"weekday": "monday", "start": "09:00", "end": "10:00"}],
        )
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    asked = requests_of(page)
    go(page, "Reserves")
    settled(page)
    expect(page.get_by_role("tab", name="Cites")).to_be_visible()
    assert len(asked) <= MOST_REQUESTS, asked
    assert [each for each in asked if each.startswith("calendar/events")] == ["calendar/events"]
