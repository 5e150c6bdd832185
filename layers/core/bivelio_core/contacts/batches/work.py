"""Carry out the requests of a batch: several at once, those that concern the same contact one after the other.

Each has its effect once under a key of its own, made of the batch's Idempotency-Key and its place. So a batch whose
function died is repeated under its key, and what was done before is not done again.
"""

from collections.abc import Callable, Iterable, Sequence
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from pydantic import BaseModel

from bivelio_core.context import Context
from bivelio_core.errors import ApiError, IdempotencyMismatch, ValidationError
from bivelio_core.faults import Fault
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.index.parallel import in_threads

from .models import BatchError, BatchResult, ContactBatch, Faulty

One = TypeVar("One", bound=BaseModel)
WHOLE = ("body", "data")
"""The fields that stand for a whole request in faults."""


def carried_out(
    requests: Sequence[One | Faulty],
    ctx: Context,
    act: Callable[[int, One], BatchResult],
    names: Callable[[One], Iterable[str]] = lambda _: (),
) -> ContactBatch:
    """The results of a batch. `act` carries one request out, by its place; `names` says whom it concerns.

    A refusal is the result of its request alone. Raises IdempotencyMismatch when the key was used for another batch,
    and what is no refusal: the batch can be sent again.
    """
    results: dict[int, BatchResult] = {}
    readable: dict[int, One] = {}
    for place, request in enumerate(requests):
        if isinstance(request, Faulty):
            results[place] = _refused(ValidationError(request.faults), place, ctx.language)
        else:
            readable[place] = request

    def in_turn(places: Sequence[int]) -> None:
        for place in places:
            results[place] = _result(partial(act, place, readable[place]), place, ctx.language)

    # each thread works for this request: what it writes has its id
    in_threads([partial(copy_context().run, in_turn, places) for places in _groups(readable, names)])
    succeeded = sum(result.ok for result in results.values())
    ordered = [results[place] for place in range(len(requests))]
    return ContactBatch(results=ordered, succeeded=succeeded, failed=len(requests) - succeeded)


def key_of(operation: str, ctx: Context, place: int, request: BaseModel) -> EffectKey:
    """The key of the effect of one request; none if the batch has none."""
    whole = ctx.idempotency_key
    return EffectKey.of(operation, None if whole is None else type(whole)(f"{whole}:{place}"), request)


def _groups(requests: dict[int, One], names: Callable[[One], Iterable[str]]) -> list[list[int]]:
    """The places of requests that concern the same contact together, in their order."""
    group_of: dict[str, list[int]] = {}
    groups: dict[int, list[int]] = {}
    for place, request in requests.items():
        own = set(names(request))
        joined = {id(group): group for name in own if (group := group_of.get(name)) is not None}
        group = sorted([*(each for group in joined.values() for each in group), place])
        for former in joined:
            del groups[former]
        groups[id(group)] = group
        joined_names = {name for name, other in group_of.items() if id(other) in joined}
        group_of |= dict.fromkeys(own | joined_names, group)
    return [*groups.values()]


def _result(act: Callable[[], BatchResult], place: int, language: str) -> BatchResult:
    try:
        return act()
    except IdempotencyMismatch:
        raise
    except ApiError as error:
        return _refused(error, place, language)


def _refused(error: ApiError, place: int, language: str) -> BatchResult:
    if isinstance(error, ValidationError):
        error = type(error)([_placed(fault, place) for fault in error.faults])
    described = error.describe(language, "")
    names = BatchError.model_fields.keys() & described.keys()
    return BatchResult(ok=False, error=BatchError(status=error.status, **{name: described[name] for name in names}))


def _placed(fault: Fault, place: int) -> Fault:
    """The fault of a request alone, as one of the batch."""
    own = f"contacts[{place}]"
    if fault.field in WHOLE:
        is_none = fault.constraint == "object"  # whose sentence is about a whole body
        return fault._replace(field=own, constraint="type" if is_none else fault.constraint)
    return fault._replace(field=f"{own}{'' if fault.field.startswith('[') else '.'}{fault.field}")
