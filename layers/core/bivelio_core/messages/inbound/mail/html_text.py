"""HTML as text, in one pass: its lines stay lines, and its links stay links."""

from html.parser import HTMLParser

MAXIMUM_CHARACTERS = 400_000
"""Of HTML that is looked at: several times the text that is kept."""
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "svg"})
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figure",
            "footer",
        ),
        *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"),
        *("table", "tr", "ul"),
    }
)
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre"})
_SHOWN_LINKS = ("http://", "https://", "mailto:", "tel:")
LONGEST_LINK = 2_000


def text_of(html: str) -> str:
    """The text of a document. A link whose text does not say where it leads is followed by its address."""
    reader = _Reader()
    reader.feed(html[:MAXIMUM_CHARACTERS])
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects lines of words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[list[str]] = [[]]
        self._has_words = False  # the line that is being written
        self._unseen, self._depth = "", 0
        self._link, self._link_at = "", (0, 0)
        self._preformatted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what the tag begins. A head that never ends ends with the beginning of the body."""
        if tag == "body" and self._unseen == "head":
            self._unseen = ""
        elif self._unseen or tag in _UNSEEN:
            self._depth = self._depth + (tag == self._unseen) if self._unseen else 1
            self._unseen = self._unseen or tag
        elif tag == "br":
            self._next_line()
        elif tag == "img":
            self._add(_one_space(_attribute(attrs, "alt")))
        elif tag in ("td", "th"):
            self._add("\t" if self._has_words else "")
        elif tag in _BLOCKS:
            self._break(tag)
            self._add({"li": "- ", "hr": "---"}.get(tag, ""))
            self._preformatted += tag == "pre"
        elif tag == "a":
            self._end_link()
            target = _attribute(attrs, "href").strip()
            self._link = target if target.lower().startswith(_SHOWN_LINKS) and len(target) <= LONGEST_LINK else ""
            self._link_at = (len(self._lines) - 1, len(self._lines[-1]))

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends."""
        if self._unseen:
            self._depth -= tag == self._unseen
            self._unseen = self._unseen if self._depth else ""
        elif tag in _BLOCKS:
            self._break(tag)
            self._preformatted = max(0, self._preformatted - (tag == "pre"))
        elif tag == "a":
            self._end_link()

    def handle_data(self, data: str) -> None:
        """Text, with its white space as one space, outside of what is preformatted."""
        if self._unseen:
            return
        if self._preformatted:
            first, *others = data.split("\n")
            self._add(_one_space(first))
            for line in others:
                self._next_line()
                self._add(_one_space(line))
        else:
            self._add(_one_space(data))

    def text(self) -> str:
        """Everything, with at most one empty line between two others."""
        self._end_link()
        lines = [_one_line("".join(line)) for line in self._lines]
        result = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
        return "\n".join(result).strip()

    def _add(self, text: str) -> None:
        if text:
            self._lines[-1].append(text)
            self._has_words = self._has_words or bool(text.strip())

    def _next_line(self) -> None:
        self._lines.append([])
        self._has_words = False

    def _break(self, tag: str) -> None:
        """Begin a line, after an empty one around what is a paragraph."""
        if self._has_words:
            self._next_line()
        if tag in _PARAGRAPHS and len(self._lines) > 1 and self._lines[-2]:
            self._next_line()

    def _end_link(self) -> None:
        link, self._link = self._link, ""
        if not link:
            return
        line, at = self._link_at
        link_text = "".join(
            ["".join(self._lines[line][at:]), *("".join(each) for each in self._lines[line + 1 :])]
        ).strip()
        bare = link.removeprefix("mailto:").removeprefix("tel:")
        if not link_text:
            self._add(bare)
        elif link_text not in (link, bare) and link.partition("//")[2].strip("/") != link_text.strip("/"):
            self._add(f" <{bare}>")


def _attribute(attrs: list[tuple[str, str | None]], name: str) -> str:
    return next((value for each, value in attrs if each == name and value), "")


def _one_space(text: str) -> str:
    words = " ".join(text.replace("\u00a0", " ").split())
    before = " " if text[:1].isspace() else ""
    after = " " if words and text[-1:].isspace() else ""
    return f"{before}{words}{after}"


def _one_line(text: str) -> str:
    """A line whose white space is single; the cells of a row of a table are separated by tabs."""
    return "\t".join(" ".join(cell.split()) for cell in text.split("\t")).strip()
