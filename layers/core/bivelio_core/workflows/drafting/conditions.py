"""The conditions of descriptions: two kinds are drafted, any other makes its clause one that is not understood."""

import re
from typing import Literal

from bivelio_core.providers.language_model.rules import negation

Condition = Literal["not_found", "approved", "unknown"]

_IF = re.compile(
    r"\b(?:si|if|en cas que|en cas de|en caso de(?: que)?|only when|nomes quan|solo cuando|sempre que|"
    r"siempre que|provided)\b"
)
_NOT_FOUND = re.compile(
    r"^(?:si|if|en cas que|en caso de que)\s(?:(?:el |la |lo )?(?:no|not)\s(?:hi es|hi ha cap|hi ha|existeix|"
    r"existeixi|el trob\w*|la trob\w*|"
    r"existe|exista|esta|lo encuentr\w*|la encuentr\w*|se encuentra|found|there)|"
    r"(?:it|he|she|the contact|the client|the customer|there|none|nobody)\s(?:does not exist|doesn't exist|"
    r"is not there|isn't there|"
    r"is not found|isn't found|is none|is found))\b"
)
_APPROVED = re.compile(
    r"^(?:si|if|un cop|una vez|once|quan|cuando|when)\s(?:ho |lo |s'|se |es |hi ha |it |it is |it's |they |we |"
    r"i |esta |queda )*"
    r"(?:aprov\w*|aprueb\w*|aprob\w*|approv\w*|vistiplau|accept\w*|acept\w*)(?:\sit)?"
)


def condition_of(folded_text: str, *, has_found: bool, has_approval: bool) -> tuple[Condition | None, str]:
    """The condition with which a folded clause begins, and the rest; `unknown` for one anywhere that is not drafted.

    That no contact was found counts after a step that looks for one, and an approval after a step that asks for it.
    """
    if has_found and (match := _NOT_FOUND.match(folded_text)):
        return "not_found", folded_text[match.end() :].strip()
    if has_approval and (match := _APPROVED.match(folded_text)):
        return "approved", folded_text[match.end() :].strip()
    return ("unknown" if _IF.search(folded_text) else None), folded_text


def is_denial(text: str) -> bool:
    """Whether a folded clause says what is not, not to be done, or excepted: rules would draft the opposite."""
    return negation.denies(text)


def is_approval(text: str) -> bool:
    """Whether a folded clause begins with the condition that something was approved."""
    return _APPROVED.match(text) is not None
