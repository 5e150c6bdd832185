"""Define a pipeline: make it, or change the one that is there."""

from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.deals.pipelines.models import MAXIMUM_PIPELINES, DefinePipeline, NewStage, Pipeline
from bivelio_core.deals.pipelines.stored import DEFAULT, load, show
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, put_once
from bivelio_core.store.keys import PIPELINE
from bivelio_core.store.revise import Change, Source, revise

OUTCOME_STAYS = register("deals", "outcome_stays")
PROBABILITIES = {"open": 0, "won": 100, "lost": 0}


def pipelines_define(request: DefinePipeline, ctx: Context) -> Pipeline:
    """Make a pipeline, or change the one of `id`. With an Idempotency-Key, the same request makes no second one.

    Raises ValidationError when a new one lacks its name or stages, Unprocessable for one too many and for another
    outcome of a stage, ResourceNotFound, Conflict when the pipeline is not of the requested version.
    """
    if request.id is None:
        return show(_make(request, ctx))
    if not request.model_fields_set - {"id", "version"}:
        raise ValidationError.of("data", "nothing_to_change")

    def decide(pipeline: Item) -> Change:
        after = {**pipeline}
        if request.name is not None:
            after["name"] = request.name
        if request.stages is not None:
            after["stages"] = _stages(request.stages, pipeline["stages"])
        if request.archived is not None:
            after["archived"] = request.archived
        if not pipeline["version"] and after != pipeline:
            now = clock.timestamp()
            after |= {"created_at": now, "updated_at": now}
        return Change(after)

    source = Source(lambda store, public: load(store, public, ctx.language))
    return show(revise(ctx.store, source, request.id, decide, version=request.version))


def _make(request: DefinePipeline, ctx: Context) -> Item:
    for field in ("name", "stages"):
        if getattr(request, field) is None:
            raise ValidationError.of(field, "required")
    others = [each for each in ctx.store.query(PIPELINE, limit=MAXIMUM_PIPELINES + 1) if each["SK"] != DEFAULT]
    if len(others) >= MAXIMUM_PIPELINES - 1:
        raise Unprocessable.of("name", "max_items", limit=MAXIMUM_PIPELINES)
    now = clock.timestamp()
    attributes = {
        "name": request.name,
        "stages": _stages(request.stages or (), ()),
        "archived": bool(request.archived),
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    key = EffectKey.of("deals.pipelines_define", ctx.idempotency_key, request)
    return put_once(ctx.store, key, PIPELINE, ids.new_id(PIPELINE.name, ctx.organisation), attributes)


def _stages(stages: Sequence[NewStage], before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The stages in their order, then those of before that are no more among them, archived."""
    former = {stage["id"]: stage for stage in before}
    for number, stage in enumerate(stages):
        if stage.id in former and former[stage.id]["outcome"] != stage.outcome:
            raise Unprocessable.of(f"stages[{number}].outcome", OUTCOME_STAYS)
    names = {stage.id for stage in stages}
    archived = [{**stage, "archived": True} for stage in before if stage["id"] not in names]
    return [*map(_stored, stages), *archived]


def _stored(stage: NewStage) -> dict[str, Any]:
    probability = PROBABILITIES[stage.outcome] if stage.probability is None else stage.probability
    about = {"id": stage.id, "name": stage.name, "probability": probability, "outcome": stage.outcome}
    return {**about, "archived": False}
