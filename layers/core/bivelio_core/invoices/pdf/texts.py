"""Texts of an invoice as the page can show them: composed, without invisible characters, and breakable."""

import re
import unicodedata

LONG_WORD, PIECE = 24, 6
"""Words longer than the first may be broken after so many characters: no column is wider than a long reference."""
BREAK_HERE = "\u200b"
"""Where the template may break a line. It puts an empty box there, so the character is in no PDF."""
JOINERS = "\u200c\u200d"
"""The only invisible characters that are kept: the spelling of some scripts needs them."""

COMPOSED = re.compile(r"[\x20-\x7e\u00a0-\u00ac\u00ae-\u017f]*")
"""Texts of a line that are composed and visible as they are: those of Western and Central Europe."""


def plain(text: str) -> str:
    """Return a text composed (NFC), without control characters and without those that change its direction."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    characters = (
        c for c in composed if c in "\n" + JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return "".join(characters).strip()


def breakable(text: str) -> str:
    """Return a text whose very long words can be broken: none runs out of its column."""
    if COMPOSED.fullmatch(text):
        return " ".join(word if len(word) <= LONG_WORD else _pieces(word) for word in text.split())
    return "\n".join(" ".join(_pieces(word) for word in line.split()) for line in plain(text).split("\n"))


def _pieces(word: str) -> str:
    if len(word) <= LONG_WORD:
        return word
    pieces, size = [word[0]], 1
    for character in word[1:]:
        if size >= PIECE and not unicodedata.category(character).startswith("M") and character not in JOINERS:
            pieces.append(BREAK_HERE)
            size = 0
        pieces.append(character)
        size += 1
    return "".join(pieces)
