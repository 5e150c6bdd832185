"""All steps as one type, distinguished by `type`: the schema of a definition in OpenAPI."""

from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from bivelio_core import domain
from bivelio_core.domain import StepType
from bivelio_core.workflows.definitions.models import Step


@cache
def step_union() -> Any:
    """The union of the models of all types."""
    models = [_step(kind) for kind in domain.step_types().values()]
    return Annotated[reduce(or_, models), Field(discriminator="type")]


def _step(kind: StepType) -> Any:
    model = kind.input()
    return create_model(
        "".join(word.title() for word in kind.name.replace(".", "_").split("_")) + "Step",
        __base__=Step,
        __doc__=model.__doc__,
        type=(Literal[kind.name], Field(description="The type.")),
        input=(model, Field(description="The input.")),
    )
