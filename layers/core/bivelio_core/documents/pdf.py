"""A small PDF of plain text, byte for byte the same each time: the sample documents of the sandbox."""

from collections.abc import Sequence

LINES_OF_A_PAGE = 44
_PAGE = (
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>"
)
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def written(pages: Sequence[Sequence[str]], size: int = 0) -> bytes:
    """A PDF with these pages, each a list of lines; with a size it has exactly that many bytes.

    Raises ValueError for a size that the text alone exceeds.
    """
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", _page_tree(len(pages)), _FONT]
    for number, lines in enumerate(pages):
        content = _content(lines)
        objects.append(_PAGE.format(5 + 2 * number).encode())
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    made = _file(objects, 0)
    return made if size == 0 else _file(objects, _padding(objects, size))


def _page_tree(count: int) -> bytes:
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    return f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode()


def _content(lines: Sequence[str]) -> bytes:
    operators = [b"(%b) Tj T*" % _escaped(line) for line in lines]
    return b"BT /F1 11 Tf 16 TL 60 780 Td\n" + b"\n".join(operators) + b"\nET"


def _escaped(line: str) -> bytes:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")


def _padding(objects: Sequence[bytes], size: int) -> int:
    """Return the length of the comment that brings the file to a size. It may add a digit to the trailer's offset."""
    for padding in range(size - len(_file(objects, 0)), 0, -1):
        if (length := len(_file(objects, padding))) == size:
            return padding
        if length < size:
            break
    raise ValueError(f"no comment makes a file of {size} bytes")


def _file(objects: Sequence[bytes], padding: int) -> bytes:
    content, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    if padding:
        content += b"%" + b" " * (padding - 2) + b"\n" if padding > 1 else b"\n"
    table = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, table)
    return bytes(content)
