"""The columns of the tax number and of the addresses: a column for each part of the number and of the primary address.

Any further addresses are one column, a JSON array. A row that changes a contact sets the parts that it has columns of;
the rest of the number and of the primary address stays, and so do the further addresses without their column.
"""

import json
from collections.abc import Mapping
from typing import Any

from bivelio_core.contacts.tax_ids import HOME, compact, vat_country
from bivelio_core.countries import two_letters
from bivelio_core.faults import Fault
from bivelio_core.store.codec import Item
from bivelio_core.store.index.words import fold

TAX_ID = ("type", "country", "number")
ADDRESS = ("label", "street", "postal_code", "city", "province", "country")
NUMBER, OTHERS = "tax_id.number", "other_addresses"
COLUMNS = (*(f"tax_id.{part}" for part in TAX_ID), *(f"address.{part}" for part in ADDRESS), OTHERS)
HOME_NAMES = frozenset({"espanya", "espana", "spain"})
PLACES = ("street", "postal_code", "city")


def read(cells: Mapping[str, str | None]) -> tuple[dict[str, Any], list[Fault]]:
    """What a row has of a number and addresses, by `tax_id`, `address` and `other_addresses`; None is an empty cell."""
    fields: dict[str, Any] = {}
    faults = []
    for column, cell in cells.items():
        if column == OTHERS:
            try:
                fields[OTHERS] = _array(cell)
            except ValueError:
                faults.append(Fault(OTHERS, "type", {"expected": "array"}))
            continue
        name, _, part = column.partition(".")
        value = _country(cell) if part == "country" and cell else cell
        fields.setdefault(name, {})[part] = value.lower() if part == "type" and value else value
    return fields, faults


def completed(fields: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row as requests have them: what `read` found, in `tax_id` and `addresses`; `before` may be empty.

    A country that neither the row nor the contact tells is that of a VAT number's prefix, or Spain.
    """
    complete = {name: value for name, value in fields.items() if name not in ("tax_id", "address", OTHERS)}
    tax_id = _tax_id(fields.get("tax_id"), fields.get("address") or {}, before.get("tax_id"))
    if tax_id or ("tax_id" in fields and "tax_id" in before):
        complete["tax_id"] = tax_id
    if "address" in fields or OTHERS in fields:
        addresses = _addresses(fields, before.get("addresses", []), tax_id or before.get("tax_id"))
        if addresses or "addresses" in before:
            complete["addresses"] = addresses
    return complete


def in_columns(fault: Fault) -> Fault:
    """A fault of a request as one of a column."""
    if not fault.field.startswith("addresses["):
        return fault
    place, _, part = fault.field.removeprefix("addresses[").partition("]")
    return fault._replace(field=f"address{part}" if place == "0" else f"{OTHERS}[{int(place) - 1}]{part}")


def cells_of(item: Item) -> dict[str, str | None]:
    """The cells of a contact by their columns."""
    tax_id = item.get("tax_id", {})
    primary, *others = item.get("addresses") or [{}]
    listed = [{name: value for name, value in address.items() if name != "is_primary"} for address in others]
    return {
        **{f"tax_id.{part}": tax_id.get(part) for part in TAX_ID},
        **{f"address.{part}": primary.get(part) for part in ADDRESS},
        OTHERS: json.dumps(listed, ensure_ascii=False) if listed else None,
    }


def _tax_id(
    cells: Mapping[str, str | None] | None, address: Mapping[str, str | None], before: Mapping[str, str] | None
) -> dict[str, str] | None:
    if cells is None:
        return None
    before_fields = dict(before or {})
    number = cells["number"] if "number" in cells else before_fields.get("number")
    if not number:
        return None
    if compact(number) != compact(before_fields.get("number", "")):
        before_fields = {}  # another number: its kind and country are not those of the former one
    cell_values = {name: value for name, value in cells.items() if value}
    country = (
        cell_values.get("country")
        or before_fields.get("country")
        or vat_country(number)
        or address.get("country")
        or HOME
    )
    return {**before_fields, **cell_values, "country": country}


def _addresses(
    fields: Mapping[str, Any], before: list[dict[str, Any]], tax_id: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    primary, others = (before[0], before[1:]) if before else ({}, [])
    if "address" in fields:
        primary = {name: value for name, value in {**primary, **fields["address"]}.items() if value}
    if any(primary.get(part) for part in PLACES):
        country = primary.get("country") or (tax_id["country"] if tax_id else HOME)
        addresses = [{**primary, "country": country, "is_primary": True}]
    elif set(primary) - {"country", "is_primary"}:
        addresses = [primary]  # refused for the place that it lacks
    else:
        addresses = []
    return [*addresses, *fields.get(OTHERS, others)]


def _country(cell: str) -> str:
    """The code of a cell: one of two letters or three, or Spain by its name."""
    code = cell.upper()
    return HOME if fold(cell) in HOME_NAMES else two_letters(code) or code


def _array(cell: str | None) -> list[Any]:
    from pydantic_core import from_json  # noqa: PLC0415 - nested too deeply, it raises ValueError

    value = from_json(cell, allow_inf_nan=False) if cell else []
    if not isinstance(value, list):
        raise ValueError("not an array")  # noqa: TRY004 - like any other text that is none
    return value
