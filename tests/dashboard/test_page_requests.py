"""How much a page asks the API for: few requests, so that it is drawn soon and a person's minute of requests lasts."""

import re

import pytest

from tests.dashboard.panels import PANELS, show
from tests.dashboard.windows import READS_ONCE, paths, settled

MOST = 3
"""So many requests a page may make, beside those of the frame."""

MORE = {
    r"/\?": 11,  # a card each, of what is in other pages; the money, the conversations and the runs come first
    r"/contacts/ct": 9,  # facts and timeline first; then notes, tags, people, consent and duplicates
    r"/conversations\?with": 12,  # the thread first; then who it is with, the list (anew once read), cases, templates
    r"/cases\?id": 5,  # the case first; then the names of what it is about
    r"/deals\?(id|new)": 7,  # the list behind it, and what a person may choose in the form
    r"/events\?event": 5,  # the event first; then what it caused
    r"/webhooks/.*event": 5,  # the attempts first; then the event, and what the plot shows
    r"/invoices/.*do=send": 5,  # the invoice first; then its file, and what the mail would be
    r"/runs/": 5,  # the run first; then its workflow, its steps and who started it
    r"/logs": 4,  # the requests first; then the names of who made them, and how long they are kept
    r"/settings/audit": 4,  # as the log
}
"""Pages that show more than three things of the API: the first content is there after three requests at most."""


def most(path: str) -> int:
    """How many requests a page may make."""
    return next((count for pattern, count in MORE.items() if re.match(pattern, path)), MOST)


@pytest.fixture
def asked(windows):
    """Somebody in the sandbox, and the operations that a page asks for which is opened anew, beside the frame's."""
    visit = windows()
    visit.allowed += ["status of"]
    visit.page.add_init_script(READS_ONCE)
    page = visit.sign_in(path="?env=sandbox")
    seen = list[str]()
    page.on("request", lambda request: seen.append(request.url.partition("/v1/")[2]) if "/v1/" in request.url else None)

    def open_anew(path: str) -> list[str]:
        page.goto("/app/device?env=sandbox")
        settled(page)
        seen.clear()
        show(visit, path)
        return [each for each in seen if not each.startswith("auth/")]

    return open_anew


def test_a_page_asks_for_little(asked):
    every = [*(path if "?" in path else f"{path}?env=sandbox" for path in paths()), *PANELS]
    operations = {path: asked(path) for path in every}
    assert {path: names for path, names in operations.items() if len(names) > most(path)} == {}
    assert [pattern for pattern in MORE if not any(re.match(pattern, path) for path in operations)] == []
