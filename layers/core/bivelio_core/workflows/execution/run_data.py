"""The data of a run for its expressions, read from the table when one needs them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bivelio_core import config
from bivelio_core.expressions.functions.declared import EvaluationContext
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.tenant_store import TenantStore

from . import payloads
from .results import Result, localised
from .runs import instance_id, to_result
from .secret_places import Placeholders


class StoredRunData:
    """The data of an instance, read from the table when an expression needs it; see step_input.RunData."""

    def __init__(self, store: TenantStore, instance: Item) -> None:
        self._store, self._instance = store, instance
        self._results: dict[str, Result] = {}
        self._items: dict[str, list[Any]] = {}
        self._moments: dict[str, datetime] = {}
        self._step_inputs: dict[str, Any] = {}
        self._around: StoredRunData | None = None
        self.placeholders = Placeholders()

    @property
    def about(self) -> dict[str, Any]:
        """Return the values of `run` and `workflow` in expressions."""
        run = instance_id(self._store, self._instance)
        url = f"{config.app_url()}/workflows/instances/{run}"
        return {
            "run": {"id": run, "started_at": self._instance["started_at"], "url": url, "error": self._error()},
            "workflow": {"id": self._instance["workflow_id"]},
        }

    def _error(self) -> dict[str, Any] | None:
        """Return the run's failure, for the steps of `on_failure`; None before a failure."""
        failure = payloads.read(self._instance, "failure")
        return {**localised(failure["error"] or {}), "step": failure["step"]} if failure else None

    def inside(self, instance: Item) -> "StoredRunData":
        """Return the data of an inner frame: frames share what is read of the run, and each has its own additions."""
        inner = StoredRunData(self._store, instance)
        inner._around = self
        return inner

    def renew(self, instance: Item) -> None:
        """Replace the instance by its current version."""
        self._instance = instance

    def secret(self, name: str) -> str:
        """Return the placeholder of a secret in a rendered input, which is replaced when the request is sent."""
        return self.placeholders.of(name)

    def remember(self, key: str, moment: datetime) -> None:
        """Evaluate the expressions of a step as at the moment at which it was first tried."""
        self._moments[key] = moment

    def context(self, key: str) -> EvaluationContext:
        """Return the time and the result for which expressions are evaluated, the same at each try of a step."""
        return EvaluationContext(self._moments.get(key), f"{instance_id(self._store, self._instance)}:{key}")

    @property
    def input(self) -> Any:
        """Return the input that the run was started with."""
        return self._around.input if self._around is not None else self._read("input")

    @property
    def trigger(self) -> Any:
        """Return the trigger that started the run."""
        return self._around.trigger if self._around is not None else self._read("trigger")

    def _read(self, name: str) -> Any:
        if name not in self._step_inputs:
            self._step_inputs[name] = payloads.read(self._instance, name, {})
        return self._step_inputs[name]

    def add(self, key: str, result: Result) -> None:
        """Add a result without reading it."""
        self._results[key] = result

    def results(self, keys: Sequence[str]) -> Mapping[str, Result]:
        """Return the existing results among the named ones."""
        unknown = [key for key in keys if key not in self._results]
        if unknown and self._around is not None:
            results = {key: self._results[key] for key in keys if key in self._results}
            return {**results, **self._around.results(unknown)}
        if unknown:
            records = self._store.get_many(STEP, unknown, self._instance["SK"], consistent=True)
            for key, record in records.items():
                if (result := to_result(record)) is not None:
                    self._results[key] = result
        return {key: self._results[key] for key in keys if key in self._results}

    def item(self, key: str, index: int) -> Any:
        """An item of a for_each."""
        if self._around is not None:
            return self._around.item(key, index)
        if key not in self._items:
            record = self._store.get(STEP, key, self._instance["SK"])
            self._items[key] = payloads.read(record or {}, "items", [])
        return self._items[key][index]
