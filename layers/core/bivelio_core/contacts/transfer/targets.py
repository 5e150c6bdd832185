"""Where a column of a file goes: a field of contacts, a part of one, an entry of a list with its label, or nowhere.

name, email, birthday ...           a field, as in requests; `emails`, `phones`, `consents` as JSON arrays
tax_id.number, address.city         a part of the tax number and of the primary address
emails.work, phones.mobile          an entry of a list, by its label; a number stands for no label
emails.1.label                      the column that has the label of that entry, row by row
addresses.home.city                 a part of an address, by its label
custom_fields.<name>                a custom field, as text
"""

from collections.abc import Mapping, Sequence

from bivelio_core.faults import SHOWN_NAME, Fault, register

from . import fiscal_cells, list_cells

CUSTOM = "custom_fields."
NOWHERE = ""
"""The target of a column that is not imported."""

FIELDS = frozenset(
    {"id", "external_id", "type", "name", "first_name", "last_name", "email", "phone", "job_title", "company"}
    | {"company_id", "owner", "owner_id", "language", "birthday", "websites", "tags", "custom_fields"}
    | {*fiscal_cells.COLUMNS, *list_cells.JSON_COLUMNS}
)
LISTS = ("emails", "phones")
PARTS_OF_ADDRESS = ("street", "postal_code", "city", "province", "country", "label")
JOINED = {"first_name": " ", "last_name": " ", "street": ", "}
"""What separates the cells of several columns that go to one field."""

SEVERAL = frozenset({"tags", "websites", *JOINED})
PRIMARY = {"email": "emails", "phone": "phones"}
NAMING = ("name", "first_name", "last_name", "company")
LONGEST = 160
LONGEST_LABEL = 100

UNKNOWN_TARGET = register("contacts", "unknown_target")


def entry(target: str) -> tuple[str, str, str] | None:
    """The list, the label and the part of a target that is an entry of one; None for any other."""
    first, _, rest = target.partition(".")
    if first in LISTS and rest:
        label, dot, part = rest.rpartition(".")
        return (first, label, "label") if dot and part == "label" else (first, rest, "value")
    if first == "addresses" and rest:
        label, _, part = rest.rpartition(".")
        return (first, label, part) if label and part in PARTS_OF_ADDRESS else None
    return None


def is_target(target: str) -> bool:
    """Whether a column may go there."""
    if target in FIELDS:
        return True
    if len(target) > LONGEST:
        return False
    if target.startswith(CUSTOM):
        return len(target) > len(CUSTOM)
    parts = entry(target)
    return parts is not None and 0 < len(parts[1]) <= LONGEST_LABEL


def label_of(label: str) -> str | None:
    """The label of an entry; a number only tells entries apart."""
    return None if label.isdecimal() else label


def is_single(target: str) -> bool:
    """Whether only one column may go there."""
    if target in SEVERAL or target in PRIMARY or target == NOWHERE:
        return False
    parts = entry(target)
    if parts is None:
        return target != "address.street"
    return (parts[0] == "addresses" and parts[2] != "street") or parts[2] == "label"


def mapping_faults(mapping: Mapping[str, str | None], names: Sequence[str]) -> list[Fault]:
    """The faults of a request's mapping: of names that are no column's, and of fields that are none."""
    faults = []
    for name, target in mapping.items():
        if name not in names:
            values = {"expected": ", ".join(names[:20])}
            faults.append(Fault(f'mapping["{name[:SHOWN_NAME]}"]', "choice", values))
        elif target and not is_target(target):
            faults.append(Fault(f'mapping["{name[:SHOWN_NAME]}"]', UNKNOWN_TARGET, {"value": target[:SHOWN_NAME]}))
    return faults
