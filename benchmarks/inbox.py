"""How long the dashboard takes for a click in an inbox of 1,000 conversations, and what it asks for.

`benchmarks.dashboard` runs it.

Some of the threads have 2,000 messages. A click is answered when what it asks for is drawn, by the browser's own clock.
"""

import statistics
from pathlib import Path
from typing import NamedTuple

from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.tenancy import Tenant
from playwright.sync_api import Page

from benchmarks.inbox_filler import fill
from tests.running import Runtime, until

INBOX_RESULTS = Path(__file__).with_suffix(".md")
CONVERSATIONS, LONG_ONES, LONG = 1_000, 3, 2_000
SHORT_LENGTHS = (1, 2, 3, 5, 8, 13)
REPEATS = 7
INDEXED_SECONDS = 600

MEASURED = """([act, is_done]) => new Promise(resolve => {
  const $ = (css, text) => [...document.querySelectorAll(css)].find(each => !text || each.innerText.includes(text));
  const log = () => $('[role=log]');
  const done = new Function('$', 'log', 'before', `return ${is_done}`);
  const before = new Function('$', 'log', `return {said: log()?.innerText, rows: $('main ul')?.innerText}`)($, log);
  const began = performance.now();
  new Function('$', 'log', act)($, log);
  const look = () => done($, log, before)
    ? requestAnimationFrame(() => resolve(performance.now() - began)) : setTimeout(look, 1);
  look();
})"""
"""Do something, and return the milliseconds until it is there; `$` finds an element by its selector and its text."""

SET = """const field = {field}; const proto = Object.getPrototypeOf(field);
Object.getOwnPropertyDescriptor(proto, 'value').set.call(field, '{value}');
field.dispatchEvent(new Event('{event}', {{bubbles: true}}));"""
"""Fill a field as a person does, so that the page hears of it."""

LIST_IS_NEW = "$('main ul') && !$('main [aria-busy=true]') && $('main ul').innerText !== before.rows"
THREAD_IS_NEW = "log() && log().querySelector('article') && log().innerText !== before.said"
ROW = "[...document.querySelectorAll('main ul[aria-label=Converses] a')][{number}]"


class InboxFigures(NamedTuple):
    """The milliseconds of each kind of click, and what was counted."""

    times: dict[str, list[float]]
    counts: dict[str, int]


def fill_inbox(running: Runtime) -> None:
    """Write 1,000 conversations into the live data of the organisation demo, unless they are there."""
    tenant = Tenant.at(running.demo()["organisations"]["demo"]["id"], "live")
    if _listed(running) >= CONVERSATIONS:
        return
    client = running.client("dynamodb")
    (name,) = [each for each in client.list_tables()["TableNames"] if "Table" in each]
    short = [SHORT_LENGTHS[number % len(SHORT_LENGTHS)] for number in range(CONVERSATIONS - LONG_ONES)]
    fill(DynamoTable(client, name), tenant, [*short, *[LONG] * LONG_ONES])
    until(lambda: _listed(running) >= CONVERSATIONS, INDEXED_SECONDS)


def _listed(running: Runtime) -> int:
    key = running.demo()["organisations"]["demo"]["keys"]["live_secret"]
    answer = running.call("/v1/messages/conversations", {"data": {"per_page": 1}}, X_API_Key=key).json()
    return int(answer["data"]["pagination"]["total"])


def measure_inbox(page: Page) -> InboxFigures:
    """Click through the inbox as somebody who is signed in and sees its list."""
    urls = list[str]()
    page.on("request", lambda request: urls.append(request.url) if "/v1/" in request.url else None)
    times: dict[str, list[float]] = {}
    counts: dict[str, int] = {}

    def click(name: str, act: str, is_done: str) -> None:
        times.setdefault(name, []).append(float(page.evaluate(MEASURED, [act, is_done])))

    page.goto("conversations")
    page.get_by_role("list", name="Converses").get_by_role("link").first.wait_for()
    page.wait_for_load_state("networkidle")
    counts["requests for the list, with the frame's"] = len(urls)
    urls.clear()
    click("a thread of 2,000 messages, the first time", f"{ROW.format(number=0)}.click()", THREAD_IS_NEW)
    page.wait_for_load_state("networkidle")
    counts["requests for a thread of 2,000 messages"] = len(urls)
    for _ in range(REPEATS):
        click("nothing: a frame of the browser, for comparison", "", "true")
    for number in range(3, 3 + REPEATS):
        click("another conversation", f"{ROW.format(number=number)}.click()", THREAD_IS_NEW)
    for number in range(3 + REPEATS, 3 + 2 * REPEATS):
        page.locator("main ul[aria-label=Converses] a").nth(number - 1).focus()
        page.keyboard.press("j")
        click("the next one, by keys", "document.activeElement.click()", THREAD_IS_NEW)
    for value in ("open", "waiting", "") * 2:
        act = SET.format(field="$('main select')", value=value, event="change")
        click("another state", act, LIST_IS_NEW)
    for word in ("pressupost", "comanda", "cuina"):
        act = SET.format(field="$('main input[type=search]')", value=word, event="input")
        is_found = f"$('ul[aria-label=\"Missatges trobats\"]')?.innerText.includes('{word}')"
        click("a search, with its pause", act, is_found)
    page.goto("conversations")
    page.get_by_role("list", name="Converses").get_by_role("link").first.click()
    page.get_by_role("log").get_by_role("article").first.wait_for()
    counts["nodes of the document with the newest 50 messages"] = _nodes(page)
    urls.clear()
    for _ in range(REPEATS):
        click("older messages, by scrolling", "log().scrollTo(0, 30); log().scrollTo(0, 0)", THREAD_IS_NEW)
        page.wait_for_timeout(200)
    counts[f"requests for {REPEATS} pages of older messages"] = sum("messages/list" in url for url in urls)
    counts[f"nodes after {REPEATS} pages of older messages"] = _nodes(page)
    counts["megabytes of JavaScript memory then"] = _megabytes(page)
    for number in range(REPEATS * 3):
        text = "Bon dia " * (number + 1)
        act = SET.format(field="$('main textarea')", value=text, event="input")
        click("a key in the reply", act, f"$('main textarea').value === '{text}'")
    return InboxFigures(times, counts)


def _nodes(page: Page) -> int:
    return int(page.evaluate("document.querySelectorAll('*').length"))


def _megabytes(page: Page) -> int:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return int(session.send("Runtime.getHeapUsage")["usedSize"]) // 1_000_000


def render_inbox(figures: InboxFigures) -> str:
    """The figures as a table."""
    lines = [
        f"# A click in an inbox of {CONVERSATIONS:,} conversations",
        "",
        "Milliseconds from the click until what it asks for is drawn, in Chromium, against the platform on the same",
        f"machine (`python -m benchmarks.dashboard`). {LONG_ONES} of the threads have {LONG:,} messages; they are the",
        "newest.",
        "",
        "| click | median | slowest |",
        "|---|---|---|",
        *(f"| {name} | {statistics.median(times):.0f} | {max(times):.0f} |" for name, times in figures.times.items()),
        "",
        "| counted | |",
        "|---|---|",
        *(f"| {name} | {count:,} |" for name, count in figures.counts.items()),
    ]
    return "\n".join(lines) + "\n"
