"""The rows of a file of another program as fields of contacts: entries of lists, names in parts, damaged cells.

Such a row is taken with what can be read of it: a cell that its field cannot take is left out, and the row warned.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.contacts.warnings import Finding
from bivelio_core.countries import two_letters
from bivelio_core.faults import Fault
from bivelio_core.formulas import unguarded
from bivelio_core.store.index.words import fold

from . import fiscal_cells, list_cells, repairs
from .contents import parts
from .country_names import CODES
from .table_format import custom_of, split_tags, type_of
from .targets import CUSTOM, JOINED, LISTS, NOWHERE, PRIMARY, entry, label_of

TEXT_OF = {"emails": "address", "phones": "number"}
OWN_GROUPS = frozenset({"mycontacts", "my contacts", "starred", "* starred"})
"""The groups of Google in which everybody is."""
TEXT_ONLY = ("company", "owner")
SHOWN = 80


class Options(NamedTuple):
    """How cells of a file are read: what separates tags, and whether dates begin with the month."""

    tag_mark: str = "|"
    month_first: bool = False


class _Row:
    """The fields of one row, as they come."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.fields: dict[str, Any] = {}
        self.fiscal: dict[str, str | None] = {}
        self.custom: dict[str, Any] = {}
        self.entries: dict[str, dict[str, list[dict[str, str]]]] = {}
        self.labels: dict[tuple[str, str], list[str]] = {}
        self.addresses: dict[str, dict[str, str]] = {}
        self.findings: list[Finding] = []

    def note(self, code: str | None, field: str, value: str) -> None:
        """Warn of a cell."""
        if code is not None:
            self.findings.append(Finding(code, field, value[:SHOWN]))

    def repaired(self, result: repairs.Repaired, field: str, value: str) -> str | None:
        """The text of a repaired cell, with the warning about it."""
        self.note(result.code, field, value)
        return result.text

    def take(self, target: str, value: str) -> None:
        """Take a cell that is not empty."""
        parted = entry(target)
        if parted is not None:
            self._entry(*parted, value)
        elif target in PRIMARY:
            self._entry(PRIMARY[target], "", "value", value)
        elif target.startswith(CUSTOM):
            name = target.removeprefix(CUSTOM)
            self.custom[name] = f"{self.custom[name]}\n{value}" if name in self.custom else value
        elif target in fiscal_cells.COLUMNS:
            self._fiscal(target, value)
        elif target == "custom_fields":
            self._custom_fields(value)
        elif target in JOINED and target in self.fields:
            self.fields[target] += JOINED[target] + value
        else:
            self._field(target, value)

    def _field(self, target: str, value: str) -> None:
        match target:
            case "tags":
                self.fields["tags"] = [*self.fields.get("tags", []), *_tags(value, self.options.tag_mark)]
            case "websites":
                self.fields["websites"] = [*self.fields.get("websites", []), *map(_website, parts(value))]
            case "birthday":
                month_first = self.options.month_first
                self.fields[target] = repairs.day(value, clock.now().date(), month_first=month_first)
            case "id" | "external_id":
                self.fields[target] = self.repaired(repairs.number(value), target, value)
            case "type":
                self.fields[target] = type_of(value)
            case "emails" | "phones" | "consents":
                self._listed(target, value)
            case _:
                self.fields.setdefault(target, value)

    def _listed(self, target: str, value: str) -> None:
        """A cell of one of our lists, which is a JSON array; of another program it has entries without labels."""
        try:
            self.fields[target] = list_cells.read(value)
        except ValueError:
            if target in LISTS:
                self._entry(target, "", "value", value)
            else:
                self.note(repairs.LEFT_OUT, target, value)

    def _entry(self, kind: str, label: str, part: str, value: str) -> None:
        if kind == "addresses":
            address = self.addresses.setdefault(label, {})
            if part == "label":
                value = _label(value)
            address[part] = f"{address[part]}{JOINED['street']}{value}" if part in address else value
            return
        if part == "label":
            self.labels[kind, label] = [_label(each) for each in parts(value)]
            return
        for each in parts(value):
            text = self.repaired(repairs.number(each), kind, each) if kind == "phones" else each
            if text:
                self.entries.setdefault(kind, {}).setdefault(label, []).append({TEXT_OF[kind]: text})

    def _custom_fields(self, value: str) -> None:
        try:
            self.custom |= custom_of(value)
        except ValueError:
            self.note(repairs.LEFT_OUT, "custom_fields", value)

    def _fiscal(self, column: str, value: str) -> None:
        if column == "address.street" and self.fiscal.get(column):
            value = f"{self.fiscal[column]}{JOINED['street']}{value}"
        if column == fiscal_cells.NUMBER:
            value = self.repaired(repairs.tax_number(value), column, value) or value
        self.fiscal[column] = value

    def finished(self) -> tuple[dict[str, Any], list[Fault]]:
        """The fields of the row, and its faults."""
        for kind in LISTS:
            self._list(kind)
        self._places()
        if self.custom:
            self.fields["custom_fields"] = self.custom
        fields, faults = fiscal_cells.read(self.fiscal)
        for name in ("tags", "websites"):
            if name in self.fields:
                self.fields[name] = list(dict.fromkeys(self.fields[name]))
        return {**self.fields, **fields}, faults

    def _list(self, kind: str) -> None:
        """The entries of a list; one without a label is the field of the primary one."""
        text_name = TEXT_OF[kind]
        entries: dict[str, dict[str, str]] = {}
        for label, values in self.entries.get(kind, {}).items():
            labels = self.labels.get((kind, label), [])
            for place, value in enumerate(values):
                name = labels[min(place, len(labels) - 1)] if labels else label_of(label) if label else None
                entries.setdefault(_compared(value[text_name]), {**value, **({"label": name} if name else {})})
        if not entries:
            return
        first, *others = entries.values()
        if others or "label" in first:
            self.fields[kind] = list(entries.values())
        else:
            self.fields[kind.removesuffix("s")] = first[text_name]

    def _places(self) -> None:
        """The addresses: the first that has a place is the primary one, unless columns of their own name it."""
        if self.fiscal.get("address.country"):
            self.fiscal["address.country"] = country_code(str(self.fiscal["address.country"]))
        if code := self.fiscal.get("address.postal_code"):
            result = repairs.postal_code(code, self.fiscal.get("address.country"))
            self.fiscal["address.postal_code"] = self.repaired(result, "address.postal_code", code)
        others = []
        for label, address in self.addresses.items():
            name = address.get("label") or label_of(label)
            place = {**address, **({"label": name} if name else {})}
            if "country" in place:
                place["country"] = country_code(place["country"])
            if code := place.get("postal_code"):
                result = repairs.postal_code(code, place.get("country"))
                place["postal_code"] = self.repaired(result, f"addresses.{label}.postal_code", code) or code
            if any(place.get(part) for part in fiscal_cells.PLACES):
                others.append(place)
        if any(self.fiscal.get(f"address.{part}") for part in fiscal_cells.PLACES):
            pass
        elif others:
            self.fiscal |= {f"address.{part}": value for part, value in others.pop(0).items()}
        else:
            self.fiscal = {name: value for name, value in self.fiscal.items() if not name.startswith("address.")}
        if others:
            self.fields[fiscal_cells.OTHERS] = others


def fields_of(
    targets: Sequence[str], cells: Sequence[str], options: Options
) -> tuple[dict[str, Any], list[Fault], tuple[Finding, ...]]:
    """The fields of a row, its faults, and the warnings about its cells. Empty cells are as if they were not there."""
    row = _Row(options)
    for target, cell in zip(targets, cells, strict=False):
        if target is not NOWHERE and target and (value := unguarded(cell).strip()):
            row.take(target, value)
    fields, faults = row.finished()
    return fields, faults, tuple(row.findings)


def _compared(text: str) -> str:
    plain = "".join(character for character in text if character.isalnum() or character in "@.+_-")
    return plain.casefold()


def _tags(value: str, mark: str) -> list[str]:
    tags = split_tags(value) if mark == "|" else [tag.strip() for tag in value.split(mark)]
    plain = (tag.removeprefix("* ").strip() for tag in tags)
    return [tag for tag in plain if tag and tag.casefold() not in OWN_GROUPS]


def _website(text: str) -> str:
    return text if text.lower().startswith(("http://", "https://")) else f"https://{text}"


def _label(text: str) -> str:
    """A label: `* Home` is the default one of Google, `_$!<Home>!$_` of Apple; known ones in one language."""
    plain = text.removeprefix("_$!<").removesuffix(">!$_").removeprefix("* ").strip()
    folded = fold(plain)
    return repairs.LABELS.get(folded, folded if folded in set(repairs.LABELS.values()) else plain)


def country_code(text: str) -> str:
    """The code of a country of its name or of a code; another text as it is."""
    code = text.strip().upper()
    return CODES.get(fold(text.strip()), two_letters(code) or code)


def own_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row that contacts have: what has no field of its own yet is a custom field."""
    own = {name: value for name, value in fields.items() if name not in TEXT_ONLY}
    texts = {name: fields[name] for name in TEXT_ONLY if name in fields}
    return {**own, "custom_fields": {**own.get("custom_fields", {}), **texts}} if texts else own


def named(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a new contact with a name: its own, that of its parts, of its company, or of its address."""
    own = fields.get("name") or " ".join(filter(None, (fields.get("first_name"), fields.get("last_name"))))
    if own:
        return {**own_fields(fields), "name": own}
    rest = own_fields({name: value for name, value in fields.items() if name != "company"})
    if company := fields.get("company"):
        return {"type": "company", **rest, "name": company}
    for kind, text_name in TEXT_OF.items():
        primary = rest.get(kind.removesuffix("s")) or next((each[text_name] for each in rest.get(kind, ())), None)
        if primary:
            return {**rest, "name": primary}
    return rest
