"""A second reading of the books, with nothing of ours: openpyxl reads the spreadsheet, the sums are those of the API.

Run by the judges' Python: a JSON object of `xlsx`, `invoices` (answers of invoices/get), `aeat` (the folder of AEAT's
forms) and `year` comes in, one with `differences`, `by_hand` and `by_aeat` (boxes of 303 by quarter) goes out.
"""

import json
import re
import sys
import warnings
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl

Boxes = dict[str, Decimal]
CENT = Decimal("0.01")
RATES = {"0": ("150", "152"), "4": ("01", "03"), "10": ("04", "06"), "21": ("07", "09")}
RECARGO = {"0.5": ("168", "170"), "1.4": ("19", "21"), "5.2": ("22", "24")}


def money(value: Any) -> Decimal:
    """A number of the API or of a cell, to the cent."""
    return Decimal(str(value or 0)).quantize(CENT, ROUND_HALF_UP)


def plain(rate: Any) -> str:
    """A rate as text without zeros behind the point."""
    return f"{float(rate):g}"


def rows_of(book: Any, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet by letter of column; two rows of headings come first."""
    return [
        {cell.column_letter: cell.value for cell in row if cell.value is not None}
        for row in book[name].iter_rows(min_row=3)
    ]


def quarter(day: str) -> int:
    """The quarter of a day."""
    return (int(day[5:7]) + 2) // 3


# -- what the API says of each invoice, as amounts of one kind of tax


def amounts(invoice: dict[str, Any], sign: int = 1) -> list[dict[str, Any]]:
    """An invoice's breakdown with a sign."""
    return [
        {
            "category": tax["tax_category"],
            "cause": tax.get("exemption_cause"),
            "rate": plain(tax["tax_rate"]),
            "base": sign * money(tax["base"]),
            "tax": sign * money(tax["tax_amount"]),
            "recargo_rate": plain(tax["recargo_rate"]) if "recargo_rate" in tax else None,
            "recargo": sign * money(tax.get("recargo_amount")),
        }
        for tax in invoice["tax_breakdown"]
    ]


def replaced(invoice: dict[str, Any], by_id: dict[str, Any]) -> list[dict[str, Any]]:
    """The invoices that a rectification by substitution replaces."""
    about = invoice.get("rectification") or {}
    return [by_id[each["id"]] for each in about.get("invoices", ())] if about.get("method") == "substitution" else []


def entered(invoice: dict[str, Any], by_id: dict[str, Any]) -> list[dict[str, Any]]:
    """What an issued invoice adds to the books: of a substitution also what it replaces, taken back."""
    former = [
        {**each, "is_former": not one.get("rectification")}
        for one in replaced(invoice, by_id)
        for each in amounts(one, -1)
    ]
    return former + [{**each, "is_former": False} for each in amounts(invoice)]


def is_entered(invoice: dict[str, Any]) -> bool:
    """Whether an invoice is in the books."""
    return invoice["status"] not in {"draft", "void"}


def sums_by_invoice(invoices: list[dict[str, Any]]) -> dict[str, tuple[Decimal, ...]]:
    """Base, tax, recargo and IRPF of each invoice."""
    by_id = {each["id"]: each for each in invoices}
    sums: dict[str, tuple[Decimal, ...]] = {}
    for invoice in filter(is_entered, invoices):
        parts = entered(invoice, by_id) if invoice["type"] == "issued" else amounts(invoice)
        taxed = [part for part in parts if part["category"] in {"standard", "zero"}]
        sums[invoice["id"]] = (
            sum((part["base"] for part in parts), Decimal(0)),
            sum((part["tax"] for part in taxed), Decimal(0)),
            sum((part["recargo"] for part in taxed), Decimal(0)),
            money(invoice.get("irpf_amount"))
            - sum((money(each.get("irpf_amount")) for each in replaced(invoice, by_id)), Decimal(0)),
        )
    return sums


def sums_of_sheet(
    rows: list[dict[str, Any]], columns: tuple[str, ...], own: tuple[str, ...]
) -> dict[str, tuple[Decimal, ...]]:
    """The sums of some columns by the last one, our id; the tax that the buyer computes itself counts as none."""
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * (len(columns) - 1))
    for row in rows:
        is_own = row.get(own[0]) == "S" or row.get(own[1]) == "09"
        for place, column in enumerate(columns[:-1]):
            amount = Decimal(0) if is_own and place == 1 else money(row.get(column))
            sums[row[columns[-1]]][place] += amount
    return {name: tuple(each) for name, each in sums.items()}


def differences(book: Any, invoices: list[dict[str, Any]]) -> list[str]:
    """Where the sheets and the API's answers do not agree, a sentence each."""
    expected = sums_by_invoice(invoices)
    issued = sums_of_sheet(rows_of(book, "EXPEDIDAS_INGRESOS"), ("V", "X", "Z", "AF", "AJ"), ("-", "-"))
    received = sums_of_sheet(rows_of(book, "RECIBIDAS_GASTOS"), ("AA", "AC", "AF", "AL", "AP"), ("V", "T"))
    found = {**issued, **received}
    wrong = [
        f"{each}: {found.get(each)} in the books, {expected.get(each)} in the API"
        for each in expected | found
        if found.get(each) != expected.get(each)
    ]
    for name, total, parts in (
        ("EXPEDIDAS_INGRESOS", "U", ("V", "X", "Z")),
        ("RECIBIDAS_GASTOS", "Z", ("AA", "AC", "AF")),
    ):
        for number, row in enumerate(rows_of(book, name), start=3):
            is_own = name == "RECIBIDAS_GASTOS" and (row["V"] == "S" or row["T"] == "09")
            whole = money(row[parts[0]]) if is_own else sum((money(row.get(part)) for part in parts), Decimal(0))
            if money(row[total]) != whole:
                wrong.append(f"{name}, row {number}: its total is not the sum of its amounts")
    return wrong


# -- form 303 by hand, from the API alone


def by_hand(invoices: list[dict[str, Any]]) -> dict[int, Boxes]:
    """The boxes of each quarter."""
    by_id = {each["id"]: each for each in invoices}
    boxes: dict[int, Boxes] = defaultdict(lambda: defaultdict(Decimal))
    for invoice in filter(is_entered, invoices):
        if invoice["type"] == "issued":
            is_correction = invoice["document_type"] == "rectification"
            day = invoice["issue_date"] if is_correction else invoice.get("operation_date") or invoice["issue_date"]
            for part in entered(invoice, by_id):
                _sold(boxes[quarter(day)], part, invoice, is_correction=is_correction)
        else:
            _bought(boxes[quarter(max(invoice["issue_date"], invoice["issued_at"][:10]))], invoice)
    return {number: {box: amount for box, amount in each.items() if amount} for number, each in boxes.items()}


def _sold(boxes: Boxes, part: dict[str, Any], invoice: dict[str, Any], *, is_correction: bool) -> None:
    abroad = "client" in invoice and not re.fullmatch(
        r"[A-Z0-9]\d{7}[A-Z0-9]", invoice["client"].get("nif", "B12345674")
    )
    if part["category"] in {"standard", "zero"}:
        is_modified = part["tax"] < 0 or (is_correction and not part["is_former"])
        pair = ("14", "15") if is_modified else RATES[part["rate"]]  # AEAT takes back what bore 0 % in its own box
        boxes[pair[0]] += part["base"]
        boxes[pair[1]] += part["tax"]
        if part["recargo_rate"] is not None:
            pair = ("25", "26") if is_correction or part["tax"] < 0 else RECARGO[part["recargo_rate"]]
            boxes[pair[0]] += part["base"]
            boxes[pair[1]] += part["recargo"]
    elif part["category"] == "intra_eu":
        boxes["59"] += part["base"]
    elif part["category"] == "export" and part["cause"] in {None, "E2"}:
        boxes["60"] += part["base"]
    elif part["category"] == "reverse_charge":
        boxes["59" if abroad else "122"] += part["base"]


def _bought(boxes: Boxes, invoice: dict[str, Any]) -> None:
    is_credit = invoice["document_type"] == "rectification"
    is_foreign = not invoice["client"]["nif"].startswith(("A", "B")) or not invoice["client"]["nif"][1:].isdigit()
    for part in amounts(invoice):
        tax, is_union = part["tax"], is_foreign and part["category"] in {"intra_eu", "reverse_charge"}
        if part["category"] in {"intra_eu", "reverse_charge"}:
            tax = (part["base"] * 21 / 100).quantize(CENT, ROUND_HALF_UP)
            pair = ("14", "15") if is_credit else ("10", "11") if is_union else ("12", "13")
            boxes[pair[0]] += part["base"]
            boxes[pair[1]] += tax
        if tax:
            pair = ("40", "41") if is_credit else ("36", "37") if is_union else ("28", "29")
            boxes[pair[0]] += part["base"]
            boxes[pair[1]] += tax


# -- form 303 by AEAT's own table, from the spreadsheet alone

COLUMN = {
    "LRFE": {"Base": "V", "Cuota IVA": "X", "Cuota Recargo": "Z"},
    "LRFR": {"Base": "AA", "Cuota IVA Soportado": "AC", "Cuota IVA Deducible": "AD"},
}
SIGNS = {"> 0": (1,), ">0": (1,), "0": (0,), "<0": (-1,), "< 0": (-1,), ">/<": (-1, 0, 1)}


def rules(folder: Path) -> list[dict[str, Any]]:
    """The rules of AEAT's sheets: a box, the column it adds, and the conditions of the row."""
    book = openpyxl.load_workbook(folder / "CALCULO_CASILLAS_IVA_PRE303-LSI.xlsx")
    found = []
    for sheet, names in (
        (
            "Cálculo casillas IVADevengado",
            {"kind": "C", "rate": "D", "sign": "E", "types": "F", "keys": "G", "box": "L"},
        ),
        (
            "Cálculo casillas IVADeducible",
            {"kind": "C", "sign": "D", "types": "E", "keys": "F", "investment": "K", "box": "L"},
        ),
        ("Información Adicional", {"kind": "C", "types": "D", "keys": "E", "exempt": "H", "box": "I", "partner": "L"}),
    ):
        ledger, adds, box = "", "", ""
        for row in book[sheet].iter_rows(min_row=3):
            cells = {cell.column_letter: str(cell.value).strip() for cell in row if cell.value is not None}
            ledger = cells.get("A", ledger).rstrip("* ")
            adds, box = cells.get("B", adds), cells.get(names["box"], box)
            rule = {name: cells.get(letter, "") for name, letter in names.items()}
            if rule["types"] and ledger in COLUMN and "cobro" not in adds and rule["keys"] != "07":
                found.append({**rule, "ledger": ledger, "adds": adds, "box": f"{int(box):02}"})
    return found


def by_aeat(book: Any, folder: Path) -> dict[int, Boxes]:
    """The boxes of each quarter."""
    boxes: dict[int, Boxes] = defaultdict(lambda: defaultdict(Decimal))
    sheets = {"LRFE": rows_of(book, "EXPEDIDAS_INGRESOS"), "LRFR": rows_of(book, "RECIBIDAS_GASTOS")}
    for rule in rules(folder):
        for row in sheets[rule["ledger"]]:
            if _applies(rule, row):
                name = next(
                    each
                    for each in sorted(COLUMN[rule["ledger"]], key=len, reverse=True)
                    if rule["adds"].startswith(each)
                )
                boxes[int(row["B"][0])][rule["box"]] += money(row.get(COLUMN[rule["ledger"]][name]))
    return {number: {box: amount for box, amount in each.items() if amount} for number, each in boxes.items()}


def _applies(rule: dict[str, Any], row: dict[str, Any]) -> bool:
    is_issued = rule["ledger"] == "LRFE"
    kind, key = row["F"], row["R" if is_issued else "T"]
    if kind not in rule["types"].split() or key not in re.findall(r"\d\d", rule["keys"]):
        return False
    if "sign" in rule and not _has_sign(rule, row, is_issued=is_issued):
        return False
    if is_issued:
        return _of_sale(rule, row)
    is_of_kind = rule.get("investment") == "S" or rule["box"] in {"28", "29", "36", "37"}
    if "investment" in rule and is_of_kind and (row["U"] == "S") is not (rule["investment"] == "S"):
        return False
    if "NO" in rule["kind"] and "SI" in rule["kind"]:
        return True
    return (row["V"] == "S") is rule["kind"].startswith("SI")


def _has_sign(rule: dict[str, Any], row: dict[str, Any], *, is_issued: bool) -> bool:
    column = "X" if is_issued else "AD" if "investment" in rule else "AC"
    text = rule["sign"]
    if text.startswith("R cuota"):
        text = ">/<" if row["F"].startswith("R") else "<0"
    amount = money(row.get(column))
    return (amount > 0) - (amount < 0) in SIGNS.get(text, (-1, 0, 1))


def _of_sale(rule: dict[str, Any], row: dict[str, Any]) -> bool:
    exempt = rule.get("exempt", "Nulo")
    if exempt == "Nulo":
        if row.get("S") != rule["kind"]:
            return False
    elif row.get("T") not in exempt.split():
        return False
    if "partner" in rule and rule["partner"] and (row.get("N") == "02") is not ("CON NIF" in rule["partner"]):
        return False
    rate = rule.get("rate", "NC")
    if rate == "TipoRecargo":
        return "Y" in row
    if rate in {"NC", ""}:
        return True
    column = "Y" if "Recargo" in rule["adds"] or rule["box"] in {"156", "168", "19", "22"} else "W"
    return column in row and plain(row[column]) == plain(rate)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    request = json.load(sys.stdin)
    spreadsheet = openpyxl.load_workbook(request["xlsx"], read_only=False)
    answer = {
        "differences": differences(spreadsheet, request["invoices"]),
        "by_hand": by_hand(request["invoices"]),
        "by_aeat": by_aeat(spreadsheet, Path(request["aeat"])),
        "kinds": sorted(
            {
                type(cell.value).__name__
                for row in spreadsheet["EXPEDIDAS_INGRESOS"].iter_rows(min_row=3)
                for cell in row
                if cell.column_letter in {"I", "V"}
            }
        ),
        "headings": {
            sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)] for sheet in spreadsheet
        },
    }
    json.dump(answer, sys.stdout, default=lambda value: f"{value:.2f}" if isinstance(value, Decimal) else str(value))
