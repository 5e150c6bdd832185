"""Draw an invoice on a page: texts at places, and tables."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)])
PLAIN = TableStyle([("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black)])


@dataclass(frozen=True)
class Said:
    """What a page says. Amounts are texts; `total` is before IRPF; `lines` are (description, quantity, price)."""

    number: str
    date: str
    total: str
    issuer: tuple[str, str]
    recipient: tuple[str, str | None]
    subtotal: str
    tax: str
    rates: tuple[tuple[str, str, str], ...]
    lines: tuple[tuple[str, str, str], ...]
    due_date: str | None = None
    withheld: str | None = None
    is_credit_note: bool = False

    def values(self) -> dict[str, Any]:
        """The values by the names of fields."""
        return {
            "invoice_number": self.number,
            "date": self.date,
            "due_date": self.due_date,
            "total": Decimal(self.total),
            "subtotal": Decimal(self.subtotal),
            "tax": Decimal(self.tax),
            "withheld": None if self.withheld is None else Decimal(self.withheld),
            "is_credit_note": self.is_credit_note,
            "issuer name": self.issuer[0],
            "issuer nif": self.issuer[1],
            "recipient name": self.recipient[0],
            "recipient nif": self.recipient[1],
            "taxes": sorted(tuple(map(Decimal, rate)) for rate in self.rates),
            "lines": [(text, Decimal(quantity), Decimal(price)) for text, quantity, price in self.lines],
        }


@dataclass
class Page:
    """A page that is written from the top; `at` goes down."""

    font: str = "Helvetica"
    size: float = 9.5
    stream: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.stream, pagesize=A4, invariant=1)
        self.width, self.at = A4[0], A4[1] - 50.0

    def say(self, *texts: str | tuple[float, str], size: float | None = None, down: float = 1.4) -> None:
        """Write texts in one row: each at 50 points from the left, or at its own place; `(-x, text)` ends at x."""
        size = size or self.size
        self.canvas.setFont(self.font, size)
        for text in texts:
            left, words = (50.0, text) if isinstance(text, str) else text
            if left < 0:
                self.canvas.drawRightString(-left, self.at, words)
            else:
                self.canvas.drawString(left, self.at, words)
        self.at -= size * down

    def block(self, texts: Sequence[str], left: float, top: float) -> None:
        """Write lines from a place downwards, without moving."""
        self.canvas.setFont(self.font, self.size)
        for row, words in enumerate(texts):
            self.canvas.drawString(left, top - row * self.size * 1.4, words)

    def table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], style: TableStyle = GRID, left: float = 50
    ) -> None:
        """Draw a table; its first column stands left, the others right."""
        table = Table([list(row) for row in rows], colWidths=list(widths))
        base = [("FONT", (0, 0), (-1, -1), self.font, self.size), ("ALIGN", (1, 0), (-1, -1), "RIGHT")]
        table.setStyle(TableStyle([*base, *style.getCommands()]))
        _, height = table.wrap(self.width, 800)
        table.drawOn(self.canvas, left, self.at - height)
        self.at -= height + 14

    def skip(self, points: float = 12) -> None:
        """Leave room."""
        self.at -= points

    def turn(self) -> None:
        """Begin another page."""
        self.canvas.showPage()
        self.at = A4[1] - 50.0

    def file(self) -> bytes:
        """The PDF."""
        self.canvas.save()
        return self.stream.getvalue()


Layout = Callable[[], tuple[bytes, Said]]
