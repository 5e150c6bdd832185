"""Records of random invoices, of all categories and regimes, before judges: pyverifactu, verifactu-lint, AEAT's rules.

`JUDGED_RECORDS=500` judges as many; each record is the next one of one chain.
"""

import json
import os
import random
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

from bivelio_core.invoices.paper import Corrected, PaperInvoice

from tests.judges import programs

from . import aeat_rules
from .random_papers import random_invoice
from .schemas import faults, submission, verifactu
from .test_verifactu import KINDS, chained, findings

COUNT = int(os.environ.get("JUDGED_RECORDS", "40"))
READER = Path(programs.__file__).parent / "read_records.py"
OWN_ZERO = "Expected tax amount of -0.00, got 0.00"
"""It writes a tax that is rounded to nothing with a sign."""
TICKETS = tuple(Corrected(f"T-2026-00{number}", "T", date(2026, 4, number)) for number in (1, 2, 3))


def varied(seed: int) -> PaperInvoice:
    """A random invoice, some of them of the rarer types and regimes."""
    chance = random.Random(seed)
    made = random_invoice(chance, can_withhold=True, can_be_outside=True)
    made = replace(made, regime=chance.choice(("general", "general", "cash_basis", "simplified_regime", "igic_ipsi")))
    if made.rectification is not None:
        return made
    kind = chance.choice(("plain", "plain", "replacement", "qualified", "self_billed"))
    if kind == "replacement":
        return replace(made, document_type="replacement", replaces=TICKETS)
    if kind == "qualified":
        return replace(made, document_type="qualified_simplified")
    return replace(made, is_self_billed=kind == "self_billed")


def refused_by_pyverifactu(records: list[str]) -> list[str]:
    """What its models refuse of records."""
    python = programs.present(programs.PYTHON)
    answer = subprocess.run(
        [python, str(READER)], input=json.dumps(records), capture_output=True, text=True, check=True, timeout=600
    )
    return [verdict for verdict in json.loads(answer.stdout) if verdict and OWN_ZERO not in verdict]


def test_judges_agree_on_records_of_random_invoices(tmp_path):
    records = [record.xml for record in chained([varied(seed) for seed in range(COUNT)])]
    document = submission(records)
    assert faults(verifactu(), document) == []
    assert findings(document, tmp_path) == []
    assert {code for record in records for code in aeat_rules.broken(record)} == set()
    assert refused_by_pyverifactu(records) == []


def test_the_judge_refuses_a_record_that_somebody_changed():
    record = chained([KINDS["the reference's"]])[0].xml
    assert refused_by_pyverifactu([record]) == []
    for former, changed in (("S1</", "N2</"), ("4235.00", "4235.10"), ("F1</", "F2</")):
        assert refused_by_pyverifactu([record.replace(former, changed)]) != []
