"""A function's block of its template, from what its handler declares."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from bivelio_core import domain
from bivelio_core.entrypoints.declaration import Endpoint
from bivelio_core.needs import TENANT, Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.store.keys import Kind
from bivelio_core.triggers import StepTask

from tools import faces
from tools.endpoints import load_module
from tools.template import ROOT

from . import triggers
from .facilities import CHANGES, FACILITIES, Facility, allow, with_included
from .names import camel_case, queue_name
from .together import together
from .values import Ref, Sub

S3 = {"read": "s3:GetObject", "write": "s3:PutObject", "delete": "s3:DeleteObject", "abort": "s3:AbortMultipartUpload"}
KEY_USE = {"read": "kms:Decrypt", "write": "kms:GenerateDataKey"}
"""What S3 does with the bucket's key in the caller's name. Source: S3 User Guide, "Using SSE-KMS", permissions."""
USUAL_VERBS = ("list", "get", "create", "update", "delete")
WRITES = frozenset(
    {*("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "ConditionCheckItem"), "PartiQLInsert", "PartiQLUpdate"}
)


@dataclass(frozen=True)
class Declared:
    """What a handler declares: its folder below `functions`, and its needs; an endpoint's contract."""

    folder: str
    about: str
    needs: Needs
    endpoint: Endpoint | None = None

    @property
    def is_called_by_name(self) -> bool:
        """Whether the API calls it, by its function's name."""
        return not self.folder.startswith(("workers/", "admin"))

    @property
    def logical_id(self) -> str:
        """`ContactsCreate` for `contacts/create`, `RunPlan` for `workers/run_plan`."""
        return camel_case(self.folder.removeprefix("workers/"))


@cache
def declared() -> tuple[Declared, ...]:
    """Every function, in the order of the templates and of the reference."""
    functions = [_declared(file) for file in (ROOT / "functions").glob("**/handler.py")]
    return tuple(sorted((_with_operations(each, functions) for each in functions), key=_order))


def _with_operations(function: Declared, every: list[Declared]) -> Declared:
    """Return the function with what the operations need that it carries out as steps of its family."""
    families = {each.family for each in function.needs.fed_by if isinstance(each, StepTask)} - {""}
    if not families:
        return function
    theirs = [each.needs for each in every if each.endpoint and faces.family_of(each.endpoint) in families]
    return replace(function, needs=together(function.needs, *theirs))


def _order(function: Declared) -> tuple[str, int, str]:
    """By domain; there the usual verbs first, as the reference lists them."""
    domain_name, _, verb = function.folder.partition("/")
    return domain_name, USUAL_VERBS.index(verb) if verb in USUAL_VERBS else len(USUAL_VERBS), verb


def _declared(file: Path) -> Declared:
    module = load_module(file)
    folder = file.parent.relative_to(ROOT / "functions").as_posix()
    endpoint = getattr(module.handler, "endpoint", None)
    if endpoint is not None:
        return Declared(folder, endpoint.summary, endpoint.needs, endpoint)
    about = (module.__doc__ or "").strip().split("\n")[0]
    inbound = getattr(module.handler, "inbound", None)
    if inbound is not None:
        about = (module.handler.__doc__ or "").strip().split("\n")[0]
    return Declared(folder, about, inbound.needs if inbound is not None else getattr(module, "NEEDS", Needs()))


def resource(function: Declared) -> dict[str, Any]:
    """Return the function's resource, as it is written in a nested stack."""
    needs = function.needs
    facilities = [FACILITIES[name] for name in with_included(needs.uses)]
    properties: dict[str, Any] = {
        **({"FunctionName": Sub(f"${{Platform}}_{function.logical_id}")} if function.is_called_by_name else {}),
        "Description": function.about.rstrip("."),
        "CodeUri": f"{function.folder.rpartition('/')[2]}/",
        **({"MemorySize": needs.memory} if needs.memory else {}),
        **(
            {"Timeout": Ref(needs.timeout) if isinstance(needs.timeout, str) else needs.timeout}
            if needs.timeout
            else {}
        ),
        **({"Layers": [Ref(f"{camel_case(layer)}Layer") for layer in needs.layers]} if needs.layers else {}),
    }
    if function.folder.startswith("workers/"):
        properties["Tracing"] = Ref("WorkerTracing")
    for more in (triggers.properties(needs), *(facility.properties for facility in facilities)):
        properties |= more
    if variables := _variables(needs, facilities):
        properties["Environment"] = {"Variables": variables}
    if statements := list(_statements(function, facilities)):
        properties["Policies"] = [{"Statement": statements}]
    return {"Type": "AWS::Serverless::Function", "Properties": properties}


def _variables(needs: Needs, facilities: Iterable[Facility]) -> dict[str, Any]:
    values = {name: value for facility in facilities for name, value in facility.variables.items()}
    values |= {f"{queue.upper()}_QUEUE_URL": Ref(queue_name(queue)) for queue in _sends(needs, facilities)}
    return values | triggers.variables(needs)


def _sends(needs: Needs, facilities: Iterable[Facility]) -> list[str]:
    return list(dict.fromkeys((*(queue for facility in facilities for queue in facility.sends), *needs.sends)))


def _statements(function: Declared, facilities: list[Facility]) -> Iterator[dict[str, Any]]:
    needs = function.needs
    merged: dict[tuple[str, ...], dict[str, None]] = {}
    for access in (*_table(function), *(each for facility in facilities for each in facility.table)):
        merged.setdefault(tuple(access.by), {}).update(dict.fromkeys(patterns(access)))
    for actions, partitions in merged.items():
        yield _on_table(actions, Ref("TableArn"), list(partitions))
    if needs.marks:
        yield _on_table(("Query",), Sub("${TableArn}/index/GSI1"), list(needs.marks))
    for facility in facilities:
        yield from facility.statements
    files = [*(each for facility in facilities for each in facility.files), *needs.files]
    yield from (statement for each in files for statement in _on_files(each))
    yield from triggers.statements(needs)
    key = {each for facility in facilities for each in facility.key}
    key |= {KEY_USE[action] for each in files for action in each.by if action in KEY_USE}
    if key:
        yield allow(_one_or_many(sorted(key)), Ref("DataKeyArn"))
    if sends := _sends(needs, facilities):
        yield allow("sqs:SendMessage", _one_or_many([Ref(f"{queue_name(queue)}Arn") for queue in sends]))


def _table(function: Declared) -> Iterator[Access]:
    needs, endpoint = function.needs, function.endpoint
    if needs.reads:
        yield needs.reads
    if needs.writes:
        yield Access(needs.writes, CHANGES)
    if endpoint and endpoint.remembers:
        yield Access((keys.IDEMPOTENCY,), CHANGES)
        if not needs.reads or TENANT not in needs.reads.to:
            yield Access((keys.IDEMPOTENCY,), ("GetItem",))
    yield from needs.also
    if endpoint and endpoint.opens_day:
        yield from FACILITIES["sandbox_day"].table


def patterns(access: Access) -> Iterator[str]:
    """Return the patterns of partition keys that an access is for."""
    for each in access.to:
        if isinstance(each, str):
            yield each
            continue
        yield f"org_*#{each.partition}" + ("#*" if each.is_split else "")
        if WRITES & set(access.by) and each in listed():
            yield f"org_*#IX#{each.partition}"


@cache
def listed() -> frozenset[Kind]:
    """The kinds that are listed, and so have an index."""
    return frozenset(kind for declared_domain in domain.declared() for kind in declared_domain.lists)


def _on_table(actions: tuple[str, ...], resource_: Any, partitions: list[str]) -> dict[str, Any]:
    condition = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": partitions}}
    return allow(_one_or_many([f"dynamodb:{action}" for action in actions]), resource_, condition)


def _on_files(files: Files) -> Iterator[dict[str, Any]]:
    if actions := [S3[action] for action in files.by if action in S3]:
        yield allow(_one_or_many(actions), Sub(f"${{DocumentsBucketArn}}/*/{files.folder}/*"))
    if "list" in files.by:
        condition = {"StringLike": {"s3:prefix": f"*/{files.folder}/*"}}
        yield allow("s3:ListBucket", Ref("DocumentsBucketArn"), condition)


def _one_or_many(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
