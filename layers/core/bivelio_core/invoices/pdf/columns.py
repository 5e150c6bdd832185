"""Which rows of an invoice's table take one line of text: the template tells their height, and lays them out once.

A row whose height is not known is laid out twice, first to measure it, and cells are most of what a long invoice costs.
"""

from collections.abc import Sequence

EMS = {
    character: ems
    for ems, characters in {
        0.2: " \u00a0",
        0.27: "',.:;·’|ijlìíîïIÌÍÎÏİı",
        0.37: "!¡ft()[]{}-/\\°ªºrŀ",
        0.5: 'sśşšz¿?źżž"«»xcçćčvyýÿYÝŶŸJLĹŁFkeèéêëęě_+0123456789#$<=>^~¢£¥§±×÷€−',
        0.57: "agàáâãäåăąğXVEÈÉÊËĘĚSŚŞŠTŢŤZŹŻŽ`oòóôõöøőAhuÀÁÂÃÄÅĂĄùúûüůűnñńňbdpqþPRŔŘCÇĆČ",
        0.67: "ßKB&DĎGĞĐUÙÚÛÜŮŰNÑŃŇHOQÒÓÔÕÖØŐ",
        0.75: "Mwŵ",
        0.79: "W",
        0.83: "%m",
        0.85: "æÆœ@Œ",
    }.items()
    for character in characters
}
"""The most that a character takes of the size of its text, in the regular face of the invoice's font.

Those that are not here may come from another font, or run the other way.
"""
SIZE, CHARACTER, LETTERS = 9.5, 5.0, 1.03
"""Points: the size of the text, the width of a column for each character of its longest text; what kerning may add."""
MILLIMETRE = 72 / 25.4
PAGE, GUTTER, EDGE = 174 * MILLIMETRE, 4 * MILLIMETRE, 1 * MILLIMETRE
"""Points: between the margins, around the text of a column, and after the first column."""


def characters(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the length of the longest text of each column but the first, for which the template makes it wide."""
    return [max(map(len, column)) for column in zip(heads, *rows, strict=True)][1:]


def single(row: Sequence[str], longest: Sequence[int]) -> bool:
    """Tell whether all texts of a row certainly fit into one line of their columns."""
    first = PAGE - sum(count * CHARACTER + GUTTER for count in longest) - EDGE
    widths = (first, *(count * CHARACTER for count in longest))
    return all(points(text) <= width for text, width in zip(row, widths, strict=True))


def points(text: str) -> float:
    """Return at most how wide a text is; infinity when that is not known."""
    try:
        return sum(map(EMS.__getitem__, text)) * SIZE * LETTERS
    except KeyError:
        return float("inf")
