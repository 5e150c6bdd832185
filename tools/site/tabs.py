"""The requests of guides as code in every language, behind tabs: written once in the guide, as the API takes them.

A block of a guide is the path and the body:

    POST /v1/contacts/update
    {"data": {"id": "ct_def456", "job_title": "Directora comercial"}}
"""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from tools.sdk.document import Document, Method
from tools.sdk.samples import Call, code_of

REQUEST = re.compile(r"^```json\nPOST /v1(/[\w/]+)(?:\?(\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NAMES = {"python": "Python", "javascript": "JavaScript", "cli": "CLI", "curl": "curl"}
"""What the tabs are called, in their order."""

FENCES = {"cli": "bash", "curl": "bash"}
"""In which language a tab's code is coloured, where its key does not say it."""

_CODE = {"en": "Code", "ca": "Codi", "es": "Código"}


def call_of(methods: dict[str, Method], path: str, query: str, body: str) -> Call | None:
    """Return the call of a block; None of one that shows a form to fill in, or of an address that is no operation."""
    try:
        document = json.loads(body)
    except ValueError:
        return None
    method = methods.get(path)
    if method is None:
        return None
    fields: dict[str, Any] = document if method.is_bare else document.get("data", {})
    return Call(method, fields, dict(parse_qsl(query)))


def with_tabs(text: str, document: Document, language: str) -> str:
    """Return a page with its requests behind tabs."""
    methods, number = {method.path: method for method in document.methods}, 0

    def tabs(match: re.Match[str]) -> str:
        nonlocal number
        call = call_of(methods, match[1], match[2] or "", match[3])
        if call is None:
            return match[0]
        number += 1
        return code_tabs(code_of(call), number, _CODE[language])

    return REQUEST.sub(tabs, text)


def code_tabs(code: dict[str, str], number: int, label: str) -> str:
    """Return code in several languages behind tabs, the first shown; `number` tells it from others of the page.

    The blank lines let Markdown read the fences between the elements.
    """
    buttons, panels = [], []
    for position, key in enumerate(code):
        tab, is_first = f"code-{number}-{key}", position == 0
        buttons.append(
            f'<button role="tab" id="{tab}" aria-controls="{tab}-panel" aria-selected="{str(is_first).lower()}" '
            f'tabindex="{0 if is_first else -1}" data-tab="{key}">{NAMES[key]}</button>'
        )
        panels.append(
            f'<div role="tabpanel" id="{tab}-panel" aria-labelledby="{tab}"{"" if is_first else " hidden"}>\n\n'
            f"```{FENCES.get(key, key)}\n{code[key]}\n```\n\n</div>"
        )
    bar = f'<div class="bar"><div role="tablist" aria-label="{label}">{"".join(buttons)}</div></div>'
    return "\n\n".join([f'<div class="samples not-content" data-tabs>{bar}', *panels, "</div>"])
