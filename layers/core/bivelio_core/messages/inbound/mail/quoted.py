"""Cut what a person wrote in a mail from the history that their program has quoted below it, and from their signature.

The beginning of a history is known by what programs write above it, in the languages of our users and their neighbours.
Where somebody has written within or below a quotation, nothing is cut: it would be part of the answer. All of it is
done line by line, in time in proportion to the text.
"""

import re

LONGEST = 10_000
"""Characters of an answer that are kept beside the whole text."""
LONGEST_LINE = 400
"""Characters of a line that are looked at: what programs write is shorter."""
HEADER_LINES = 6
"""A block of headers has its names within so many lines."""

_ATTRIBUTION = re.compile(
    r"^(?:on|el|le|am|il|em|a|en)\b.{3,350}?\b"
    r"(?:wrote|va escriure|ha escrit|escribi[oó]|ha escrito|a écrit|schrieb|ha scritto|escreveu)\s?[^:]{0,100}:$",
    re.IGNORECASE,
)
_ATTRIBUTION_END = re.compile(
    r"(?:wrote|va escriure|ha escrit|escribi[oó]|ha escrito|a écrit|schrieb[^:]{0,100}|ha scritto|escreveu)\s?:$",
    re.IGNORECASE,
)
_ATTRIBUTION_BEGIN = re.compile(r"^(?:on|el|le|am|il|em|a|en)\b.{0,60}\d", re.IGNORECASE)
_RULE = re.compile(
    r"^[-_*=]{2,}\s?(?:original message|reply message|missatge original|mensaje original|message d'origine|"
    r"message original|messaggio originale|mensagem original|urspr.ngliche nachricht)\s?[-_*=]{2,}$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^(?:[-_*]{2,}\s?(?:forwarded message|missatge reenviat|mensaje reenviado|message transf.r.|"
    r"weitergeleitete nachricht)"
    r"\s?[-_*]{2,}|begin forwarded message:|inicio del mensaje reenviado:|inici del missatge reenviat:)$",
    re.IGNORECASE,
)
_LINE = re.compile(r"^_{10,}$")
_FROM = re.compile(r"^\*?(?:from|de|von|da)\s?:\*?\s?\S", re.IGNORECASE)
_OTHERS = re.compile(
    r"^\*?(?:sent|date|to|subject|enviado(?: el)?|enviat(?: el)?|fecha|data|para|per a|a|asunto|assumpte|tema|"
    r"envoy.|objet|gesendet|an|betreff|inviato|oggetto)\s?:",
    re.IGNORECASE,
)
_SIGNATURE = "-- "


def answer_of(text: str) -> str:
    """What is written above the history, without the signature; the whole text where no history is known."""
    lines = text.split("\n")
    line_texts = [line.rstrip("\r")[:LONGEST_LINE] for line in lines]
    end = _history(line_texts)
    if end is None:
        end = len(lines)
    for place, line in enumerate(line_texts[:end]):
        if line in (_SIGNATURE, "--") and any(each.strip() for each in line_texts[:place]):
            end = place
            break
    answer = "\n".join(lines[:end]).strip()
    return (answer or text.strip())[:LONGEST]


def _history(lines: list[str]) -> int | None:
    """The line at which the quoted history begins; None without one, and where something is written after it."""
    for place, line in enumerate(lines):
        stripped = line.strip()
        if _FORWARD.match(stripped):
            return None
        if _RULE.match(stripped) or (_LINE.match(stripped) and _has_headers(lines, place + 1)):
            return place
        if _FROM.match(stripped) and _has_headers(lines, place):
            return place
        if (begin := _attribution(lines, place)) is not None:
            return begin if _is_quoted(lines, place + 1) else _unquoted_history(lines, place, begin)
        if stripped.startswith(">") and _is_quoted(lines, place):
            return place
    return None


def _attribution(lines: list[str], place: int) -> int | None:
    """The line at which an attribution begins that ends in a line; programs wrap long ones over two or three."""
    line = lines[place].strip()
    if not line.endswith(":"):
        return None
    if _ATTRIBUTION.match(line):
        return place
    if not _ATTRIBUTION_END.search(line):
        return None
    for begin in range(place - 1, max(-1, place - 3), -1):
        if _ATTRIBUTION_BEGIN.match(lines[begin].strip()):
            return begin
        if not lines[begin].strip():
            break
    return None


def _unquoted_history(lines: list[str], place: int, begin: int) -> int | None:
    """Where a history begins that is not marked by `>`: programs that answer in HTML mark it by nothing in the text."""
    return None if any(line.lstrip().startswith(">") for line in lines[place + 1 :]) else begin


def _is_quoted(lines: list[str], place: int) -> bool:
    """Whether nothing but quoted lines follows, or a signature after them."""
    has_quote = False
    for line in lines[place:]:
        stripped = line.strip()
        if line in (_SIGNATURE, "--"):
            break
        if stripped.startswith(">"):
            has_quote = True
        elif stripped:
            return False
    return has_quote


def _has_headers(lines: list[str], place: int) -> bool:
    """Whether a block of headers, as Outlook writes it above a history, begins at a line."""
    block = [line.strip() for line in lines[place : place + HEADER_LINES] if line.strip()]
    if not block or not _FROM.match(block[0]):
        return False
    return sum(1 for line in block[1:] if _OTHERS.match(line)) >= 2  # noqa: PLR2004 - of sent, to and subject
