"""The cells of an import that are of declared custom fields: read, and checked as a request's values are."""

from dataclasses import replace

from bivelio_core.contacts.custom import cells, checking, definitions
from bivelio_core.contacts.custom.values import fits
from bivelio_core.contacts.warnings import Finding
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError

from .repairs import LEFT_OUT
from .rows import FAILED, Planned, Row


class DeclaredCells:
    """The declared fields as a slice of rows finds them: 1 read."""

    def __init__(self, ctx: Context) -> None:
        self._store, self._declared = ctx.store, definitions.read(ctx.store)

    def read(self, row: Row) -> Row:
        """A row with values in place of texts. Of a foreign one what does not fit is left out, with a warning."""
        custom = row.fields.get("custom_fields")
        if not custom or not self._declared.by_name:
            return row
        values, findings = dict(custom), list(row.findings)
        for name in custom.keys() & self._declared.by_name.keys():
            definition = self._declared.by_name[name]
            values[name] = cells.value_of(definition, custom[name])
            if row.is_foreign and definition.is_active and not fits(definition, values[name]):
                findings.append(Finding(LEFT_OUT, checking.place(name), str(values.pop(name))[:100]))
        return replace(row, fields={**row.fields, "custom_fields": values}, findings=tuple(findings))

    def checked(self, row: Row, one: Planned, *, is_made: bool) -> Planned:
        """A planned row with the custom fields that are kept, or what is wrong with them.

        A row that an earlier attempt has numbered makes its contact, though a definition has come since.
        """
        if one.after is None or not self._declared.by_name:
            return one
        sent, stored = row.fields.get("custom_fields") or {}, one.before["custom_fields"] if one.before else {}
        try:
            normal_values = checking.checked(self._store, self._declared, sent, stored, is_new=one.before is None)
        except ValidationError as error:
            if is_made:
                return one
            return replace(one, result=FAILED, faults=error.faults, warnings=(), before=None, after=None)
        present = {name: value for name, value in {**stored, **normal_values}.items() if value is not None}
        return replace(one, after={**one.after, "custom_fields": present})
