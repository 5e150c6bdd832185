"""Judge the DIR3 codes of an administration's offices: the three roles that FACe asks for, and how codes look.

offices.json has a sample of the directory, with its source and date: an office that is not in it is no fault.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bivelio_core.invoices.expressible import CONTACT, Missing

ROLES = {"accounting_office": "01", "managing_body": "02", "processing_unit": "03"}
"""Oficina contable, órgano gestor, unidad tramitadora: RoleTypeCode of Facturae."""
CODE = re.compile(r"[A-Z][A-Z0-9][0-9]{7}")
"""A letter of the level (E state, A region, L local, U university, I other institutions, ...), then digits; two letters
for units of an entity, such as LA, GE and EA."""
FIELD = "contact.custom_fields.dir3"


def missing(dir3: Mapping[str, Any] | None) -> Iterator[Missing]:
    """Yield what FACe and e.FACT would refuse: a role without an office, a code that is none."""
    for role in ROLES:
        code = (dir3 or {}).get(role)
        if not code:
            yield Missing(f"dir3_{role}", f"{FIELD}.{role}", CONTACT)
        elif not CODE.fullmatch(str(code)):
            yield Missing("dir3_code", f"{FIELD}.{role}", CONTACT)


def unknown(dir3: Mapping[str, Any] | None) -> Iterator[Missing]:
    """Yield the offices that look right and are not in the sample: worth a look, and no fault."""
    for role in ROLES:
        code = str((dir3 or {}).get(role) or "")
        if CODE.fullmatch(code) and code not in sample():
            yield Missing("dir3_unknown", f"{FIELD}.{role}")


@cache
def sample() -> dict[str, str]:
    """Return the names of the offices of the sample, by their codes."""
    offices: dict[str, str] = json.loads((Path(__file__).parent / "offices.json").read_text(encoding="utf-8"))[
        "offices"
    ]
    return offices
