"""How long the dashboard takes to answer a click in a list of 100,000 contacts, and in an inbox of 1,000 conversations.

It starts the platform on this machine, imports contacts by the API as a customer does, then clicks as a person does:
pages near and far, companies alone, all again. A click is answered when the rows of what was asked for are drawn; the
browser's own clock measures it, from the click. Each click is repeated; the median and the slowest are written.
The inbox is filled in batches (inbox_filler.py) and measured by inbox.py.

    python -m benchmarks.dashboard                    starts a platform of its own
    python -m benchmarks.dashboard --port 8080        one that is running (its organisation demo gets the contacts)
    --contacts 10000    fewer, 0 none;    --write    keeps the figures in benchmarks/dashboard.md and inbox.md
"""

import argparse
import io
import json
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Page, ViewportSize, sync_playwright

from benchmarks.inbox import INBOX_RESULTS, fill_inbox, measure_inbox, render_inbox
from local.settings import read_settings
from tests.running import Runtime, runtime, settings_for
from tools.dashboard.build import build

RESULTS = Path(__file__).with_suffix(".md")
REPEATS = 7
LONGEST_IMPORT_SECONDS = 1_800
LONGEST_WAIT_MILLISECONDS = 120_000
TOWNS = ("Vic", "Girona", "Reus", "Lleida", "Manresa", "Sabadell", "Tortosa")

ROWS_OF = """([label, before]) => new Promise(resolve => {
  const began = performance.now();
  const table = () => document.querySelector('main table');
  const is_there = () => {
    const now = table();
    return now && now.getAttribute('aria-busy') !== 'true' && now.innerText !== before;
  };
  const look = () => is_there() ? requestAnimationFrame(() => resolve(performance.now() - began)) : setTimeout(look, 1);
  [...document.querySelectorAll('main nav a')].find(each => each.getAttribute('aria-label') === label).click();
  look();
})"""
"""Click on a page's number; the milliseconds until its rows are drawn."""

CHOSEN = """([label, value, before]) => new Promise(resolve => {
  const began = performance.now();
  const select = [...document.querySelectorAll('main select')].find(each => each.labels[0]?.innerText === label);
  const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set;
  set.call(select, value);
  select.dispatchEvent(new Event('change', {bubbles: true}));
  const look = () => {
    const now = document.querySelector('main table');
    if (now && now.getAttribute('aria-busy') !== 'true' && now.innerText !== before)
      requestAnimationFrame(() => resolve(performance.now() - began));
    else setTimeout(look, 1);
  };
  look();
})"""
"""Choose in a filter; the milliseconds until the rows are drawn."""


def main() -> None:
    """Measure, print, and with `--write` keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--port", type=int)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    build()  # a platform that only now builds it would answer with the page that says so
    with platform(options.port) as running:
        fill_inbox(running)
        if options.contacts:
            fill(running, options.contacts)
        with signed_in(running) as page:
            tables = {RESULTS: render(measure(page), options.contacts)} if options.contacts else {}
            tables[INBOX_RESULTS] = render_inbox(measure_inbox(page))
    for file, table in tables.items():
        print(table)
        if options.write:
            file.write_text(table, encoding="utf-8")


@contextmanager
def platform(port: int | None) -> Iterator[Runtime]:
    """A platform that runs: at a port, or one that lasts as long as the measuring."""
    if port is not None:
        # Its process is somebody else's.
        yield Runtime(read_settings({"PORT": str(port)}), None)  # type: ignore[arg-type]
        return
    with TemporaryDirectory() as folder, runtime(settings_for(Path(folder)), {}) as running:
        yield running


def fill(running: Runtime, target: int) -> None:
    """Import contacts into the live data of the organisation demo until it has so many."""
    has = call(running, "contacts/list", {"per_page": 1})["pagination"]["total"]
    if has >= target:
        return
    state = call(running, "contacts/import", {})
    request = Request(  # noqa: S310 - an address that the platform of this machine signed
        state["upload"]["url"],
        data=rows(target - has),
        method="PUT",
        headers={"Content-Type": state["upload"]["content_type"]},
    )
    urlopen(request).close()  # noqa: S310
    call(running, "contacts/import", {"id": state["id"]})
    end = time.monotonic() + LONGEST_IMPORT_SECONDS
    while state["status"] != "completed":
        if time.monotonic() > end or state["status"] == "failed":
            sys.exit(f"the import ended as {state['status']}: {state}")
        time.sleep(2)
        state = call(running, "contacts/import_status", {"id": state["id"]})
        print(f"imported {state['rows']} of {target - has}", file=sys.stderr)


def rows(count: int) -> bytes:
    """A CSV of so many contacts: a third are companies; a seventh are of each town."""
    text = io.StringIO()
    text.write("name,type,email,tags\n")
    for number in range(count):
        kind = "company" if number % 3 == 0 else "person"
        text.write(f"Client {number:06},{kind},client{number}@mesures.cat,{TOWNS[number % len(TOWNS)].lower()}\n")
    return text.getvalue().encode()


def call(running: Runtime, operation: str, data: dict[str, object]) -> Any:
    """Call an operation with the demo organisation's key; exits when it is refused."""
    key = running.demo()["organisations"]["demo"]["keys"]["live_secret"]
    answer = running.call(f"/v1/{operation}", {"data": data}, X_API_Key=key)
    content = json.loads(answer.body)
    if not content["success"]:
        sys.exit(f"{operation}: {content['error']}")
    return content["data"]


@contextmanager
def signed_in(running: Runtime) -> Iterator[Page]:
    """A window in which the demo organisation's owner has signed in."""
    owner = running.demo()["organisations"]["demo"]["users"][0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        size: ViewportSize = {"width": 1440, "height": 900}
        page = browser.new_page(base_url=f"{running.settings.url}/app/", viewport=size, locale="ca")
        page.set_default_timeout(LONGEST_WAIT_MILLISECONDS)
        page.goto("contacts")
        page.get_by_label("Correu electrònic").fill(owner["email"])
        page.get_by_label("Contrasenya").fill(owner["password"])
        page.get_by_role("button", name="Entra").click()
        page.get_by_role("button", name="El teu compte").wait_for()
        yield page
        browser.close()


def measure(page: Page) -> dict[str, list[float]]:
    """The milliseconds of each kind of click in the list of contacts."""
    page.get_by_role("link", name="Pàgina 2", exact=True).wait_for()
    last = page.locator("main nav a").last.get_attribute("aria-label") or ""
    times_by_click: dict[str, list[float]] = {}
    for number in range(1, REPEATS + 1):
        times_by_click.setdefault("the next page", []).append(clicked(page, f"Pàgina {number + 1}"))
    for _ in range(REPEATS):
        times_by_click.setdefault("the last page", []).append(clicked(page, last))
        times_by_click.setdefault("back to the first page", []).append(clicked(page, "Pàgina 1"))
    for _ in range(REPEATS):
        times_by_click.setdefault("companies alone", []).append(choose_kind(page, "company"))
        times_by_click.setdefault("all again", []).append(choose_kind(page, ""))
    return times_by_click


def clicked(page: Page, label: str) -> float:
    """Click on a page's number."""
    before = page.locator("main table").inner_text()
    return float(page.evaluate(ROWS_OF, [label, before]))


def choose_kind(page: Page, value: str) -> float:
    """Choose people, companies or both."""
    before = page.locator("main table").inner_text()
    return float(page.evaluate(CHOSEN, ["Tipus", value, before]))


def render(times_by_click: dict[str, list[float]], contacts: int) -> str:
    """The figures as a table."""
    lines = [
        f"# A click in a list of {contacts:,} contacts",
        "",
        "Milliseconds from the click until the rows are drawn, in Chromium, against the platform on the same machine",
        "(`python -m benchmarks.dashboard`). A page that was read in the last seconds is shown from memory.",
        "",
        "| click | median | slowest |",
        "|---|---|---|",
        *(f"| {name} | {statistics.median(times):.0f} | {max(times):.0f} |" for name, times in times_by_click.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
