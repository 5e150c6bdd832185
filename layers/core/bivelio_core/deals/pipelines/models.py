"""Pipelines: the models of requests and responses."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken, register
from bivelio_core.models import NAME, NOT_NULL, Request, Response, Timestamp

MAXIMUM_PIPELINES, MAXIMUM_STAGES = 50, 30

Outcome = Literal["open", "won", "lost"]

PipelineId = Annotated[str, Field(min_length=1, max_length=100, examples=["default"])]
StageId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$", examples=["proposal"])]
Name = Annotated[str, Field(min_length=1, max_length=100), NAME]
Probability = Annotated[int, Field(ge=0, le=100)]

TWICE = register("deals", "stage_twice")
NO_OPEN_STAGE = register("deals", "no_open_stage")


class NewStage(Request):
    """A stage of a pipeline."""

    id: StageId = Field(description="How deals and filters name it; it stays when the name changes.")
    name: Name = Field(description="What people read.")
    probability: Probability | None = Field(
        None, description="How likely deals in it are won, in percent; by default 100 if won, else 0."
    )
    outcome: Outcome = Field("open", description="What deals in it are. That of a stage never changes.")


def _checked(stages: list[NewStage]) -> list[NewStage]:
    if len({stage.id for stage in stages}) < len(stages):
        raise broken(TWICE)
    if all(stage.outcome != "open" for stage in stages):
        raise broken(NO_OPEN_STAGE)
    return stages


NewStages = Annotated[list[NewStage], Field(min_length=1, max_length=MAXIMUM_STAGES), AfterValidator(_checked)]


class DefinePipeline(Request):
    """A pipeline to make, or with `id` one to change: only what is sent changes.

    `stages` are all stages in their order. A former one that is not among them is archived: its deals stay in it, and
    no other one moves there. With `version` the change is refused (409) if somebody else changed the pipeline.
    """

    id: Annotated[PipelineId | None, NOT_NULL] = Field(
        None, description="The id of the pipeline to change; `default` is there from the beginning."
    )
    name: Annotated[Name | None, NOT_NULL] = Field(None, description="The name; a new pipeline needs one.")
    stages: Annotated[NewStages | None, NOT_NULL] = Field(
        None, description="The stages in their order; a new pipeline needs them."
    )
    archived: Annotated[bool | None, NOT_NULL] = Field(None, description="Whether no deal may be put into it any more.")
    version: Annotated[int, Field(ge=0)] | None = Field(
        None, description="The version the change is based on; refused (409) if the pipeline has another."
    )


class ListPipelines(Request):
    """Which pipelines to list."""

    archived: bool = Field(default=False, description="The archived ones in place of the others.")


class Stage(Response):
    """A stage of a pipeline."""

    id: str = Field(description="How deals and filters name it.")
    name: str = Field(description="What people read.")
    probability: int = Field(description="How likely deals in it are won, in percent.")
    outcome: Outcome = Field(description="What deals in it are.")
    archived: bool = Field(description="Whether it is no more among the stages that deals move to.")


class Pipeline(Response):
    """A pipeline with its stages in their order, archived ones last."""

    id: str = Field(description="The id of the pipeline.")
    name: str = Field(description="What the pipeline is called in the board.")
    stages: list[Stage] = Field(description="The stages in their order, archived ones last.")
    archived: bool = Field(description="Whether no deal may be put into it any more.")
    version: int = Field(description="The version of the pipeline; 0 while the default one is as it is given.")
    created_at: Timestamp | None = Field(None, description="When it was created; absent of the default one as given.")
    updated_at: Timestamp | None = Field(None, description="When it was last changed.")

    def active(self) -> Iterator[Stage]:
        """The stages that deals move to."""
        return (stage for stage in self.stages if not stage.archived)


class PipelineList(Response):
    """The pipelines of the organisation."""

    pipelines: list[Pipeline] = Field(description="The pipelines, the default one first, then the oldest first.")
