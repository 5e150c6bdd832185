"""The base of all answers: the JSON of an object, read by attributes that are converted when they are used."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any, ClassVar

from ._values import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

_RESPONSE = "_response"


class Model:
    """An object of an answer.

    A field that the object does not have is None; a field that this version of the package does not know is read by its
    name all the same (a type checker wants `getattr` for that), and an unknown value of an enum is passed on as it is.
    Objects are read-only.
    """

    _fields: ClassVar[frozenset[str]] = frozenset()
    _names: ClassVar[Mapping[str, str]] = {}
    """Fields whose name is a keyword of Python, by the attribute: `from` by `from_`."""
    _nested: ClassVar[Mapping[str, Any]] = {}
    """The models of fields: a model's name, or (discriminator, {value: name}). Lists and maps: of their items."""

    def __init__(self, data: Mapping[str, Any], response: httpx.Response | None = None) -> None:
        self.__dict__["_data"] = data
        if response is not None:
            self.__dict__[_RESPONSE] = response

    @property
    def http_response(self) -> httpx.Response | None:
        """The response of httpx that the object came in; None of an object inside another one."""
        response: httpx.Response | None = self.__dict__.get(_RESPONSE)
        return response

    def to_dict(self) -> dict[str, Any]:
        """Return the object as it was answered, in a copy of its own."""
        data: dict[str, Any] = deepcopy(self.__dict__["_data"])
        return data

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the object as JSON."""
        return json.dumps(self.__dict__["_data"], ensure_ascii=False, indent=indent, default=as_json)

    if not TYPE_CHECKING:  # type checkers take a field that the class does not declare for a mistake

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            field = self._names.get(name, name)
            data = self.__dict__["_data"]
            if field not in data:
                if field in self._fields:
                    return None
                raise AttributeError(f"{type(self).__name__} has no field {name!r}")
            value = self.__dict__[name] = _built(self._nested.get(field), data[field])
            return value

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only: change {name!r} by calling the API")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return bool(self.__dict__["_data"] == other.__dict__["_data"])

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__["_data"].items())
        return f"{type(self).__name__}({fields})"


def _built(nested: Any, value: Any) -> Any:
    if nested is None:
        return value
    if isinstance(value, list):
        return [_built(nested, item) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(nested, dict):  # {"*": model}: a map whose values are objects
        return {name: _built(nested["*"], item) for name, item in value.items()}
    if isinstance(nested, tuple):
        discriminator, by_value = nested
        nested = by_value.get(value.get(discriminator))
    return _class(nested)(value)


def _class(name: str | None) -> type[Model]:
    if name is None:
        return Model
    from . import models

    model: type[Model] = getattr(models, name)
    return model
