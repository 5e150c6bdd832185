"""The calendar as people use it: drawn, moved and resized by mouse, touch and keys; whose it is; answers."""

from collections.abc import Callable
from itertools import count

import pytest
from bivelio_core import clock
from bivelio_core.calendar import invited, times
from bivelio_core.calendar.ics import Guest, ReadEvent
from bivelio_core.store import connect
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.editor import Call, api
from tests.dashboard.jobs import Jobs
from tests.dashboard.test_from_home import MOST_REQUESTS, requests_of
from tests.dashboard.windows import Held, Visit, go, judged, sent, settled
from tests.front_door import FrontDoor

__all__ = ["api"]

MONDAY = "2026-05-11"
WEEK = f"calendar?env=sandbox&day={MONDAY}"
HOURS = {"weekday": "monday", "start": "09:00", "end": "18:00"}
NUMBERS = count(1)


@pytest.fixture
def madrid(windows: Callable[..., Visit]) -> Visit:
    """A window in Madrid, two hours ahead of UTC in May."""
    return windows(timezone_id="Europe/Madrid")


@pytest.fixture
def made(api: Call) -> Callable[..., str]:
    """Make an event of a name of its own; the name."""

    def make(start: str, end: str, **about: object) -> str:
        title = f"Visita {next(NUMBERS)}"
        api("calendar/create", title=title, start=f"{start}:00", end=f"{end}:00", timezone="Europe/Madrid", **about)
        return title

    return make


@pytest.fixture
def people(api: Call) -> None:
    """Anna and Biel, with calendars of their own."""
    for name in ("anna", "biel"):
        api(
            "calendar/availability/set",
            person_id=name,
            name=name.title(),
            timezone="Europe/Madrid",
            calendars=[name],
            weekly=[HOURS],
        )


def span(start: str, end: str) -> str:
    """From when until when, as it is shown."""
    return f"{start}\N{EN DASH}{end}"


def event_of(page: Page, title: str) -> Locator:
    return page.locator("li[data-event]", has_text=title)


def time_of(page: Page, title: str) -> Locator:
    return event_of(page, title).locator("time")


def hours_of(page: Page, column: int) -> Locator:
    return page.locator(f"[data-column='{column}']")


def at(page: Page, column: int, hour: float) -> tuple[float, float]:
    """Where an hour of a column is, a little inside of it."""
    box = hours_of(page, column).bounding_box()
    first = int(page.locator("[data-column]").first.evaluate(FIRST_HOUR))
    count_of_hours = float(page.locator("[data-column]").first.evaluate(COUNT_OF_HOURS))
    assert box
    return box["x"] + box["width"] * 0.9, box["y"] + (hour - first) * box["height"] / count_of_hours + 1


FIRST_HOUR = "each => parseInt(each.closest('ol').previousElementSibling.textContent)"
COUNT_OF_HOURS = "each => getComputedStyle(each).getPropertyValue('--hours')"


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0], start[1] + 10)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def by(point: tuple[float, float], down: float) -> tuple[float, float]:
    return point[0], point[1] + down


def hour_height(page: Page) -> float:
    return at(page, 0, 10)[1] - at(page, 0, 9)[1]


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def at_rest(locator: Locator) -> tuple[float, float]:
    """The middle of what has been scrolled, once it stands still: a page that is busy scrolls late."""
    former: list[tuple[float, float]] = []
    while len(former) < 4 or len(set(former[-4:])) > 1:
        locator.page.wait_for_timeout(100)
        former.append(middle(locator))
    return former[-1]


def test_an_event_is_drawn_on_the_grid(madrid: Visit) -> None:
    page = madrid.sign_in(path=WEEK)
    settled(page)
    drag(page, at(page, 1, 10), at(page, 1, 11.5))
    form = page.get_by_role("dialog", name="Crea un esdeveniment")
    expect(form.get_by_label("a les", exact=True)).to_have_value("10:00")
    expect(form.get_by_label("fins a les")).to_have_value("11:30")
    expect(form.get_by_label("Comença el dia")).to_have_value("12/05/2026")
    form.get_by_label("Títol").fill("Dibuixat")
    with sent(page, "calendar/create"):
        form.get_by_role("button", name="Crea’l").click()
    page.keyboard.press("Escape")
    expect(time_of(page, "Dibuixat")).to_have_text("10:00")


def test_an_appointment_is_booked_and_moved_from_home(madrid: Visit, jobs: Jobs) -> None:
    page = madrid.sign_in(path="?env=sandbox")
    settled(page)
    with jobs.clicks("book and move an appointment", page) as person:
        go(page, "Calendari")
        page.mouse.click(*at(page, 6, 10))
        form = page.get_by_role("dialog", name="Crea un esdeveniment")
        form.get_by_label("Títol").fill("Visita de l’Anna")
        with sent(page, "calendar/create"):
            form.get_by_role("button", name="Crea’l").click()
        page.get_by_role("dialog", name="Visita de l’Anna").get_by_role("button", name="Tanca").click()
        expect(time_of(page, "Visita de l’Anna")).to_have_text("10:00")
        start = middle(event_of(page, "Visita de l’Anna"))
        with sent(page, "calendar/update"):
            drag(page, start, by(start, 2 * hour_height(page)))
        expect(time_of(page, "Visita de l’Anna")).to_have_text("12:00")
    assert person.steps == 6


def test_a_click_on_a_free_hour_proposes_it(madrid: Visit) -> None:
    page = madrid.sign_in(path=WEEK)
    settled(page)
    page.mouse.click(*at(page, 4, 15.6))
    form = page.get_by_role("dialog", name="Crea un esdeveniment")
    expect(form.get_by_label("a les", exact=True)).to_have_value("15:30")
    expect(form.get_by_label("fins a les")).to_have_value("16:30")


def test_an_event_is_moved_and_resized_by_the_mouse(madrid: Visit, made: Callable[..., str]) -> None:
    title = made(f"{MONDAY}T09:00", f"{MONDAY}T10:00")
    page = madrid.sign_in(path=WEEK)
    settled(page)
    grabbed = middle(event_of(page, title))
    to = (at(page, 2, 12)[0] - 30, grabbed[1] + 2.25 * hour_height(page))
    with sent(page, "calendar/update"):
        drag(page, grabbed, to)
    expect(page.get_by_text(f"S’ha mogut «{title}».")).to_be_visible()
    expect(hours_of(page, 2).locator("li", has_text=title).locator("time")).to_have_text("11:15")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)
    handle = middle(event_of(page, title).locator("[data-resize]"))
    with sent(page, "calendar/update"):
        drag(page, handle, by(handle, hour_height(page)))
    settled(page)
    event_of(page, title).get_by_role("link").click()
    expect(page.get_by_role("dialog")).to_contain_text(span("11:15", "13:15"))


def test_escape_leaves_an_event_where_it_was(madrid: Visit, made: Callable[..., str]) -> None:
    title = made(f"{MONDAY}T16:00", f"{MONDAY}T17:00")
    page = madrid.sign_in(path=WEEK)
    settled(page)
    asked = requests_of(page)
    page.mouse.move(*middle(event_of(page, title)))
    page.mouse.down()
    page.mouse.move(*at(page, 3, 9), steps=3)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(time_of(page, title)).to_have_text("16:00")
    assert asked == []


def test_the_keys_move_and_resize_and_say_where_it_is(madrid: Visit, made: Callable[..., str]) -> None:
    title = made(f"{MONDAY}T12:00", f"{MONDAY}T13:00", calendar_id="primary")
    page = madrid.sign_in(path=WEEK)
    settled(page)
    link = event_of(page, title).get_by_role("link")
    link.focus()
    for key in ("m", "ArrowDown", "ArrowDown", "ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.get_by_role("status").filter(has_text=span("12:30", "13:45"))).to_contain_text("dimarts")
    with sent(page, "calendar/update"):
        page.keyboard.press("Enter")
    expect(hours_of(page, 1).locator("li", has_text=title).locator("time")).to_have_text("12:30")
    event_of(page, title).get_by_role("link").focus()
    for key in ("m", "ArrowUp", "Escape", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_contain_text(span("12:30", "13:45"))  # Escape left it, and Enter opens it


def test_an_event_is_drawn_while_another_one_that_was_moved_is_saved(madrid: Visit, made: Callable[..., str]) -> None:
    day = "2026-06-01"
    title = made(f"{day}T09:00", f"{day}T10:00")
    page = madrid.sign_in(path=f"calendar?env=sandbox&day={day}")
    settled(page)
    moving = Held(page, "**/v1/calendar/update")
    start = middle(event_of(page, title))
    drag(page, start, by(start, hour_height(page)))
    moving.first()
    drag(page, at(page, 2, 14), at(page, 2, 15))
    form = page.get_by_role("dialog", name="Crea un esdeveniment")
    expect(form.get_by_label("a les", exact=True)).to_have_value("14:00")
    with sent(page, "calendar/update"):
        moving.let_go()
    page.keyboard.press("Escape")
    expect(time_of(page, title)).to_have_text("10:00")


def test_who_is_invited_is_told_only_after_a_yes(madrid: Visit, made: Callable[..., str]) -> None:
    title = made(f"{MONDAY}T14:00", f"{MONDAY}T15:00", attendees=["client@exemple.com"])
    page = madrid.sign_in(path=WEEK)
    settled(page)
    start = middle(event_of(page, title))
    drag(page, start, by(start, hour_height(page)))
    dialog = page.get_by_role("dialog", name=f"Mou «{title}»")
    expect(dialog).to_contain_text("S’avisarà la persona convidada.")
    dialog.get_by_role("button", name="Deixa’l on és").click()
    expect(time_of(page, title)).to_have_text("14:00")
    start = middle(event_of(page, title))
    drag(page, start, by(start, hour_height(page)))
    with sent(page, "calendar/update"):
        page.get_by_role("button", name="Mou-lo i avisa").click()
    expect(time_of(page, title)).to_have_text("15:00")


def test_an_overlap_is_warned_of_while_it_is_moved_and_in_the_form(madrid: Visit, made: Callable[..., str]) -> None:
    day = "2026-05-18"
    first, second = made(f"{day}T09:00", f"{day}T10:00"), made(f"{day}T11:00", f"{day}T12:00")
    page = madrid.sign_in(path=f"calendar?env=sandbox&day={day}")
    settled(page)
    start = middle(event_of(page, second))
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0], start[1] - 1.5 * hour_height(page), steps=4)
    expect(page.get_by_text(f"Se solapa amb «{first}»")).to_be_visible()
    with sent(page, "calendar/update"):
        page.mouse.up()
    expect(page.get_by_text(f"S’ha mogut «{second}». Se solapa amb «{first}».")).to_be_visible()
    page.get_by_role("button", name="Crea un esdeveniment").click()
    form = page.get_by_role("dialog", name="Crea un esdeveniment")
    expect(form.get_by_text(f"Se solapa amb «{first}».")).to_be_visible()
    form.get_by_label("a les", exact=True).fill("07:00")
    form.get_by_label("fins a les").fill("08:00")
    expect(form.get_by_text("Se solapa")).to_have_count(0)


def test_people_are_side_by_side_with_a_filter_and_an_event_goes_from_one_to_the_other(
    madrid: Visit, people: None, made: Callable[..., str], artifacts: Callable[[Page, str], None]
) -> None:
    annas, biels = (made(f"{MONDAY}T10:00", f"{MONDAY}T11:00", calendar_id=name) for name in ("anna", "biel"))
    page = madrid.sign_in(path="?env=sandbox")
    settled(page)
    asked = requests_of(page)
    go(page, "Calendari")
    assert len(asked) <= MOST_REQUESTS, asked
    page = madrid.go(f"/calendar?env=sandbox&day={MONDAY}")
    whose = page.get_by_role("group", name="De qui")
    whose.get_by_role("button", name="Anna").click()
    expect(event_of(page, annas)).to_have_count(0)
    expect(event_of(page, biels)).to_be_visible()
    whose.get_by_role("button", name="Anna").click()
    expect(event_of(page, annas)).to_be_visible()
    page.get_by_label("Vista").select_option("Dia")
    expect(page.locator("main ol h2")).to_have_text(["Organització", "Anna", "Biel", "Carla Vidal"])
    start = middle(event_of(page, annas))
    with sent(page, "calendar/update"):
        drag(page, start, (at(page, 2, 14)[0] - 60, start[1] + 3 * hour_height(page)))
    expect(hours_of(page, 2).locator("li", has_text=annas).locator("time")).to_have_text("13:00")
    drag(page, at(page, 1, 15), at(page, 1, 16))
    expect(page.get_by_role("dialog").get_by_label("De qui")).to_have_value("anna")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert judged(page, "day", (390, 1440), lambda width: artifacts(page, f"calendar-day-{width}")) == {}
    page.get_by_label("Vista").select_option("Setmana")
    settled(page)
    assert judged(page, "week", (390, 1440), lambda width: artifacts(page, f"calendar-week-{width}")) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_grid_is_readable_in_both_themes(
    windows: Callable[..., Visit],
    people: None,
    made: Callable[..., str],
    artifacts: Callable[[Page, str], None],
    scheme: str,
) -> None:
    for name, hour in (("anna", 10), ("biel", 11), ("primary", 12)):
        made(f"2026-05-25T{hour}:00", f"2026-05-25T{hour + 2}:00", calendar_id=name)
    visit = windows(timezone_id="Europe/Madrid", color_scheme=scheme)
    page = visit.sign_in(path="calendar?env=sandbox&day=2026-05-25&view=day")
    settled(page)

    def look(width: int) -> None:
        artifacts(page, f"calendar-{scheme}-{width}")

    assert judged(page, scheme, (390, 1440), look) == {}


def test_a_finger_scrolls_and_moves_what_it_is_held_on(
    windows: Callable[..., Visit], people: None, made: Callable[..., str]
) -> None:
    title = made("2026-05-27T10:00", "2026-05-27T11:00", calendar_id="anna")
    visit = windows(390, timezone_id="Europe/Madrid", has_touch=True)
    page = visit.sign_in(path="calendar?env=sandbox&day=2026-05-27&view=day&who=%5B%22anna%22%5D")
    settled(page)
    event_of(page, title).scroll_into_view_if_needed()
    touch = page.context.new_cdp_session(page)
    x, y = middle(event_of(page, title))
    height = hour_height(page)

    def finger(kind: str, down: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y + down}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    asked = requests_of(page)
    finger("touchStart")
    for step in range(1, 5):
        finger("touchMove", -20 * step)
    finger("touchEnd")
    assert [each for each in asked if "update" in each] == [], "it was scrolled"
    x, y = at_rest(event_of(page, title))
    finger("touchStart")
    expect(page.locator("li[aria-hidden]", has_text=span("10:00", "11:00"))).to_be_visible()
    with sent(page, "calendar/update"):
        for step in range(1, 5):
            finger("touchMove", height * step / 4)
        finger("touchEnd")
    expect(time_of(page, title)).to_have_text("11:00")


def test_an_invitation_is_answered_and_not_changed(madrid: Visit, platform: FrontDoor) -> None:
    organisation = platform.demo()["organisations"]["demo"]["id"]
    store = TenantStore(connect.table(), Tenant.at(organisation, "sandbox"))
    begins, ends = (clock.parse(f"2026-05-29T{hour}:00:00Z") for hour in ("08", "09"))
    invitation = ReadEvent(
        uid="visita@xyz.com",
        method="REQUEST",
        sequence=0,
        stamp=clock.parse("2026-05-01T08:00:00Z"),
        period=times.Period(begins, ends),
        untimed="",
        zone="Europe/Madrid",
        status="confirmed",
        title="Visita a l'obra",
        guests=(Guest("info@exemple.com"),),
        organizer="maria@xyz.com",
        organizer_name="Maria Garcia",
    )
    letter = invited.Letter(
        "maria@xyz.com", "2026-05-01T08:00:00Z", True, frozenset(["info@exemple.com"]), "cn_m9n0p1q2"
    )
    assert "event_id" in invited.take(store, [invitation], letter)
    page = madrid.sign_in(path="calendar?env=sandbox&day=2026-05-29")
    settled(page)
    start = middle(event_of(page, "Visita a l'obra"))
    drag(page, start, by(start, 60))
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(time_of(page, "Visita a l'obra")).to_have_text("10:00")  # its organizer decides
    event_of(page, "Visita a l'obra").get_by_role("link").click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("Maria Garcia t’hi convida. Encara no has respost")
    expect(panel.get_by_role("button", name="Edita")).to_have_count(0)
    expect(panel.get_by_role("button", name="Cancel·la l’esdeveniment")).to_have_count(0)
    with sent(page, "calendar/update"):
        panel.get_by_role("button", name="Accepta").click()
    expect(panel).to_contain_text("Has dit que hi aniràs.")
    with sent(page, "calendar/update"):
        panel.get_by_role("button", name="Rebutja").click()
    expect(panel).to_contain_text("Has dit que no hi aniràs.")
