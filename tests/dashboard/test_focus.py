"""Where the focus goes when what stood over the page is closed, and what Escape closes."""

from playwright.sync_api import expect

from tests.dashboard.windows import Visit


def test_what_was_left_before_a_dialog_opened_does_not_get_the_focus(visit: Visit) -> None:
    page = visit.sign_in(path="contacts?env=sandbox")
    title = page.get_by_role("heading", name="Contactes", level=1)
    title.wait_for()
    page.keyboard.press("/")
    expect(page.locator("input:focus")).to_have_count(1)
    title.click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Dreceres del teclat")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("main")).to_be_focused()


def test_escape_closes_the_choice_among_many_before_the_dialog_that_it_is_in(visit: Visit) -> None:
    page = visit.sign_in(path="invoices?env=sandbox")
    opener = page.get_by_role("button", name="Crea una factura").first
    opener.click()
    dialog = page.get_by_role("dialog", name="Crea una factura")
    client = dialog.get_by_role("combobox", name="Client")
    client.press_sequentially("joan")
    results = dialog.get_by_role("listbox", name="Resultats")
    expect(results).to_be_visible()
    page.keyboard.press("Escape")
    expect(results).to_have_count(0)
    expect(dialog).to_be_visible()
    expect(client).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
