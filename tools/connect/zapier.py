"""The table of operations that the app for Zapier reads: integrations/zapier/operations.json."""

import json
from typing import Any

from tools.connect.model import Catalogue, plain
from tools.connect.n8n import entry
from tools.connect.useful import DONE, LOOKED_UP
from tools.template import ROOT

PACKAGE = ROOT / "integrations" / "zapier"
TABLE = PACKAGE / "operations.json"


def table(catalogue: Catalogue) -> dict[str, Any]:
    """Return what is done, what is looked up, and the types of event with a sample of each."""
    actions = catalogue.actions
    return {
        "creates": [{"key": _key(name), **entry(actions[name])} for name in DONE],
        "searches": [{"key": _key(name), **entry(actions[name])} for name in LOOKED_UP],
        "triggers": [
            {
                "key": _key(each.name),
                "name": each.name,
                "title": each.title,
                "about": plain(each.about).rstrip("."),
                "sample": each.sample,
            }
            for each in catalogue.events
        ],
    }


def text(catalogue: Catalogue) -> str:
    """Return the file."""
    return json.dumps(table(catalogue), ensure_ascii=False, indent=1) + "\n"


def _key(name: str) -> str:
    return name.replace(".", "_")
