"""Bytes as texts: by the labels of character sets that browsers know, and by encoded words (RFC 2047).

Source: WHATWG, "Encoding Standard", names and labels: what calls itself Latin-1 or ASCII is windows-1252.
"""

import base64
import binascii
import codecs
import re

_ENCODINGS = {
    "cp1252": "iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 cp819 windows-1252 cp1252 x-cp1252",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 utf8mb4",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2",
    "utf-16-be": "utf-16be",
    "utf-7": "utf-7 unicode-1-1-utf-7",
    "cp1250": "windows-1250 cp1250",
    "cp1251": "windows-1251 cp1251",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 cp1254 iso-8859-9 latin5",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp874": "windows-874 tis-620 iso-8859-11",
    "cp437": "cp437 ibm437",
    "cp850": "cp850 ibm850",
    "cp866": "cp866 ibm866",
    "koi8-r": "koi8-r koi8",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh macroman x-mac-roman mac",
    "gb18030": "gb2312 gbk gb18030 x-gbk csgb2312 chinese gb_2312-80 iso-ir-58",
    "hz": "hz-gb-2312",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "euc-jp x-euc-jp",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j ms932 csshiftjis cp932",
    "iso2022_jp_2": "iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 csiso2022jp",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 cp949",
    "iso2022_kr": "iso-2022-kr",
    **{f"iso8859-{part}": f"iso-8859-{part} iso8859-{part}" for part in (2, 3, 4, 10, 13, 14, 15, 16)},
    "iso8859-5": "iso-8859-5 cyrillic",
    "iso8859-6": "iso-8859-6 arabic",
    "iso8859-7": "iso-8859-7 greek",
    "iso8859-8": "iso-8859-8 iso-8859-8-i hebrew",
}
_BY_LABEL = {label: encoding for encoding, labels in _ENCODINGS.items() for label in labels.split()}
"""No others: some codecs of Python take the square of the length, or are no character sets. ASCII is none either: what
claims to be it and is not is UTF-8 or windows-1252, as if nothing were claimed."""

_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bq])\?(.{0,5000}?)\?=", re.IGNORECASE)
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_ESCAPED = re.compile(rb"=([0-9A-Fa-f]{2})")


def encoding_of(label: str) -> str | None:
    """Python's name of a character set; None for one that is not known."""
    return _BY_LABEL.get(label.strip().strip("\"'").lower())


def decoded(content: bytes, label: str = "") -> str:
    """The text in whatever encoding it claims, or has: nothing is lost, at worst a letter is replaced."""
    encoding = encoding_of(label)
    if encoding and (text := _strictly(content, encoding)) is not None:
        return text
    if (text := _strictly(content, "utf-8")) is not None:
        return text
    likely = encoding if encoding and encoding != "utf-8" else "cp1252"
    return content.decode(likely, "replace")


def _strictly(content: bytes, encoding: str) -> str | None:
    """The text; None where the bytes are not in this encoding."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and encoding.startswith("utf-16"):
        encoding = "utf-16"
    if content.startswith(codecs.BOM_UTF8) and encoding == "utf-8":
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except ValueError:
        return None


def raw(value: bytes) -> str:
    """A header's bytes as text: UTF-8 (RFC 6532), or windows-1252 as older programs write it."""
    return decoded(value)


def unescaped(value: str) -> str:
    """A header's text with its encoded words decoded; a word that cannot be stays as it is written.

    Words of the same character set beside each other are decoded as one: programs cut letters in two.
    """
    if "=?" not in value:
        return value
    out, pending, charset, at = [], b"", "", 0
    for word in _WORD.finditer(value):
        between, at = value[at : word.start()], word.end()
        content = _bytes_of_word(word[2], word[3])
        if pending and (between.strip() or word[1].lower() != charset or content is None):
            out.append(decoded(pending, charset))
            pending = b""
        if between.strip() or (not out and not pending):
            out.append(between)
        if content is None:
            out.append(word[0])
        else:
            pending, charset = pending + content, word[1].lower()
    if pending:
        out.append(decoded(pending, charset))
    return "".join([*out, value[at:]])


def _bytes_of_word(kind: str, text: str) -> bytes | None:
    if kind in "qQ":
        octets = text.replace("_", " ").encode("utf-8", "surrogateescape")
        return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), octets)
    letters = _NOT_BASE64.sub("", text)
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4))
    except binascii.Error:  # one letter more than any bytes are encoded to
        return base64.b64decode(letters[:-1]) if len(letters) % 4 == 1 else None


def storable(value: str, longest: int) -> str:
    """A text of at most so many characters, and three times as many bytes, that UTF-8 can hold.

    Half a character is replaced. Text of letters that take four bytes each is cut earlier.
    """
    return value[:longest].encode("utf-8", "replace")[: 3 * longest].decode("utf-8", "ignore")
