"""The name that was perhaps meant in place of an unknown field, at any depth of a model. Only refusals import this."""

import difflib
from collections.abc import Iterable, Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from .faults import Fault, path

Model = type[BaseModel]


def hinted(fault: Fault, location: tuple[int | str, ...], model: Model) -> Fault:
    """The fault with the nearest known name, or all of them, if it is an unknown field of the model.

    A name that is a field further out, as `irpf_rate` of a line is one of the invoice, is named with its place there.

    `location` is pydantic's, from the model on; its last part is the unknown name.
    """
    if fault.constraint != "unknown_field" or not location:
        return fault
    if place := _place_outside(location, model):
        return fault._replace(values={**fault.values, "nearest": place})
    names = list(dict.fromkeys(name for each in _models_at(location[:-1], model) for name in names_of(each)))
    near = difflib.get_close_matches(str(location[-1]), names, n=1)
    hint = {"nearest": near[0]} if near else {"known": ", ".join(names)} if names else {}
    return fault._replace(values={**fault.values, **hint})


def _place_outside(location: tuple[int | str, ...], model: Model) -> str | None:
    """The place of the field of this name in what is around the location, the nearest first."""
    *around, name = location
    while around and around.pop() is not None:
        if any(name in names_of(each) for each in _models_at(around, model)):
            return path((*around, name)).removeprefix(".")
    return None


def close_to(name: str, names: Iterable[str], most: int = 5) -> list[str]:
    """The names that come nearest to one that is none of them, the nearest first."""
    return difflib.get_close_matches(name, sorted(names), n=most)


def names_of(model: Model) -> list[str]:
    """The names of a model's fields, as they are sent."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_at(location: Iterable[int | str], model: Model) -> list[Model]:
    """The models that the value at a location may be of.

    A part of a location is a field's name, an index, a key of a map, or the variant of a union: a model's name or the
    value of its discriminator.
    """
    models = [model]
    for part in location:
        if named := [each for each in models if len(models) > 1 and (each.__name__ == part or _is_tagged(each, part))]:
            models = named
            continue
        inside = [one for each in models for one in _models_of(each, part)]
        models = inside or models
    return models


def _is_tagged(model: Model, part: int | str) -> bool:
    return any(
        get_origin(field.annotation) is Literal and part in get_args(field.annotation)
        for field in model.model_fields.values()
    )


def _models_of(model: Model, name: int | str) -> Iterator[Model]:
    for own, field in model.model_fields.items():
        if name in (field.alias, own):
            yield from _models_in(field.annotation)


def _models_in(annotation: Any) -> Iterator[Model]:
    """The models in a type such as `list[A | B] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
