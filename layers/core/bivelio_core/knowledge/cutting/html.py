"""The lines of an HTML page: what people read of it, without menus, forms and scripts."""

from html.parser import HTMLParser

from .line import BREAK, Line

SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "nav", "footer", "form", "select", "button", "iframe", "head"}
)
BLOCKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "blockquote",
        "pre",
        "br",
    }
    | {"header", "aside", "figure", "figcaption", "details", "summary", "address", "hr"}
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "source", "wbr", "area", "base", "col", "embed", "track"})


class _Reader(HTMLParser):
    """Collects the lines of a page. Elements that are never closed end with what is around them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.title: list[str] = []
        self._text: list[str] = []
        self._heading = 0
        self._skipped: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and self._skipped in ([], ["head"]):
            self._in_title = True
        elif self._skipped:
            if tag == "body" and self._skipped == ["head"]:
                self._skipped.clear()
            elif tag in SKIPPED:
                self._skipped.append(tag)
        elif tag in SKIPPED or (("hidden", None) in attrs and tag not in VOID):
            if tag in SKIPPED:
                self._end()
                self._skipped.append(tag)
        elif tag in HEADINGS:
            self._end()
            self._heading = HEADINGS[tag]
        elif tag in ("td", "th"):
            self._text.append(" | " if self._has_text() else "")
        elif tag in BLOCKS:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif self._skipped:
            if tag in self._skipped:
                del self._skipped[self._skipped.index(tag) :]
        elif tag in HEADINGS or tag in BLOCKS:
            self._end()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._skipped:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end()

    def _has_text(self) -> bool:
        return any(part.strip() for part in self._text)

    def _end(self) -> None:
        text = " ".join("".join(self._text).split()).strip(" |")
        self._text.clear()
        if text:
            self.lines.append(Line(self._heading, text))
            if not self._heading:
                self.lines.append(BREAK)
        self._heading = 0


def lines_of_html(text: str) -> tuple[str | None, list[Line]]:
    """The title of a page, and its lines."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return " ".join("".join(reader.title).split())[:200] or None, reader.lines
