"""All steps as one type, told apart by `type`: what OpenAPI shows of a definition."""

from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from bivelio_core.workflows.definitions.models import Step

from .registry import STEP_TYPES


@cache
def step_union() -> Any:
    """The union of the models of all types."""
    models: list[Any] = [
        create_model(
            "".join(word.title() for word in kind.name.replace(".", "_").split("_")) + "Step",
            __base__=Step,
            __doc__=kind.input.__doc__,
            type=(Literal[kind.name], ...),
            input=(kind.input, ...),
        )
        for kind in STEP_TYPES.values()
    ]
    return Annotated[reduce(or_, models), Field(discriminator="type")]
