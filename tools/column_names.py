"""dashboard/src/pages/contacts/column-names.json from the API's own tables: `python -m tools.column_names [--check]`.

So the page of imports knows the columns of a spreadsheet by the names by which the API does.
"""

import json

from bivelio_core.contacts.transfer import proposals, table_format

from tools.generated import write_or_check
from tools.template import ROOT

FILE = ROOT / "dashboard" / "src" / "pages" / "contacts" / "column-names.json"
ADDRESS = tuple(f"address.{part}" for part in ("street", "postal_code", "city", "province"))
TAKEN_AS_THEY_ARE = frozenset({"name", "email", "phone", "tax_id.number", *ADDRESS})
"""Columns whose cells everybody writes alike. Tags, types, countries and codes of others need not be in our form."""


def names() -> dict[str, str]:
    """The column for each name, in the form in which names are compared."""
    usual = proposals.programs()[proposals.GENERIC].targets
    columns = {name: column for name, column in usual.items() if column in TAKEN_AS_THEY_ARE}
    return dict(sorted((columns | table_format.COLUMNS).items(), key=lambda each: (each[1], each[0])))


def content() -> str:
    """The names of each column, separated by spaces."""
    listed: dict[str, list[str]] = {}
    for name, column in names().items():
        listed.setdefault(column, []).append(name)
    return json.dumps({column: " ".join(each) for column, each in listed.items()}, indent=2) + "\n"


def main() -> None:
    """Write the file, or check it."""
    write_or_check(FILE, content, "column-names")


if __name__ == "__main__":
    main()
