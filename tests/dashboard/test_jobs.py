"""What is counted of a job is what was done: by the browser's own events, whatever a test does it by."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import chromium, context_of
from tests.dashboard.jobs import Person
from tests.walked import JOBS, OF_AN_OWNER, Done

TESTS = Path(__file__).parent.parent

FORM = """<label>Nom <input></label> <label>Notes <textarea>res</textarea></label>
<select aria-label="Tria"><option>a</option><option>b</option></select> <label>Fitxer <input type="file"></label>
<button onclick="document.querySelector('input').ariaInvalid = 'true'">Desa</button>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser that asks no platform."""
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A form."""
    context = context_of(browser)
    shown = context.new_page()
    shown.route("**/*", lambda route: route.fulfill(body=FORM, content_type="text/html"))
    shown.goto("http://localhost/")
    yield shown
    context.close()


def counted(page: Page) -> tuple[int, int, dict[str, int]]:
    """Fill in the form, and return what was counted."""
    person = Person(page)
    page.get_by_label("Nom").fill("Núria")
    page.get_by_label("Notes").click()
    page.keyboard.type(" de res")
    page.get_by_label("Tria").select_option("b")
    page.get_by_role("button", name="Desa").click()
    page.wait_for_function("() => JSON.parse(sessionStorage.allDone).stops")
    done = person.done
    return done.steps, done.stops, dict(Counter(done.did))


def test_a_field_a_choice_and_a_button_are_a_step_each_with_all_that_is_typed(page: Page) -> None:
    clicks, typed, choice = 3, len("Núria" + " de res"), {"K": 2, "P": 2, "M": 1}
    expected = {
        "K": clicks + typed + choice["K"],
        "P": clicks + choice["P"],
        "M": clicks + choice["M"],
        "H": 4,  # to the keyboard and back, twice
    }
    assert counted(page) == (4, 1, expected)


def test_a_file_is_a_step_whether_it_is_asked_for_or_put_there(page: Page) -> None:
    person, file = Person(page), {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}
    page.get_by_label("Fitxer").set_input_files(file)  # type: ignore[arg-type]
    assert person.done == Done(1, 0, "MPKMPKPK")
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Fitxer").click()
    chooser.value.set_files(file)  # type: ignore[arg-type]
    assert person.done == Done(2, 0, "MPKMPKPK" * 2)


def test_minutes_are_those_of_the_model() -> None:
    assert Done(1, 0, "MPKHKKKH").minutes == pytest.approx((1.35 + 1.1 + 4 * 0.28 + 2 * 0.4) / 60)


def test_each_job_is_walked_by_clicks_and_those_of_an_owner_without_a_mouse() -> None:
    sources = "\n".join(each.read_text(encoding="utf-8") for each in TESTS.glob("**/dashboard/test_*.py"))
    assert set(re.findall(r'jobs\.clicks\(\s*"([^"]+)"', sources)) == set(JOBS)
    assert set(re.findall(r'(?:jobs\.keys\(|over\(jobs, keys, )"([^"]+)"', sources)) == set(OF_AN_OWNER)
