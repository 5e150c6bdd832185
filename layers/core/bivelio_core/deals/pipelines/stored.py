"""Pipelines as they are stored, one item each, and the default one, which needs none.

The default pipeline is shown in the language of whoever asks until somebody changes it.
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core.catalogue import Entry
from bivelio_core.errors import ResourceForbidden, ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import PIPELINE
from bivelio_core.store.tenant_store import TenantStore

from .models import MAXIMUM_PIPELINES, Pipeline, Stage

DEFAULT = "default"
"""The id of the pipeline that every organisation has."""

_NAME = Entry("deals", "pipeline.default")
_STAGES: tuple[tuple[str, Entry, int, str], ...] = (
    ("lead", Entry("deals", "stage.lead"), 10, "open"),
    ("qualified", Entry("deals", "stage.qualified"), 25, "open"),
    ("proposal", Entry("deals", "stage.proposal"), 50, "open"),
    ("negotiation", Entry("deals", "stage.negotiation"), 75, "open"),
    ("won", Entry("deals", "stage.won"), 100, "won"),
    ("lost", Entry("deals", "stage.lost"), 0, "lost"),
)


def default_pipeline(language: str) -> dict[str, Any]:
    """The attributes of the default pipeline while nobody has changed it."""
    stages = [
        {"id": stage, "name": name[language], "probability": probability, "outcome": outcome, "archived": False}
        for stage, name, probability, outcome in _STAGES
    ]
    return {"name": _NAME[language], "stages": stages, "archived": False, "version": 0}


def load(store: TenantStore, public: str, language: str) -> Item:
    """The pipeline of an id, strongly consistent. Raises ResourceForbidden, ResourceNotFound."""
    if public != DEFAULT:
        return store.find(PIPELINE, public)
    return store.get(PIPELINE, DEFAULT) or store.item(PIPELINE, DEFAULT, default_pipeline(language))


def pipeline_of(store: TenantStore, public: str, language: str) -> Pipeline | None:
    """The pipeline of an id; None where there is none, another organisation's too."""
    try:
        return show(load(store, public, language))
    except (ResourceForbidden, ResourceNotFound):
        return None


def all_of(store: TenantStore, language: str) -> Mapping[str, Pipeline]:
    """Every pipeline by its id, archived ones too, the default one first."""
    items = store.query(PIPELINE, limit=MAXIMUM_PIPELINES + 1, consistent=True)
    own = {item["SK"]: show(item) for item in sorted(items, key=lambda item: (item["created_at"], item["SK"]))}
    first = own.pop(DEFAULT, None) or show({**default_pipeline(language), "SK": DEFAULT})
    return {DEFAULT: first, **own}


def show(item: Item) -> Pipeline:
    """A pipeline as the API shows it."""
    about = {name: item.get(name) for name in Pipeline.model_fields if name not in ("id", "stages")}
    return Pipeline(id=item["SK"], stages=[Stage(**stage) for stage in item["stages"]], **about)
