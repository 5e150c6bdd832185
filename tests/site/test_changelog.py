"""The changelog: a day for each change, a page in each language, and a feed as RFC 4287 wants it."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.site.test_built import outline, page_at
from tools.site import changelog, feed
from tools.site.pages import LANGUAGES, Links, pages
from tools.template import ROOT

TEXT = (ROOT / changelog.FILE).read_text(encoding="utf-8")
DAYS = changelog.days(TEXT)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SAMPLE = """# Changelog

What changes.

## 1.1.0, 2026-12-02

### Added
* A list, of *two* lines
  (docs/lists.md, docs/adr/0005).

### Fixed
* Nothing of `docs/lists.md`.

## 1.0.0, 2026-12-01

### Changed
* See [the lists](docs/lists.md), not docs/nowhere.md.
"""


def test_each_change_has_a_day_and_a_kind():
    assert len(DAYS) > 1
    assert sum(len(changes) for day in DAYS for changes in day.changes.values()) == len(
        re.findall(r"^\* ", TEXT, re.MULTILINE)
    )
    assert all(changes for day in DAYS for changes in day.changes.values()), "a kind without a change"
    for day in DAYS:
        assert list(day.changes) == [kind for kind in changelog.KINDS if kind in day.changes], day.at


def test_a_change_keeps_its_lines_and_its_days_their_order():
    first, second = changelog.days(SAMPLE)
    assert (first.version, first.at, second.at) == ("1.1.0", date(2026, 12, 2), date(2026, 12, 1))
    assert first.changes["Added"] == ["A list, of *two* lines\n(docs/lists.md, docs/adr/0005)."]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (SAMPLE.replace("2026-12-02", "December"), "CHANGELOG.md:5: the heading of a day"),
        (SAMPLE.replace("2026-12-02", "2026-12-01"), "CHANGELOG.md:14: 2026-12-01 stands below 2026-12-01"),
        (SAMPLE.replace("### Fixed", "### Mended"), "CHANGELOG.md:11: `Mended` is none of"),
        (SAMPLE.replace("### Fixed", "### Added"), "CHANGELOG.md:11: `Added` is none of"),
        (SAMPLE.replace("### Changed\n", ""), "CHANGELOG.md:16: a change begins with"),
    ],
)
def test_what_is_out_of_place_is_named_with_its_line(wrong, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        changelog.days(wrong)


def test_pages_that_a_change_names_are_links_by_their_titles():
    text = changelog.page_text(SAMPLE, "en")
    assert "([Lists](docs/lists.md), [ADR 5](docs/adr/0005-lists-on-a-bitmap-index.md))." in text
    assert "Nothing of `docs/lists.md`." in text
    assert "See [the lists](docs/lists.md), not docs/nowhere.md." in text


def test_days_and_kinds_are_written_in_each_language():
    written = {language: changelog.long_date(date(2026, 8, 1), language) for language in LANGUAGES}
    assert written == {"en": "1 August 2026", "ca": "1 d'agost de 2026", "es": "1 de agosto de 2026"}
    assert changelog.long_date(date(2026, 12, 1), "ca") == "1 de desembre de 2026"
    assert "**Correccions**" in changelog.page_text(SAMPLE, "ca")
    assert '<div lang="en">' in changelog.page_text(SAMPLE, "es")


def feed_of(text: str) -> etree._Element:
    all_pages = pages()
    source = next(page for page in all_pages if page.file == changelog.FILE)
    return etree.fromstring(feed.feed(text, source, Links(all_pages)).encode())


def test_the_feed_has_what_rfc_4287_wants_of_it():
    """4.1.1, 4.1.2, 4.2.6, 4.2.7.2, 3.3: elements and their number, ids, links, times."""
    root = feed_of(TEXT)
    entries = root.findall("a:entry", ATOM)
    assert len(entries) == len(DAYS)
    for each in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"a:{name}", ATOM)) == 1, name
        assert [link.get("rel") for link in each.findall("a:link", ATOM)].count("alternate") == 1
        at = datetime.fromisoformat(str(each.findtext("a:updated", namespaces=ATOM)))
        assert at.tzinfo is not None
    assert root.findtext("a:author/a:name", namespaces=ATOM)
    assert len({each.findtext("a:id", namespaces=ATOM) for each in (root, *entries)}) == len(entries) + 1
    assert all(urlsplit(str(each.findtext("a:id", namespaces=ATOM))).scheme == "tag" for each in (root, *entries))
    assert {link.get("rel") for link in root.findall("a:link", ATOM)} == {"self", "alternate"}
    newest = max(str(each.findtext("a:updated", namespaces=ATOM)) for each in entries)
    assert root.findtext("a:updated", namespaces=ATOM) == newest


def test_the_feed_is_html_with_links_that_work_from_anywhere():
    entry = feed_of(SAMPLE).findall("a:entry", ATOM)[0]
    content = entry.find("a:content", ATOM)
    assert content is not None
    assert content.get("type") == "html"
    html = etree.HTML(str(content.text))
    assert html.xpath("//h3/text()") == ["Added", "Fixed"]
    assert html.xpath("//em/text()") == ["two"]
    assert html.xpath("//a/@href") == [
        "https://docs.bivelio.com/lists/",
        "https://docs.bivelio.com/adr/0005-lists-on-a-bitmap-index/",
    ]
    assert entry.findtext("a:title", namespaces=ATOM) == "2 December 2026: 1 added, 1 fixed"


def test_each_entry_leads_to_its_day_on_the_page_in_each_language(site):
    root = etree.fromstring((site / feed.FILE).read_bytes())
    anchors = [str(link.get("href")).partition("#")[2] for link in root.findall("a:entry/a:link", ATOM)]
    assert len(anchors) == len(DAYS)
    for prefix in ("", "ca/", "es/"):
        assert set(anchors) <= outline(page_at(site, f"{prefix}changelog")).anchors
    head = '<link rel="alternate" type="application/atom+xml" title="Changelog" href="/docs/changelog.atom"/>'
    assert head in (site / "ca/reference/contacts/create/index.html").read_text(encoding="utf-8")
