"""What all pages of the front door share: the frame, the style, and the order in which the guides are to be read."""

from html import escape
from pathlib import Path

STYLE = (Path(__file__).parent / "pages.css").read_text(encoding="utf-8")

GUIDES = {
    "concepts": "the nouns",
    "request-flow": "step by step, file by file",
    "identity": "who may call",
    "errors": "what can fail, and what to do",
    "lists": "and how they stay cheap",
    "contacts-csv": "import and export",
    "events": "what happened",
    "event-types": "each event's data",
    "webhooks": "be told of events",
    "workflows": "steps, schedules, approvals",
    "workflows-tutorial": "build one, step by step",
    "data-model": "what lies in the table",
    "local-runtime": "this machine",
    "deployment": "to AWS",
    "operations": "alarms and runbooks",
    "costs": "calls and units, by operation",
    "import-cost": "milliseconds, by function",
    "licences": "others' code in it",
}
"""The pages of docs/ by name: in the order of a first reading, with what each is about."""


def document(title: str, body: str, *, is_reference: bool = False) -> str:
    """A whole page; `body` is HTML and holds the page's `main`. A reference brings a `nav` of its own beside it."""
    frame = f'<div class="reference">{body}</div>' if is_reference else body
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>
{STYLE}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header><strong>BiVelio API, local</strong> <a href="/">Start</a> <a href="/docs">API reference</a>
<a href="/#guides">Guides</a> <a href="/openapi.json">openapi.json</a></header>
{frame}
</body>
</html>
"""
