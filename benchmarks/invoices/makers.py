"""The same invoice made by typst, as the platform does, and by reportlab, as plainly as that can be done."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.pdf.rendering import render

from tests.invoices.papers import invoice, line

RATES = (21, 10, 4)
FONT = "Source Sans 3"
"""The same font for both: the fonts that every reader of PDF has, reportlab's own choice, have no coŀlaboració."""


def invoice_of(lines: int) -> Callable[[int], PaperInvoice]:
    """Return what makes invoices of so many lines, each with a number and descriptions of its own."""
    sample = invoice(
        [
            line(
                f"Article {number:02d}: peça de recanvi",
                number % 7 + 1,
                Decimal(number) * 3 + Decimal("0.87"),
                RATES[number % 3],
            )
            for number in range(1, lines + 1)
        ]
    )

    def numbered(number: int) -> PaperInvoice:
        own = tuple(replace(each, description=f"{each.description} {number}") for each in sample.lines)
        return replace(sample, number=f"FAC-2026-{number:03d}", lines=own)

    return numbered


def by_reportlab(paper_invoice: PaperInvoice) -> bytes:
    """Return a PDF of the same content: parties, lines with a repeated head, totals, a QR code, page numbers."""
    from reportlab.graphics.barcode.qr import QrCodeWidget  # noqa: PLC0415
    from reportlab.graphics.shapes import Drawing  # noqa: PLC0415
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415
    from reportlab.lib.styles import getSampleStyleSheet  # noqa: PLC0415
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table  # noqa: PLC0415

    if FONT not in pdfmetrics.getRegisteredFontNames():
        (path,) = (each for each in (files("fontpkg_source_sans_3") / "files").iterdir() if "Italic" not in each.name)
        pdfmetrics.registerFont(TTFont(FONT, str(path)))
    styles = getSampleStyleSheet()
    for style in (styles["Normal"], styles["Title"]):
        style.fontName = FONT
    cells = [("FONTNAME", (0, 0), (-1, -1), FONT)]
    out = io.BytesIO()
    buyer = paper_invoice.buyer.name if paper_invoice.buyer else ""
    rows = [["Descripció", "Quantitat", "Preu", "IVA", "Import"]]
    rows += [
        [
            Paragraph(each.description, styles["Normal"]),
            str(each.quantity),
            str(each.unit_price),
            str(each.tax_rate),
            str(each.net),
        ]
        for each in paper_invoice.lines
    ]
    code = Drawing(80, 80)
    code.add(
        QrCodeWidget(
            f"BCD\n002\n1\nSCT\n\n{paper_invoice.seller.name}\n{paper_invoice.payment.iban}\nEUR{paper_invoice.amount_due}"
        )
    )
    story = [
        Paragraph(f"Factura {paper_invoice.number}", styles["Title"]),
        Table(
            [
                [paper_invoice.seller.name, buyer],
                [paper_invoice.seller.nif, paper_invoice.buyer.nif if paper_invoice.buyer else ""],
            ],
            style=cells,
        ),
        Spacer(1, 12),
        Table(rows, repeatRows=1, colWidths=[260, 60, 60, 40, 70], style=cells),
        Table(
            [
                ["Base", str(paper_invoice.subtotal)],
                ["IVA", str(paper_invoice.tax)],
                ["Total", str(paper_invoice.total)],
            ],
            style=cells,
        ),
        code,
    ]

    def footer(canvas: object, document: object) -> None:
        canvas.drawString(40, 20, f"Pàgina {document.page}")  # type: ignore[attr-defined]

    SimpleDocTemplate(out, pagesize=A4).build(story, onFirstPage=footer, onLaterPages=footer)
    return out.getvalue()


MAKERS: dict[str, Callable[[PaperInvoice], bytes]] = {"typst": render, "reportlab": by_reportlab}
