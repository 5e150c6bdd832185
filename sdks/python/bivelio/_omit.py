"""The default of a field that is not sent. None is sent, as null: it takes a field's value away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Omit:
    """The type of `OMIT`."""

    def __repr__(self) -> str:
        return "OMIT"

    def __bool__(self) -> bool:
        return False


OMIT: Final = Omit()


def without_omitted(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are to be sent."""
    return {name: value for name, value in fields.items() if not isinstance(value, Omit)}
