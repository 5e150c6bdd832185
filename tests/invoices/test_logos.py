"""A logo is a PNG or a JPEG to its end, of a size that can be drawn; whatever is let through can be drawn."""

import io
import random
import struct
import zlib
from typing import Any

import pypdfium2
import pytest
from bivelio_core.invoices.pdf.logos import MAXIMUM_BYTES, LogoRefused, check, drawing
from bivelio_core.invoices.pdf.rendering import render
from PIL import Image

from .papers import invoice, png

SVG_BOMB = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>'


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 20), **options: Any) -> bytes:
    """An image as another program writes it."""
    out = io.BytesIO()
    noise = random.Random(1).randbytes(size[0] * size[1])
    Image.frombytes("L", size, noise).convert(mode).save(out, kind, **options)
    return out.getvalue()


GOOD = {
    "png": png(),
    "png grey": picture("PNG", "L"),
    "png palette": picture("PNG", "P"),
    "png alpha": picture("PNG", "RGBA"),
    "png grey alpha": picture("PNG", "LA"),
    "png one bit": picture("PNG", "1"),
    "jpeg": picture("JPEG"),
    "jpeg grey": picture("JPEG", "L"),
    "jpeg progressive": picture("JPEG", progressive=True),
    "jpeg 420": picture("JPEG", subsampling=2, quality=30),
}


@pytest.mark.parametrize("logo", GOOD.values(), ids=GOOD)
def test_png_and_jpeg_are_known_by_their_content_and_drawn(logo):
    kind, width, height = check(logo)
    assert (kind, width > 0, height > 0) == ("image/png" if logo[:4] == b"\x89PNG" else "image/jpeg", True, True)
    page = pypdfium2.PdfDocument(render(invoice(logo=logo)))[0]
    images = [found for found in page.get_objects(max_depth=5) if found.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    assert images


@pytest.mark.parametrize(
    ("logo", "fault"),
    [
        (SVG_BOMB, "logo_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo_format"),
        (b"", "logo_format"),
        (b"GIF89a" + bytes(100), "logo_format"),
        (picture("WEBP"), "logo_format"),
        (b"%PDF-1.7", "logo_format"),
        (picture("JPEG", "CMYK"), "logo_format"),
        (b"\x89PNG\r\n\x1a\n", "logo_damaged"),
        (png()[:-20], "logo_damaged"),
        (png()[:40] + b"x" + png()[41:], "logo_damaged"),
        (b"\xff\xd8\xff\xd9", "logo_damaged"),
        (picture("JPEG")[:-2], "logo_damaged"),
        (png(5000, 10), "logo_pixels"),
        (png(4000, 3000), "logo_pixels"),
        (png() + bytes(MAXIMUM_BYTES), "logo_bytes"),
    ],
)
def test_what_is_no_logo_is_refused_with_the_reason(logo, fault):
    with pytest.raises(LogoRefused) as refused:
        check(logo)
    assert refused.value.fault == fault


def test_pixels_that_inflate_without_end_are_not_inflated():
    """A header of one pixel and 100 MB of zeros behind it, in 100 kB."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(100_000_000))),
        (b"IEND", b""),
    )
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    with pytest.raises(LogoRefused) as refused:
        check(bomb)
    assert refused.value.fault == "logo_damaged"


@pytest.mark.parametrize("name", ["png", "png palette", "jpeg", "jpeg progressive"])
def test_whatever_is_let_through_can_be_drawn(name):
    """Bytes changed at random: an invoice must never fail because of a logo that was once accepted."""
    chance = random.Random(name)
    passed = 0
    for _ in range(150):
        logo = bytearray(GOOD[name])
        for _ in range(chance.randint(1, 3)):
            logo[chance.randrange(len(logo))] = chance.randrange(256)
        try:
            check(bytes(logo))
        except LogoRefused:
            continue
        passed += 1
        if passed <= 12:
            assert render(invoice(logo=bytes(logo)))
    assert "svg" in drawing(GOOD[name])
