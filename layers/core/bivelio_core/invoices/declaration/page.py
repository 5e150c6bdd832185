"""The declaration as PDF/A-3b, laid out by typst: the same text gives the same bytes."""

import json
from datetime import UTC, datetime, time
from pathlib import Path

from bivelio_core.invoices.paper import Language
from bivelio_core.invoices.pdf.rendering import STANDARD, fonts

from .wording import Wording

TEMPLATE = Path(__file__).parent / "declaration.typ"


def render(said: Wording, language: Language) -> bytes:
    """Return the PDF of a declaration."""
    import typst  # noqa: PLC0415

    at = datetime.combine(said.signed_on, time.min, tzinfo=UTC) if said.signed_on else datetime(2026, 1, 1, tzinfo=UTC)
    view = {
        "language": language,
        "title": said.title,
        "draft": said.draft,
        "items": [[item.letter, item.heading, item.text] for item in said.items],
        "annex": said.annex,
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=fonts(),
        sys_inputs={"declaration": json.dumps(view, ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=int(at.timestamp()),
    )
