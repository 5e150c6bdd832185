"""The declaration as PDF/A-3b, laid out by typst: the same text gives the same bytes."""

import json
from datetime import UTC, datetime, time
from pathlib import Path

from bivelio_core.invoices.paper import Language
from bivelio_core.invoices.pdf.rendering import STANDARD, fonts

from .wording import Wording

TEMPLATE = Path(__file__).parent / "declaration.typ"


def render(texts: Wording, language: Language) -> bytes:
    """Return the PDF of a declaration."""
    import typst  # noqa: PLC0415

    at = (
        datetime.combine(texts.signed_on, time.min, tzinfo=UTC) if texts.signed_on else datetime(2026, 1, 1, tzinfo=UTC)
    )
    view = {
        "language": language,
        "title": texts.title,
        "draft": texts.draft,
        "items": [[item.letter, item.heading, item.text] for item in texts.items],
        "annex": texts.annex,
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=fonts(),
        sys_inputs={"declaration": json.dumps(view, ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=int(at.timestamp()),
    )
