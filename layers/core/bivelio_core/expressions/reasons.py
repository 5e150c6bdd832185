"""Why an expression may not be saved or cannot be evaluated, in our three languages: `expression.<name>`.

Imported when a reason is told, which few requests do.
"""

from decimal import Decimal
from typing import Any

from bivelio_core.catalogue import LANGUAGES, Entry
from bivelio_core.faults import Text

from .number_text import number_text
from .reason import Joined, Reason


def texts_of(reason: Reason) -> Text:
    """A reason in each language. Among its values may be reasons, and tuples of reasons, of which any can be."""
    return {language: _sentence(reason, language) for language in LANGUAGES}


def _sentence(reason: Reason, language: str) -> str:
    name, values = reason
    text = Entry("expressions", f"expression.{name}")[language]
    return text.format_map({field: _value(value, language) for field, value in values.items()})


def _value(value: Any, language: str) -> Any:
    if isinstance(value, Reason):
        return _sentence(value, language)
    if isinstance(value, Joined):
        return value.between.join(str(_value(part, language)) for part in value.parts)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return number_text(value)
    if isinstance(value, tuple):
        return Entry("expressions", "expression.or")[language].join(_sentence(each, language) for each in value)
    return value
