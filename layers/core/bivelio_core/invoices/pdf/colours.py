"""The colour of an organisation's brand, as dark as texts and white on it need to be read. Pure."""

OURS = "#1d4e7c"
ENOUGH = 4.5
"""The contrast with white that texts need (WCAG 2.2, 1.4.3)."""
_STEP = 0.95


def readable(colour: str) -> str:
    """Return a colour `#RRGGBB`, darkened until its contrast with white is enough."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    while contrast_with_white(parts) < ENOUGH:
        parts = [int(part * _STEP) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in parts)


def contrast_with_white(parts: list[int]) -> float:
    """Return the contrast of red, green and blue with white, 1 to 21 (WCAG 2.2, relative luminance)."""
    red, green, blue = (_linear(part / 255) for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    low = 0.04045
    return part / 12.92 if part <= low else float(((part + 0.055) / 1.055) ** 2.4)
