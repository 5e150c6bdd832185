"""The pages on which services are booked, and bookings moved and cancelled, in Catalan, Spanish and English.

All that comes from people is escaped. Style and script are named by their hashes in the Content-Security-Policy, so a
page loads nothing, sends its forms only to us and runs nothing but the line that tells the visitor's time zone. All
works without it too.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import urlencode

from bivelio_core.catalogue import LANGUAGES

from .page_dates import word
from .page_parts import SCRIPT, STYLE

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
        f"script-src 'sha256-{base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


class View(NamedTuple):
    """How a page is looked at: in which language and time zone, and whether the visitor chose the zone."""

    language: str
    timezone: str
    is_chosen: bool

    def query(self, **values: str) -> str:
        """The query of a link within the pages that keeps language and zone."""
        own_values = {"lang": self.language, **({"tz": self.timezone} if self.is_chosen else {})}
        return escape("?" + urlencode({**own_values, **values}))


class Times(NamedTuple):
    """Free times of some days: labels of days, with the instants and labels of their times; and other weeks."""

    days: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    earlier: str | None
    later: str | None


def document(title: str, body: str, view: View) -> str:
    """A whole page."""
    others = " ".join(
        f'<a href="{view._replace(language=each).query()}" hreflang="{each}" lang="{each}">{name}</a>'
        for each, name in zip(LANGUAGES, ("Català", "Español", "English"), strict=True)
        if each != view.language
    )
    return (
        f'<!doctype html><html lang="{view.language}" data-zone="{"" if view.is_chosen else escape(view.timezone)}">'
        f'<head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main>"
        f'<footer><nav aria-label="{word("languages", view.language)}">{others}</nav></footer>'
        f"<script>{SCRIPT}</script></body></html>"
    )


def facts(rows: Sequence[tuple[str, str]]) -> str:
    """Names and values, as a list; those without a value are left out."""
    parts = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows if value)
    return f"<dl>{parts}</dl>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph; lines of people stay lines."""
    opening = f'<p class="{kind}">' if kind else "<p>"
    return f"{opening}{escape(text)}</p>" if text else ""


def problem(text: str) -> str:
    """What went wrong, said at once to who does not see."""
    return f'<p class="problem" role="alert">{escape(text)}</p>' if text else ""


def times(choice: Times, view: View, zones: Sequence[str]) -> str:
    """Free times by day as links, the visitor's time zone, and the weeks before and after."""
    days = "".join(
        f'<section><h3>{escape(label)}</h3><ul class="times">'
        + "".join(f'<li><a href="{view.query(at=at)}">{escape(time)}</a></li>' for at, time in each)
        + "</ul></section>"
        for label, each in choice.days
    )
    weeks = "".join(
        f'<a href="{view.query(day=day)}" rel="{rel}">{word(name, view.language)}</a>'
        for name, rel, day in (("earlier", "prev", choice.earlier), ("later", "next", choice.later))
        if day
    )
    nothing = paragraph(word("none", view.language))
    return (
        f"<h2>{word('choose', view.language)}</h2>{_zones(view, zones)}"
        f'<div class="days">{days or nothing}</div><nav class="weeks" aria-label="{word("weeks", view.language)}">'
        f"{weeks}</nav>"
    )


def _zones(view: View, zones: Sequence[str]) -> str:
    options = "".join(
        f'<option value="{escape(each)}"{" selected" if each == view.timezone else ""}>{escape(each.replace("_", " "))}'
        "</option>"
        for each in zones
    )
    return (
        f'<form class="zone" method="get"><label for="tz">{word("timezone", view.language)}</label> '
        f'<select id="tz" name="tz">{options}</select> <input type="hidden" name="lang" value="{view.language}">'
        f"<button>{word('show', view.language)}</button></form>"
    )


def booking_form(at: str, key: str, values: Mapping[str, str], view: View) -> str:
    """Who books: name, e-mail address, phone, what they want to say."""
    field = (
        '<p class="field"><label for="{name}">{label}</label>'
        '<input id="{name}" name="{name}" type="{type}" autocomplete="{auto}" maxlength="{longest}" '
        'value="{value}"{more}></p>'
    )
    fields = "".join(
        field.format(
            name=name,
            label=word(name, view.language),
            type=kind,
            auto=auto,
            longest=longest,
            more=more,
            value=escape(values.get(name, "")),
        )
        for name, kind, auto, longest, more in (
            ("name", "text", "name", 200, " required"),
            ("email", "email", "email", 254, " required"),
            ("phone", "tel", "tel", 40, ""),
        )
    )
    return (
        f'<form method="post">{fields}<p class="field"><label for="notes">{word("notes", view.language)}</label>'
        f'<textarea id="notes" name="notes" rows="3" maxlength="1000">{escape(values.get("notes", ""))}</textarea></p>'
        f"{hidden(action='book', at=at, key=key, tz=view.timezone, lang=view.language)}"
        f'<p><button class="main">{word("book", view.language)}</button> {back(view)}</p></form>'
    )


def confirm_form(action: str, view: View, **values: str) -> str:
    """A button that does something, and a way back."""
    return (
        f'<form method="post">{hidden(action=action, tz=view.timezone, lang=view.language, **values)}'
        f'<p><button class="main">{word(action, view.language)}</button> {back(view)}</p></form>'
    )


def back(view: View) -> str:
    """The link to the times."""
    return f'<a href="{view.query()}">{word("back", view.language)}</a>'


def hidden(**values: str) -> str:
    """Fields that are sent and not shown."""
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in values.items())
