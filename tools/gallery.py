"""The definitions in docs/gallery, as files and pages have them."""

import json
from typing import Any

from tools.template import ROOT

FOLDER = ROOT / "docs" / "gallery"
MAXIMUM_LINES = 100


def definitions() -> dict[str, dict[str, Any]]:
    """Return the definitions by name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}


def text_of(definition: dict[str, Any]) -> str:
    """Return a definition as its file and the page have it."""
    return json.dumps(definition, indent=2, ensure_ascii=False)
