"""The faults of a field of a request; the messages are in the catalogues, `constraint.<name>`."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from .catalogue import CORE, LANGUAGES, Entry

Text = Mapping[str, str]
"""One message by language; templates are filled with `str.format`."""

SHOWN = ("limit", "step", "reason")
"""The values of a fault that its details repeat: the limit that was exceeded, the step of a workflow, and why an
expression is none, which is a Text."""

SHOWN_NAME = 100
"""At most this many characters of a name are repeated in an answer."""

_PLAIN_NAME = re.compile(r"[^\s.\[\]\"\x00-\x1f\x7f]+")

_DOMAINS: dict[str, str] = {}
"""The catalogue of each constraint that domains added; the others are in that of all domains."""

HINTS = ("nearest", "known")
"""The values of a fault for which a sentence is added to its message."""


def in_language(value: Any, language: str) -> Any:
    """A value for a caller: of a Text the sentence in the caller's language, anything else as it is."""
    return value[language] if isinstance(value, Mapping) and value.keys() == {*LANGUAGES} else value


class Constraint(str):
    """The name of a domain's constraint, which knows the domain: two domains may have one of the same name."""

    __slots__ = ("domain",)
    domain: str


def register(domain: str, name: str) -> Constraint:
    """Add a domain's own constraint; returns its name, so that a module can keep it as a constant.

    Its sentence is `constraint.<name>` in the domain's catalogue.
    """
    constraint = Constraint(name)
    constraint.domain = _DOMAINS[name] = domain
    return constraint


def is_constraint(name: str) -> bool:
    """Whether there is a constraint of this name."""
    return _entry(name).exists


def _entry(constraint: str) -> Entry:
    known = constraint.domain if isinstance(constraint, Constraint) else _DOMAINS.get(constraint, CORE)
    return Entry(known, f"constraint.{constraint}")


class Fault(NamedTuple):
    """A fault of one field: the field's path, the constraint that it breaks, and the values of the message."""

    field: str
    constraint: str
    values: Mapping[str, Any] = MappingProxyType({})

    def message(self, language: str) -> str:
        """The sentence for the caller."""
        name = self.constraint if is_constraint(self.constraint) else "invalid"
        template = _entry(name)[language]
        expected = self.values.get("expected")
        type_name = Entry(CORE, f"type.{expected}")
        if self.constraint in ("format", "type") and isinstance(expected, str) and not type_name.exists:
            from .formats import sentence  # noqa: PLC0415 - only refusals need it

            if message := sentence(self.field, expected, language):
                return message
        values = {**self.values, "field": self.field}
        if self.constraint == "type" and type_name.exists:
            values["expected"] = type_name[language]
        hints = [Entry(CORE, f"hint.{name}")[language].format_map(values) for name in HINTS if name in values]
        return " ".join([template.format_map(values), *hints])

    def details(self, language: str) -> dict[str, Any]:
        """The entry of `details.errors[]`."""
        values = {name: in_language(self.values[name], language) for name in SHOWN if name in self.values}
        return {"field": self.field, "constraint": self.constraint, **values, "message": self.message(language)}


def path(parts: tuple[int | str, ...]) -> str:
    """`.name`, `[0]` and, for names that a path cannot hold as they are, `["a.b"]`; long ones are cut."""
    return "".join(map(_segment, parts))


def _segment(part: int | str) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    if len(part) > SHOWN_NAME:
        part = part[: SHOWN_NAME - 1] + "…"
    return f".{part}" if _PLAIN_NAME.fullmatch(part) else f"[{json.dumps(part, ensure_ascii=False)}]"


def broken(constraint: str, **values: Any) -> Exception:
    """The exception a pydantic validator raises for one of our constraints.

    `inside` is the path of the fault within the field's value, `.name` or `[0]`.
    """
    from pydantic_core import PydanticCustomError  # noqa: PLC0415 - only models need it

    return PydanticCustomError(constraint, "{constraint}", {"constraint": constraint, **values})
