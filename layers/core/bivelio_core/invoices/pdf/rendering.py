"""An invoice as PDF/A-3b, laid out by typst.

The data goes in as JSON: no text of it can be markup, and typst is given no file but the template. The
same invoice gives the same bytes, because the file carries the invoice's own time, and no font of the system is used.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bivelio_core.invoices.paper import PaperInvoice

from .receipt import receipt
from .sums import View
from .texts import BREAK_HERE
from .view import view

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).parent / "invoice.typ"
RECEIPT = Path(__file__).parent / "receipt.typ"
STANDARD: "typst.PDFStandard" = "a-3b"
MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
"""How typst names what no font has, and what of it is invisible. PDF/A allows no such text."""
RARE = re.compile(r"[^\n\x20-\x7e\u00a0-\u017f\u2010-\u2022\u20ac\u200b\u2212\u25a1]")
"""All but the characters of Western and Central Europe, which the fonts have."""
INSTEAD = "\u25a1"
TRIES = 3


class Attachment(NamedTuple):
    """A text file inside the PDF that says the same as its pages."""

    name: str
    content: bytes
    mime_type: str
    description: str


def render(invoice: PaperInvoice, attachment: Attachment | None = None) -> bytes:
    """Return the PDF of an invoice. A character that no font has, such as an emoji or a Chinese one, is shown as a box.

    Raises LogoRefused when the logo is none that `logos.check` lets through.
    """
    embedded = {"attachment": json.dumps(_attachment_data(attachment), ensure_ascii=False)} if attachment else {}
    return typeset(TEMPLATE, view(invoice), invoice.timestamp, embedded)


def render_receipt(invoice: PaperInvoice) -> bytes:
    """Return an invoice as a receipt, a page of 80 mm that is as high as its content. Raises what `render` raises."""
    return typeset(RECEIPT, receipt(invoice), invoice.timestamp, {})


def typeset(template: Path, texts: View, at: datetime, embedded: Mapping[str, str]) -> bytes:
    """Return the PDF of a template with these texts, whose time is `at`; `embedded` has the attachment, if any."""
    import typst  # noqa: PLC0415

    source = template.read_bytes()

    def compiled(text: str) -> bytes:
        return typst.compile(
            source,
            format="pdf",
            font_paths=fonts(),
            sys_inputs={"invoice": text, **embedded, **({"breaks": "yes"} if BREAK_HERE in text else {})},
            pdf_standards=[STANDARD],
            timestamp=int(at.timestamp()),
        )

    return _with_what_fonts_have(json.dumps(texts, ensure_ascii=False), compiled)


def _attachment_data(attachment: Attachment) -> dict[str, str]:
    return {**attachment._asdict(), "content": attachment.content.decode()}


def _with_what_fonts_have(data: str, compiled: Callable[[str], bytes]) -> bytes:
    """Return the PDF of a text, in which boxes replace the characters that no font has."""
    import typst  # noqa: PLC0415

    for _ in range(TRIES):
        try:
            return compiled(data)
        except typst.TypstError as error:
            missing = {
                character for text in MISSING.findall(error.diagnostic) for character in RARE.findall(_unescaped(text))
            }
            if not missing:
                raise
            data = re.sub(f"[{re.escape(''.join(missing))}]", INSTEAD, data)
    return compiled(RARE.sub(INSTEAD, data))


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)


@cache
def fonts() -> "typst.Fonts":
    """Return the fonts of the layer and those within typst: Source Sans, Noto Sans Arabic, Libertinus, DejaVu."""
    import typst  # noqa: PLC0415

    packages = ("fontpkg_source_sans_3", "fontpkg_noto_sans_arabic")
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files(name) / "files") for name in packages])
