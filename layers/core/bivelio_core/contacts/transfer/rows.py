"""The rows of an import: parse, check and carry out each; repeating it has the same result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from pydantic import BaseModel
from pydantic import ValidationError as PydanticError

from bivelio_core import clock, ids
from bivelio_core.contacts.fields import IMMUTABLE, NOT_A_COMPANY
from bivelio_core.contacts.items import changed, new_attributes
from bivelio_core.contacts.models import CreateContact, UpdateContact
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.contacts.warnings import Finding
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.faults import Fault, register
from bivelio_core.model_faults import faults_of
from bivelio_core.store import resources
from bivelio_core.store.codec import Item, same
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index.parallel import in_threads
from bivelio_core.store.keys import ALIAS, CONTACT, sequence_sk
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import absent, equals

from . import claimed_ids, fiscal_cells, list_cells
from .claimed_ids import Claimed
from .foreign_rows import named, own_fields
from .left_out import without_faults
from .row_owners import Owners
from .seen_ids import SeenIds
from .table_format import CLEARABLE

RESULTS = CREATED, UPDATED, UNCHANGED, FAILED = "created", "updated", "unchanged", "failed"
DEFAULT_TYPE = "person"
MAXIMUM_ID = 100

ARCHIVED = register("contacts", "archived")
CHANGED_MEANWHILE = register("contacts", "changed_meanwhile")
DUPLICATE = register("contacts", "duplicate")


@dataclass(frozen=True)
class Row:
    """A row as it was read.

    One of a foreign file is taken with what can be read of it: `findings` are the warnings about its cells.
    """

    number: int
    fields: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()
    is_foreign: bool = False


@dataclass(frozen=True)
class Planned:
    """The plan of a row. `before` is the contact it changes or leaves unchanged, `after` what will be stored."""

    number: int
    result: str
    id: str | None = None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Finding, ...] = ()
    before: Item | None = None
    after: Item | None = None


def plan(
    rows: Sequence[Row], ctx: Context, import_id: str, seen: SeenIds, makes: frozenset[int] = frozenset()
) -> list[Planned]:
    """Plan each row, without writing; adds the rows' ids to `seen`.

    `makes` names rows that make a contact even if their id exists now: an earlier attempt may already have written
    their alias.
    """
    ids_of_rows = {row.fields["id"] for row in rows if row.fields.get("id") and row.number not in makes}
    companies = {row.fields["company_id"] for row in rows if row.fields.get("company_id")}
    existing = _existing(ids_of_rows | companies, ctx)
    claimed = Claimed([row.fields.get("external_id") for row in rows if row.number not in makes], ctx)
    owners = Owners((row.fields.get("owner_id") for row in rows), ctx)
    planned = []
    for row in (_with_owner(row, owners) for row in rows):
        known_as = row.fields.get("id")
        if known_as is not None and known_as in seen:
            planned.append(Planned(row.number, FAILED, known_as, (Fault("id", DUPLICATE),)))
            continue
        before = None if known_as is None or row.number in makes else existing.get(known_as)
        one = _creation(row, ctx, import_id) if before is None else _change(row, before)
        faults = () if one.after is None else _company_faults(one.after, one.before, existing, seen)
        if one.after is not None:
            faults = (*faults, *claimed.faults(one.after, one.before, known_as, is_own=row.number in makes))
        if one.after is not None and (faults := (*faults, *owners.faults(one.after, one.before))):
            one = replace(one, result=FAILED, faults=faults, before=None, after=None)
        if known_as is not None:
            seen.add(known_as, one.after["type"] if one.result == CREATED and one.after is not None else None)
        planned.append(one)
    return planned


def _with_owner(row: Row, owners: Owners) -> Row:
    """A foreign row without an owner who is no member, and the warning about that."""
    if not row.is_foreign or not (findings := owners.left_out(row.fields.get("owner_id"))):
        return row
    fields = {name: value for name, value in row.fields.items() if name != "owner_id"}
    return replace(row, fields=fields, findings=(*row.findings, *findings))


def _existing(named: set[str], ctx: Context) -> dict[str, Item]:
    """The contacts of these ids: ours, or imported from another system."""
    ours = {text: parsed for text in named if (parsed := ids.parse_sequenced(CONTACT.name, text))}
    foreign_ids = sorted(text for text in named - ours.keys() if len(text) <= MAXIMUM_ID)
    aliases = ctx.store.get_many(ALIAS, foreign_ids, consistent=True)
    targets = {text: sequence_sk(parsed.sequence) for text, parsed in ours.items()}
    targets |= {text: alias["target"] for text, alias in aliases.items() if alias["kind"] == CONTACT.partition}
    items = ctx.store.get_many(CONTACT, sorted(set(targets.values())), consistent=True)
    return {
        text: items[sk]
        for text, sk in targets.items()
        if sk in items and resources.public_id(CONTACT, ctx.organisation, items[sk]) == text
    }


def _company_faults(after: Item, before: Item | None, existing: Mapping[str, Item], seen: SeenIds) -> tuple[Fault, ...]:
    """The faults of the company that a row names, if it names another than before."""
    company = after.get("company_id")
    if company is None or (before is not None and before.get("company_id") == company):
        return ()
    kind = seen.type_of(company) or (existing[company]["type"] if company in existing else None)
    if kind is None:
        return (Fault("company_id", "not_found"),)
    return () if kind == "company" else (Fault("company_id", NOT_A_COMPANY),)


def _creation(row: Row, ctx: Context, import_id: str) -> Planned:
    if row.faults and not row.fields:
        return Planned(row.number, FAILED, None, tuple(row.faults))
    known_as = row.fields.get("id")
    if known_as is not None and len(known_as) > MAXIMUM_ID:
        return Planned(row.number, FAILED, known_as[:MAXIMUM_ID], (Fault("id", "max_length", {"limit": MAXIMUM_ID}),))
    if known_as is not None and ids.is_well_formed(CONTACT.name, known_as):
        return Planned(row.number, FAILED, known_as, (Fault("id", "not_found"),))
    cells = fiscal_cells.completed(named(row.fields) if row.is_foreign else row.fields, {})
    values = {name: value for name, value in cells.items() if value is not None and name != "id"}
    request, faults, findings = read_as(CreateContact, {"type": DEFAULT_TYPE, **values}, row)
    if faults or row.faults or not isinstance(request, CreateContact):
        return Planned(row.number, FAILED, known_as, (*row.faults, *faults))
    random = ids.derived_body(ctx.organisation, import_id, str(row.number))[-ids.RANDOM_LENGTH :]
    try:
        attributes = new_attributes(request, random)
    except ValidationError as error:
        return Planned(row.number, FAILED, known_as, tuple(map(fiscal_cells.in_columns, error.faults)))
    after = {**attributes, **({"id": known_as} if known_as is not None else {})}
    return Planned(row.number, CREATED, known_as, after=after, warnings=findings)


def _change(row: Row, before: Item) -> Planned:
    known_as = row.fields["id"]
    fields = own_fields(row.fields) if row.is_foreign else list_cells.replacing(row.fields)
    cells = fiscal_cells.completed(fields, before)
    values = {name: value for name, value in cells.items() if value is not None or name in (*CLEARABLE, "name")}
    kind = values.pop("type", before["type"])
    faults = [*row.faults, *([Fault("type", IMMUTABLE)] if kind != before["type"] else [])]
    faults += [Fault("id", ARCHIVED)] if "archived_at" in before else []
    request, wrong, findings = read_as(UpdateContact, values, row)
    if faults or wrong or not isinstance(request, UpdateContact):
        return Planned(row.number, FAILED, known_as, (*faults, *wrong))
    try:
        after = changed(before, request, request.model_fields_set - {"id"})
    except ValidationError as error:
        return Planned(row.number, FAILED, known_as, tuple(map(fiscal_cells.in_columns, error.faults)))
    if same(after, before):
        return Planned(row.number, UNCHANGED, known_as, before=before)
    after = {**after, "version": before["version"] + 1, "updated_at": clock.timestamp()}
    return Planned(row.number, UPDATED, known_as, before=before, after=after, warnings=findings)


def read_as(
    model: type[BaseModel], values: Mapping[str, Any], row: Row
) -> tuple[BaseModel | None, list[Fault], tuple[Finding, ...]]:
    """A row's values as a model, or what is wrong with them, and the warnings about its cells.

    What a field cannot take of a foreign row is left out, and warned of.
    """
    request, faults = validated(model, values)
    if not faults or not row.is_foreign:
        return request, faults, row.findings
    rest, findings = without_faults(model, values)
    request, faults = validated(model, rest)
    return request, faults, (*row.findings, *findings)


def validated(model: type[BaseModel], values: Mapping[str, Any]) -> tuple[BaseModel | None, list[Fault]]:
    """A row's values as a model, or what is wrong with them, by its columns."""
    try:
        return model.model_validate(values), []
    except PydanticError as error:
        return None, [fiscal_cells.in_columns(fault) for fault in faults_of(error)]


def carry_out(planned: Sequence[Planned], ctx: Context, first: int | None, *, was_tried: bool) -> list[Planned]:
    """Carry out the plan; new contacts get the sequence numbers from `first` on.

    `was_tried`: an earlier attempt may have written part of it, which is kept.
    """
    results: list[Planned] = []
    items, aliases, number = [], [], first or 0
    with_id: dict[int, Item] = {}
    for one in planned:
        if one.result == CREATED and one.after is not None:
            sk, number = sequence_sk(number), number + 1
            item = ctx.store.item(CONTACT, sk, one.after)
            if "external_id" in item:
                with_id[len(results)] = item
            else:
                items.append(item)
            if one.id is not None:
                aliases.append(ctx.store.item(ALIAS, one.id, {"kind": CONTACT.partition, "target": sk}))
            known_as = one.id or ids.sequenced_id(CONTACT.name, ctx.organisation, number - 1, one.after["random"])
            results.append(replace(one, id=known_as))
        else:
            results.append(one)
    if was_tried:
        _put_missing(items, ctx)
    else:
        ctx.store.table.put_many(items)
    calls = [partial(claimed_ids.put_new, item, ctx, was_tried=was_tried) for item in with_id.values()]
    refused = {place: fault for place, fault in zip(with_id, in_threads(calls), strict=True) if fault is not None}
    for place, fault in refused.items():
        results[place] = replace(results[place], result=FAILED, faults=(fault,), warnings=())
    lost = {with_id[place]["SK"] for place in refused}
    ctx.store.table.put_many([alias for alias in aliases if alias["target"] not in lost])
    changes = {position: one for position, one in enumerate(results) if one.result == UPDATED}
    updates = [partial(_update, one, ctx) for one in changes.values()]
    for position, one in zip(changes, in_threads(updates), strict=True):
        results[position] = one
    return results


def _update(one: Planned, ctx: Context) -> Planned:
    """A change without a mark, which lists show once it is indexed: thousands of marks would slow down every list."""
    if one.after is None or one.before is None:
        raise ValueError("a change has a contact before and after it")
    if claimed_ids.changes_id(one.before, one.after):
        fault = claimed_ids.changed(one.before, one.after, ctx)
        return one if fault is None else replace(one, result=FAILED, faults=(fault,), warnings=())
    try:
        ctx.store.table.put(one.after, equals("version", one.before["version"]))
    except ConditionFailed:
        return replace(one, result=FAILED, faults=(Fault("id", CHANGED_MEANWHILE),), warnings=())
    return one


def _put_missing(items: Sequence[Item], ctx: Context) -> None:
    """Write the contacts that do not exist yet. The index may have given up their numbers, leased minutes ago."""
    present = ctx.store.get_many(CONTACT, [item["SK"] for item in items], consistent=True)
    missing = [item for item in items if item["SK"] not in present]
    index_changes.announce_late(ctx.store, CONTACTS, missing)
    in_threads([partial(_put_if_absent, item, ctx) for item in missing])


def _put_if_absent(item: Item, ctx: Context) -> None:
    try:
        ctx.store.table.put(item, absent())
    except ConditionFailed:
        return
