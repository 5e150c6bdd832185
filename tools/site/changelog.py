"""The changelog by days and kinds, as a page reads it in each language."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from tools.site.words import CHANGELOG
from tools.template import ROOT

FILE = "CHANGELOG.md"
KINDS = ("Added", "Changed", "Fixed")

_DAY = re.compile(r"^## (\d+\.\d+\.\d+), (\d{4}-\d\d-\d\d)$")
_KEPT = re.compile(r"(`[^`\n]+`|\]\([^)]*\))")
"""Where no link is made: in code, and in what is a link already."""

_NAMED = re.compile(r"\bdocs/(?:adr/(\d{4})(?:-[\w-]+)?(?:\.md)?|([\w-]+)\.md)")


@dataclass(frozen=True)
class Day:
    """What came on one day.

    Attributes:
        version: of which version it is.
        at: the day.
        changes: by kind, each change as Markdown.
    """

    version: str
    at: date
    changes: dict[str, list[str]]


def days(text: str) -> list[Day]:
    """Return the days of a changelog, the newest first. Raises ValueError with the line that is out of place."""
    all_days: list[Day] = []
    kind = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("## "):
            all_days.append(_day(line, number, all_days))
            kind = ""
        elif line.startswith("### ") and all_days:
            kind = line.removeprefix("### ")
            if kind not in KINDS or kind in all_days[-1].changes:
                raise ValueError(f"{FILE}:{number}: `{kind}` is none of {', '.join(KINDS)}, or stands there twice")
            all_days[-1].changes[kind] = []
        elif line.startswith("* ") and kind:
            all_days[-1].changes[kind].append(line.removeprefix("* "))
        elif line.startswith("  ") and kind and all_days[-1].changes[kind]:
            all_days[-1].changes[kind][-1] += f"\n{line.strip()}"
        elif line and all_days:
            raise ValueError(f"{FILE}:{number}: a change begins with `* `, below `### Added`, `Changed` or `Fixed`")
    return all_days


def _day(line: str, number: int, before: list[Day]) -> Day:
    match = _DAY.match(line)
    if match is None:
        raise ValueError(f"{FILE}:{number}: the heading of a day is `## version, year-month-day`")
    day = Day(match[1], date.fromisoformat(match[2]), {})
    if before and before[-1].at <= day.at:
        raise ValueError(f"{FILE}:{number}: {day.at} stands below {before[-1].at}, which does not come after it")
    return day


def long_date(at: date, language: str) -> str:
    """Return a day as people write it: `1 December 2026`, `1 de desembre de 2026`."""
    month = CHANGELOG[language]["months"].split()[at.month - 1]
    if language == "en":
        return f"{at.day} {month} {at.year}"
    before_month = "d'" if language == "ca" and month[0] in "ao" else "de "
    return f"{at.day} {before_month}{month} de {at.year}"


def page_text(text: str, language: str) -> str:
    """Return the changelog as a page in a language: its days and kinds are in it, the changes as they are written."""
    words = CHANGELOG[language]
    lines = [f"# {words['title']}", "", words["intro"]]
    for day in days(text):
        lines += ["", f"## {long_date(day.at, language)}"]
        for kind, changes in day.changes.items():
            listed = markdown(changes)
            in_english = [listed] if language == "en" else ['<div lang="en">', "", listed, "", "</div>"]
            lines += ["", f"**{words[kind]}**", "", *in_english]
    return "\n".join(lines) + "\n"


def markdown(changes: list[str]) -> str:
    """Return changes as a list, the pages that they name as links."""
    return "\n".join(f"* {_linked(change)}".replace("\n", "\n  ") for change in changes)


def _linked(change: str) -> str:
    parts = _KEPT.split(change)
    return "".join(part if _KEPT.fullmatch(part) else _NAMED.sub(_link, part) for part in parts)


def _link(match: re.Match[str]) -> str:
    """Return a link to the page that is named, by its title; what names no page stays a text."""
    number, name = match[1], match[2]
    file = next(iter((ROOT / "docs" / "adr").glob(f"{number}-*.md")), None) if number else ROOT / "docs" / f"{name}.md"
    if file is None or not file.is_file():
        return match[0]
    label = f"ADR {int(number)}" if number else _title(name)
    return f"[{label}]({file.relative_to(ROOT).as_posix()})"


@cache
def _title(name: str) -> str:
    with (ROOT / "docs" / f"{name}.md").open(encoding="utf-8") as lines:
        return next(lines).lstrip("# ").strip().partition(":")[0]
