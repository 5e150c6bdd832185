"""The columns of the CSV: one way to write a contact as a row, and to read a row as the fields of a contact.

`tags` are separated by `|`. `custom_fields` is a JSON object; a column `custom_fields.<name>` is one of them, as text.
A cell that a spreadsheet would read as a formula is written with an apostrophe before it, which reading removes.
Columns may have the usual names of other spreadsheets.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import from_json

from bivelio_core.contacts.items import PROFILE
from bivelio_core.faults import Fault, register
from bivelio_core.formulas import unguarded
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index.words import fold
from bivelio_core.store.keys import CONTACT

from . import fiscal_cells, list_cells
from .records import Record, cells

EXPORTED = (
    "id", "external_id", "type", "name", "first_name", "last_name", "email", "phone", "emails", "phones", "job_title",
    "company_id",
    "owner_id", "websites", "language", "birthday", "consents", *fiscal_cells.COLUMNS, "tags", "custom_fields",
    "created_at", "updated_at",
)  # fmt: skip
IGNORED = frozenset({"created_at", "updated_at", "archived_at", "phone_e164", "version", "warnings"})
READ = frozenset(EXPORTED) - IGNORED
CUSTOM = "custom_fields."
CLEARABLE = ("email", "phone", "company_id", "tax_id", *(field for field in PROFILE if field != "websites"))
OF_EVERYBODY = (frozenset(PROFILE) - {"external_id"}) | frozenset(list_cells.COLUMNS)
"""The columns that other programs have by the same names: only beside those that we alone have are they ours."""
OF_OURS = frozenset({"id", "custom_fields"})
LISTED_TEXTS = ("tags", "websites")
MAXIMUM_COLUMNS = 120
DELIMITERS = (",", ";", "\t")
EMPTY = ' \r\n"' + "".join(DELIMITERS)

_NAMES = {
    "name": "nom nombre nom_complet nombre_completo full_name rao_social razon_social",
    "type": "tipus tipo",
    "email": "e_mail mail correu correo correu_electronic correo_electronico email_address",
    "phone": "telefon telefono tel mobil movil mobile telephone",
    "company_id": "empresa_id id_empresa",
    "tags": "etiquetes etiquetas",
    fiscal_cells.NUMBER: "nif dni nie cif vat nif_cif cif_nif nif_dni dni_nif nif_iva vat_number tax_number",
    "address.street": "adreca direccion domicili domicilio carrer calle address street",
    "address.postal_code": "codi_postal codigo_postal cp postal_code zip zip_code postcode",
    "address.city": "poblacio poblacion ciutat ciudad localitat localidad municipi municipio city town",
    "address.province": "provincia province",
    "address.country": "pais country",
}
COLUMNS = {alias: column for column, aliases in _NAMES.items() for alias in aliases.split()}
"""Other names of the columns, without accents, by column."""

TYPES = {"persona": "person", "empresa": "company"}
SEPARATOR_LINE = re.compile(r"sep=([,;\t])\s*", re.IGNORECASE)
"""Spreadsheets may write one before the first row, and read it."""

COLUMN_TWICE = register("contacts", "column_twice")


class Header(NamedTuple):
    """The row that names the columns, what separates cells, where the next row begins, and how many came before it."""

    columns: list[str]
    delimiter: str
    end: int
    rows: int
    names: list[str]
    """The names as they are written."""

    @classmethod
    def of(cls, record_list: Iterable[Record]) -> "Header | None":
        """The first row that is not empty, behind a separator line if there is one. Raises csv.Error."""
        delimiter = None
        for rows, record in enumerate(record_list, start=1):
            if separator := SEPARATOR_LINE.fullmatch(record.text):
                delimiter = separator[1]
            elif record.text.strip(EMPTY):
                delimiter = delimiter or max(DELIMITERS, key=record.text.count)
                names = list(_without_empty_end(cells(record.text, delimiter)))
                return cls(normalised_columns(names), delimiter, record.end, rows, names)
        return None


def is_own(columns: Sequence[str]) -> bool:
    """Whether all columns are of our own format, each once, the name among them."""
    if "name" not in columns or len(set(columns)) < len(columns):
        return False
    if not OF_EVERYBODY.isdisjoint(columns) and not OF_OURS.issubset(columns):
        return False
    return all(column in READ | IGNORED or (column.startswith(CUSTOM) and column != CUSTOM) for column in columns)


def _key(name: str) -> str:
    """The form in which column names are compared."""
    return re.sub(r"[\s_\-]+", "_", fold(name))


def _alias(name: str) -> str:
    """The form in which the names of other spreadsheets are compared: `N.I.F.` is `nif`, `NIF/CIF` is `nif_cif`."""
    return re.sub(r"[\W_]+", "_", fold(name).replace(".", "")).strip("_")


def normalised_columns(names: Sequence[str]) -> list[str]:
    """Column names as they are known here; empty ones at the end, which spreadsheets leave behind, are no columns.

    A spreadsheet may have several columns of tax numbers, NIF and CIF: the first is the number, the others are fields
    of the organisation's own, in which invoices find a number where the first has none.
    """
    columns: list[str] = []
    for name in _without_empty_end(names):
        column = _column(name)
        is_second = column == fiscal_cells.NUMBER and column in columns and _alias(name) in COLUMNS
        columns.append(CUSTOM + _alias(name) if is_second else column)
    return columns


def own_column(name: str) -> str | None:
    """The column of our own format that a name is, None when it is none."""
    name = name.strip().removeprefix("\ufeff")
    if name.lower().startswith(CUSTOM) and len(name) > len(CUSTOM):
        return CUSTOM + name[len(CUSTOM) :]
    key = _key(name)
    return key if key in READ | IGNORED else None


def _column(name: str) -> str:
    name = name.strip().removeprefix("\ufeff")
    if name.lower().startswith(CUSTOM):
        return CUSTOM + name[len(CUSTOM) :]
    key = _key(name)
    return key if key in READ | IGNORED else COLUMNS.get(_alias(name), name)


def _without_empty_end(cells: Sequence[str], length: int = 0) -> Sequence[str]:
    """The cells without empty ones at the end, as long as there are more than `length`."""
    end = len(cells)
    while end > length and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def fields_of(columns: Sequence[str], values: Sequence[str]) -> tuple[dict[str, Any], list[Fault]]:
    """The fields of a row, with None where a cell is empty, and the faults of cells that cannot be read."""
    cells = _without_empty_end(values, len(columns))
    if len(cells) > len(columns):
        return {}, [Fault("row", "max_items", {"limit": len(columns)})]
    fields: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    fiscal: dict[str, str | None] = {}
    faults: list[Fault] = []
    for column, cell in zip(columns, map(unguarded, cells), strict=False):
        value = cell.strip() or None
        if column in IGNORED:
            continue
        if column in fiscal_cells.COLUMNS:
            fiscal[column] = value
        elif column in LISTED_TEXTS:
            fields[column] = split_tags(value or "")
        elif column in list_cells.JSON_COLUMNS:
            faults += list_cells.put(fields, column, value)
        elif column.startswith(CUSTOM) or column == "custom_fields":
            try:
                custom |= _custom(column, value)
            except ValueError:
                faults.append(Fault(column, "object"))
        else:
            fields[column] = type_of(value) if column == "type" and value else value
    if custom:
        fields["custom_fields"] = custom
    fiscal_fields, wrong = fiscal_cells.read(fiscal)
    return {**fields, **fiscal_fields}, [*faults, *wrong]


def type_of(value: str) -> str:
    """The type of a contact by its name in a spreadsheet; another text as it is."""
    return TYPES.get(fold(value), value.lower())


def _custom(column: str, text: str | None) -> dict[str, Any]:
    """The custom fields of a cell: of a JSON object, or the one that the column names."""
    if text is None:
        return {}
    if column.startswith(CUSTOM):
        return {column.removeprefix(CUSTOM): text}
    return custom_of(text)


def custom_of(text: str) -> dict[str, Any]:
    """The custom fields of a JSON object. Raises ValueError for any other text."""
    value = from_json(text, allow_inf_nan=False)  # nested too deeply, it raises ValueError; json raises RecursionError
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - like any other text that is no JSON object
    return value


def texts_of(item: Item, organisation: str) -> list[str]:
    """The texts of a contact's columns, in the order of EXPORTED."""
    own_id = resources.public_id(CONTACT, organisation, item)
    values: Mapping[str, Any] = {**item, **fiscal_cells.cells_of(item), **list_cells.cells_of(item), "id": own_id}
    row = []
    for column in EXPORTED:
        value = values.get(column)
        if column in LISTED_TEXTS:
            value = join_tags(value or [])
        elif column == "custom_fields":
            value = json.dumps(value, ensure_ascii=False, default=_number) if value else ""
        row.append("" if value is None else str(value))
    return row


def _number(value: Any) -> float:
    return float(value)


def join_tags(tags: Sequence[str]) -> str:
    """Tags as one cell."""
    return "|".join(tag.replace("\\", "\\\\").replace("|", "\\|") for tag in tags)


def split_tags(cell: str) -> list[str]:
    """The tags of a cell."""
    tags, current, escaped = [], "", False
    for character in cell:
        if escaped or character not in "\\|":
            current, escaped = current + character, False
        elif character == "\\":
            escaped = True
        else:
            tags.append(current)
            current = ""
    return [tag.strip() for tag in (*tags, current) if tag.strip()]
