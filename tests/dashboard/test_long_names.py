"""Names without an end or a space, on a phone: nothing is wider than the screen, or pushed off it."""

from playwright.sync_api import expect

from tests.dashboard.windows import WIDTH, call, settled

PHONE = 390
CUT_OFF = (
    "[...document.querySelectorAll('main table')].filter(one => one.scrollWidth > one.parentElement.clientWidth).length"
)
"""How many lists are wider than their place, where a finger would have to find what is cut off."""

ENDLESS = "Hiperextraordinàriament" * 5


def test_a_name_without_an_end_fits_a_phone_wherever_it_stands(windows):
    visit = windows(width=PHONE)
    contact = call(visit, "contacts/create", type="company", name=ENDLESS, tags=[ENDLESS[:50]], phone="+34600111222")
    case = call(visit, "cases/create", title=ENDLESS, contact_id=contact["id"])
    deal = call(visit, "deals/create", title=ENDLESS, contact_id=contact["id"], amount="123456789.55")
    items = [{"description": ENDLESS, "quantity": 1, "unit_price": "99999999.99", "tax_rate": 21}]
    invoice = call(visit, "invoices/create", client_id=contact["id"], line_items=items)
    call(visit, "calendar/create", title=ENDLESS, start="2026-04-07T09:00:00Z", end="2026-04-07T10:00:00Z")
    page = visit.sign_in(path="contacts?env=sandbox")
    wide = {}
    for path in (
        "/contacts",
        f"/contacts/{contact['id']}",
        "/contacts/duplicates",
        "/cases",
        f"/cases?id={case['id']}",
        "/deals",
        "/deals?view=list",
        f"/deals?id={deal['id']}",
        "/invoices",
        f"/invoices/{invoice['id']}",
        "/calendar?day=2026-04-07",
        "/",
    ):
        visit.go(f"{path}{'&' if '?' in path else '?'}env=sandbox")
        settled(page)
        if "id=" in path:
            close = page.get_by_role("dialog").get_by_role("button", name="Tanca").first
            expect(close).to_be_in_viewport(ratio=1)
        if (width := page.evaluate(WIDTH)) > PHONE:
            wide[path] = width
        if cut_off := page.evaluate(CUT_OFF):
            wide[f"{path}: lists"] = cut_off
    assert wide == {}
