"""All steps as one type, distinguished by `type`: the schema of a definition in OpenAPI."""

from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from bivelio_core import domain
from bivelio_core.domain import StepType
from bivelio_core.operations import with_all_faces
from bivelio_core.workflows.definitions.models import Step


@cache
def step_union() -> Any:
    """The union of the models of all types; those of which no domain says more than their operation does are one.

    Those that save a definition are no models of their own, which would hold this union again.
    """
    types = domain.step_types()
    plain = [name for name in with_all_faces() if name not in types.declared or types.declared[name].unrendered]
    models = [_step(kind) for name, kind in types.items() if name not in plain]
    return Annotated[reduce(or_, [*models, _operation_step(tuple(plain))]), Field(discriminator="type")]


def _operation_step(names: tuple[str, ...]) -> Any:
    of_type = Field(description="The operation. A list may be asked for `all` rows, 1,000 at most.")
    of_input = Field(description="What the operation takes as `data`.")
    return create_model(
        "OperationStep",
        __base__=Step,
        __doc__="An operation of the API. The output is what it answers.",
        type=(Literal[names], of_type),
        input=(dict[str, Any], of_input),
    )


def _step(kind: StepType) -> Any:
    model = kind.input()
    return create_model(
        "".join(word.title() for word in kind.name.replace(".", "_").split("_")) + "Step",
        __base__=Step,
        __doc__=model.__doc__,
        type=(Literal[kind.name], Field(description="Which kind of step this is.")),
        input=(model, Field(description="What the step is told; texts may have expressions.")),
    )
