"""Which images may be the logo of an organisation: PNG and JPEG, known by their content and read to their end.

SVG is refused, as is every other format: it can draw without end, or name files.
"""

import base64
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

MAXIMUM_BYTES = 1_000_000
MAXIMUM_SIDE = 4_000
MAXIMUM_PIXELS = 8_000_000
"""At most 8 bytes each, so 64 MB when it is drawn. A logo of 60 mm is 1,400 pixels wide at 600 dpi."""

Fault = Literal["logo_format", "logo_bytes", "logo_pixels", "logo_damaged"]

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
"""Bits a sample by colour type (PNG specification, table 12)."""
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_FRAMES = {0xC0, 0xC1, 0xC2}
"""Baseline, extended and progressive JPEG with Huffman codes: what readers of PDF can decode."""
_ALONE = {0x01, *range(0xD0, 0xD8)}
_SCAN, _END = 0xDA, 0xD9
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_CHANNELS = {1, 3}
"""Grey and YCbCr. CMYK is refused: it needs a colour profile that logos seldom have."""


class Logo(NamedTuple):
    """What a logo is, and its size in pixels."""

    media_type: Literal["image/png", "image/jpeg"]
    width: int
    height: int


class LogoRefused(ValueError):
    """The bytes are no logo; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        """Keep the reason."""
        super().__init__(fault)
        self.fault: Fault = fault


def check(logo: bytes) -> Logo:
    """Return the format and the size of a logo. Raises LogoRefused."""
    if len(logo) > MAXIMUM_BYTES:
        raise LogoRefused("logo_bytes")
    try:
        if logo.startswith(_PNG):
            return Logo("image/png", *_png_size(logo))
        if logo.startswith(_JPEG):
            return Logo("image/jpeg", *_jpeg_size(logo))
    except (struct.error, IndexError, zlib.error) as error:
        raise LogoRefused("logo_damaged") from error
    raise LogoRefused("logo_format")


def drawing(logo: bytes) -> str:
    """Return a logo as SVG that has the image within: a text, which is all that typst takes. Raises LogoRefused."""
    kind, width, height = check(logo)
    image = f"data:{kind};base64,{base64.b64encode(logo).decode()}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="{image}"/></svg>'
    )


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise LogoRefused("logo_damaged")
    if max(width, height) > MAXIMUM_SIDE or width * height > MAXIMUM_PIXELS:
        raise LogoRefused("logo_pixels")


def _png_size(data: bytes) -> tuple[int, int]:
    """Return width and height, having checked the chunks' sums, and that the pixels are all there and no more."""
    position, kinds, pixels = len(_PNG), [], bytearray()
    header = b""
    while position < len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        body = data[position + 8 : position + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, position + 8 + length)
        if zlib.crc32(kind + body) != checksum:
            raise LogoRefused("logo_damaged")
        kinds.append(kind)
        if kind == b"IHDR":
            header = body
        elif kind == b"IDAT":
            pixels += body
        position += 12 + length
        if kind == b"IEND":
            break
    if not kinds or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or kinds.count(b"IHDR") != 1:
        raise LogoRefused("logo_damaged")
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", header)
    _check_size(width, height)
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise LogoRefused("logo_damaged")
    if colour == 3 and b"PLTE" not in kinds:
        raise LogoRefused("logo_damaged")
    _check_pixels(bytes(pixels), _rows(width, height, depth * _CHANNELS[colour], is_interlaced=bool(interlace)))
    return width, height


def _rows(width: int, height: int, bits: int, *, is_interlaced: bool) -> list[tuple[int, int]]:
    """Return the number and the bytes of the rows of each pass."""
    if not is_interlaced:
        return [(height, 1 + (width * bits + 7) // 8)]
    passes = [((width - x + dx - 1) // dx, (height - y + dy - 1) // dy) for x, y, dx, dy in _ADAM7]
    return [(rows, 1 + (columns * bits + 7) // 8) for columns, rows in passes if columns > 0 and rows > 0]


def _check_pixels(compressed: bytes, passes: list[tuple[int, int]]) -> None:
    """Check that the pixels are as many bytes as the header says, each row with a filter that there is."""
    expected = sum(rows * size for rows, size in passes)
    inflate = zlib.decompressobj()
    raw = inflate.decompress(compressed, expected + 1)
    if len(raw) != expected or not inflate.eof:
        raise LogoRefused("logo_damaged")
    position = 0
    for rows, size in passes:
        if max(raw[position : position + rows * size : size]) > 4:
            raise LogoRefused("logo_damaged")
        position += rows * size


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Return width and height, having checked the segments up to the end, and that PDF can show the one frame."""
    sizes, scans = [], 0
    for marker, position in _segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            depth, height, width, channels = struct.unpack_from(">BHHB", data, position + 2)
            if marker not in _FRAMES or depth != 8 or channels not in _JPEG_CHANNELS:
                raise LogoRefused("logo_format")
            _check_size(width, height)
            sizes.append((width, height))
        scans += marker == _SCAN
    if len(sizes) != 1 or not scans:
        raise LogoRefused("logo_damaged")
    return sizes[0]


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Return the marker of each segment, and where its length stands, up to the end of the image."""
    position = 2
    while True:
        if data[position] != 0xFF:
            raise LogoRefused("logo_damaged")
        while data[position] == 0xFF:
            position += 1
        marker = data[position]
        position += 1
        if marker == _END:
            return
        if marker in _ALONE:
            continue
        yield marker, position
        position += struct.unpack_from(">H", data, position)[0]
        if marker == _SCAN:
            match = _AFTER_SCAN.search(data, position)
            if match is None:
                raise LogoRefused("logo_damaged")
            position = match.start()
