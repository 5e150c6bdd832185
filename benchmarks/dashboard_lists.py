"""How long the dashboard takes to answer a click in four lists of 100,000 rows: `python -m benchmarks.dashboard_lists`.

It starts the platform on this machine, fills an organisation with contacts, invoices, cases and deals (filled.py), then
clicks as a person does in each of their lists: pages near and far, a filter, a search, an order, a row and back, the
whole page picked. A click is answered when what was asked for is drawn; the browser's own clock measures it, from the
click. Each is repeated; the median and the slowest are written, side by side.

    python -m benchmarks.dashboard_lists
    --rows 10000    fewer;    --write    keeps the figures in benchmarks/dashboard_lists.md
    --only deals    fills and measures this list alone
"""

import argparse
import shutil
import statistics
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.filled import Filler, resting
from local.demo import make_organisation
from tests.running import Runtime, runtime, settings_for
from tools.dashboard.build import build
from tools.deployed import Deployed

RESULTS = Path(__file__).with_suffix(".md")
REPEATS = 7
FIRST_ANSWER_MS, LONGEST_MS = 120_000, 60_000

Times = dict[str, dict[str, list[float]]]
"""Milliseconds by list and click."""

TIMED = """([what, target, value, longest]) => new Promise((resolve, reject) => {
  const table = () => document.querySelector('main table');
  const isQuiet = () => table() && table().getAttribute('aria-busy') !== 'true';
  const set = (field, prototype, text) => {
    Object.getOwnPropertyDescriptor(prototype, 'value').set.call(field, text);
    field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', {bubbles: true}));
  };
  const before = table()?.innerText;
  const row = () => document.querySelector('main tbody a');
  const name = row()?.innerText;
  const heading = () => [...document.querySelectorAll('h1, h2')].some(each => each.innerText.includes(name));
  const picked = () => document.querySelectorAll('main tbody tr[data-picked]').length;
  const all = selector => [...document.querySelectorAll(selector)];
  const isOther = () => isQuiet() && table().innerText !== before;
  const link = () => all('main nav a').find(each => each.getAttribute('aria-label') === target);
  const select = () => all('main select').find(each => each.labels[0]?.innerText === target);
  const search = () => document.querySelector('main input[type=search]');
  const head = () => all('main th button').find(each => each.innerText.trim() === target);
  const pick = () => document.querySelector('main thead input[type=checkbox]').click();
  const isOpen = () => document.querySelector('dialog[open], [role=dialog]') !== null;
  const isBack = () => isQuiet() && !isOpen() && row()?.innerText === value;
  const work = {
    page: [() => link().click(), isOther],
    choose: [() => set(select(), HTMLSelectElement.prototype, value), isOther],
    search: [() => set(search(), HTMLInputElement.prototype, value), isOther],
    sort: [() => head().click(), isOther],
    open: [() => row().click(), heading],
    back: [() => history.back(), isBack],
    pick: [pick, () => picked() > 0],
    unpick: [pick, () => picked() === 0],
  };
  const [act, isDone] = work[what];
  const began = performance.now();
  act();
  const look = () => {
    if (isDone()) requestAnimationFrame(() => resolve(performance.now() - began));
    else if (performance.now() - began > longest) reject(new Error(`${what} ${target}: ${longest} ms`));
    else setTimeout(look, 1);
  };
  look();
})"""
"""Do something as a click does; the milliseconds until what it asks for is drawn."""


@dataclass(frozen=True)
class List:
    """A list of the dashboard: a filter of it with a value, a word to search by, and the heading that sorts it."""

    path: str
    filter: tuple[str, str]
    search: str
    heading: str


LISTS = {
    "contacts": List("contacts", ("Tipus", "company"), "garcia", "Modificat"),
    "invoices": List("invoices", ("Estat", "overdue"), "garcia", "Venciment"),
    "cases": List("cases", ("Prioritat", "urgent"), "caldera", "Prioritat"),
    "deals": List("deals?view=list", ("Estat", "open"), "manteniment", "Tancament previst"),
}


def main() -> None:
    """Measure, print, and with `--write` keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", choices=LISTS)
    options = parser.parse_args()
    if options.only and options.write:
        parser.error("what is written has all lists: leave --only or --write out")
    names = [options.only] if options.only else list(LISTS)
    build()  # a platform that only now builds it would answer with the page that says so
    with platform() as running, resting(running):
        organisation = make_organisation(Deployed(None, running.settings).operate, "measured", "enterprise")
        Filler(running, organisation["id"]).fill(options.rows, names)
        table = render(measure(running, organisation["users"][0], names), options.rows)
    print(table)
    if options.write:
        RESULTS.write_text(table, encoding="utf-8")


@contextmanager
def platform() -> Iterator[Runtime]:
    """A platform that lasts as long as the measuring."""
    with TemporaryDirectory() as folder, runtime(settings_for(Path(folder)), {}) as running:
        yield running


def measure(running: Runtime, owner: dict[str, Any], names: Collection[str]) -> Times:
    """The milliseconds of each kind of click in these lists."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(
            base_url=f"{running.settings.url}/app/", viewport={"width": 1440, "height": 900}, locale="ca-ES"
        )
        page.goto("contacts")
        page.get_by_label("Correu electrònic").fill(owner["email"])
        page.get_by_label("Contrasenya").fill(owner["password"])
        page.get_by_role("button", name="Entra").click()
        times = {name: clicks(page, LISTS[name]) for name in names}
        browser.close()
    return times


def clicks(page: Page, of: List) -> dict[str, list[float]]:
    """The milliseconds of each kind of click in one list."""
    page.get_by_role("navigation").first.wait_for(timeout=FIRST_ANSWER_MS)
    page.goto(of.path)
    page.get_by_role("link", name="Pàgina 2", exact=True).wait_for(timeout=FIRST_ANSWER_MS)
    times: dict[str, list[float]] = {}

    def timed(click: str, what: str, target: str = "", value: str = "") -> None:
        times.setdefault(click, []).append(float(page.evaluate(TIMED, [what, target, value, LONGEST_MS])))

    last = page.locator("main nav a").last.get_attribute("aria-label") or ""
    for number in range(1, REPEATS + 1):
        timed("the next page", "page", f"Pàgina {number + 1}")
    for _ in range(REPEATS):
        timed("the last page", "page", last)
        timed("back to the first page", "page", "Pàgina 1")
    label, value = of.filter
    for _ in range(REPEATS):
        timed("a filter", "choose", label, value)
        timed("all again", "choose", label)
    for length in range(4, 4 + REPEATS):
        timed("a search, of which 250 are its pause", "search", value=of.search[: min(length, len(of.search))])
        timed("all again", "search")
    for _ in range(REPEATS):
        name = page.locator("main tbody a").first.inner_text()
        timed("open a row", "open")
        timed("back to the list", "back", value=name)
    for _ in range(REPEATS):
        timed("pick the page", "pick")
        timed("and none", "unpick")
    for _ in range(REPEATS):
        timed("sort", "sort", of.heading)
    return times


def render(times: Times, rows: int) -> str:
    """The figures as a table."""

    def line(click: str, of: Callable[[list[float]], float], lists: dict[str, list[float]]) -> str:
        figures = [f"{of(lists[name]):.0f}" if name in lists else "" for name in times]
        return f"| {click} | {' | '.join(figures)} |"

    names = list(dict.fromkeys(click for of_list in times.values() for click in of_list))
    lines = [
        f"# A click in lists of {rows:,} rows",
        "",
        "Milliseconds from the click until what it asks for is drawn, in Chromium, against the platform on the same",
        f"machine (`make bench-dashboard-lists`): the median of {REPEATS}, and the slowest. What was read in the last",
        "seconds is shown from memory.",
    ]
    for title, of in (("median", statistics.median), ("slowest", max)):
        lines += ["", f"| {title} | {' | '.join(times)} |", f"|---|{'---:|' * len(times)}"]
        lines += [
            line(click, of, {name: each[click] for name, each in times.items() if click in each}) for click in names
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
