"""A receipt as the camera of a phone takes it, and a model that reads it off the picture."""

import io

from PIL import Image, ImageDraw, ImageFont
from PIL.ExifTags import GPS, IFD, Base

SIZE = (4000, 3000)
"""What the sensor gives: the phone is held upright, and says so beside the picture."""
TURNED = 6
"""The orientation of EXIF of a picture that is a quarter turn away."""
PLACE = ((41.0, 22.0, 57.4), (2.0, 10.0, 37.2))

BARS, BITS = (400, 300, 2600, 620), 32
"""Where the number stands as bars on the upright page of 3000 x 4000: this test has no eyes for letters."""


def photo(number: int, lines: list[str]) -> bytes:
    """A JPEG of a receipt that has a number and lines."""
    noise = Image.effect_noise(SIZE[::-1], 28).convert("RGB")
    page = Image.blend(Image.new("RGB", SIZE[::-1], "white"), noise, 0.3)
    draw = ImageDraw.Draw(page)
    left, top, right, bottom = BARS
    width = (right - left) / BITS
    for bit in range(BITS):
        colour = "black" if number >> bit & 1 else "white"
        draw.rectangle((left + bit * width, top, left + (bit + 1) * width, bottom), fill=colour)
    for place, line in enumerate(lines):
        draw.text((400, 800 + place * 220), line, fill="black", font=ImageFont.load_default(140))
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation] = "Exemple", TURNED
    exif.get_ifd(IFD.GPSInfo).update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: PLACE[0], GPS.GPSLongitudeRef: "E", GPS.GPSLongitude: PLACE[1]}
    )
    written = io.BytesIO()
    page.transpose(Image.Transpose.ROTATE_90).save(written, "JPEG", quality=92, exif=exif)
    return written.getvalue()


def number_on(picture: Image.Image) -> int:
    """The number that a picture has as bars, whatever its size: as it lies, without what is written beside it."""
    scale = picture.width / SIZE[1]
    left, top, right, bottom = (part * scale for part in BARS)
    middle, width = (top + bottom) / 2, (right - left) / BITS
    grey = picture.convert("L")
    bits = [grey.getpixel((int(left + (bit + 0.5) * width), int(middle))) for bit in range(BITS)]
    return sum(1 << bit for bit, level in enumerate(bits) if isinstance(level, int | float) and level < 128)
