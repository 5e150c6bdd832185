"""POST /v1/documents/read keeps its promises."""

import json

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.documents.workbooks import MAIN, workbook
from tests.functions.documents.world import upload

pytestmark = pytest.mark.usefixtures("table")

CSV = b"Nom;Import;Nom\r\nAnna;1.234,56;x\r\n\r\nPere;;\r\n"
HEAD = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Dia</t></is></c></row>'
ROWS = """<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" s="1"><v>46119</v></c>
<c r="D3" s="2"><v>46119.4375</v></c><c r="E3" s="3"><v>0.5</v></c><c r="F3" s="4"><v>1234.5</v></c></row>
<row r="4"><c r="A4" t="str"><f>A1</f><v>text</v></c><c r="C4" t="e"><v>#N/A</v></c></row>"""


def stored(content, filename):
    answer = upload(content, filename)
    return answer.data["document_id"]


def read(content, filename, **about):
    return call("documents.read", {"document_id": stored(content, filename), **about})


def test_the_rows_of_a_csv_file_have_the_names_of_its_first_row():
    data = read(CSV, "llista.csv").data
    assert (data["kind"], data["fields"], data["total_rows"]) == ("rows", ["Nom", "Import", "Nom_2"], 2)
    assert data["rows"] == [
        {"Nom": "Anna", "Import": "1.234,56", "Nom_2": "x"},
        {"Nom": "Pere", "Import": None, "Nom_2": None},
    ]
    assert "next_offset" not in data
    assert read(CSV, "llista.csv", header=False).data["rows"][0] == ["Nom", "Import", "Nom"]


def test_the_rows_of_a_workbook_have_numbers_dates_and_last_results():
    data = read(workbook({"Full 1": HEAD + ROWS}, ("Import",)), "llista.xlsx").data
    assert (data["sheet"], data["sheets"], data["fields"]) == ("Full 1", ["Full 1"], ["Import", "column_2", "Dia"])
    assert data["rows"] == [
        {
            "Import": 2,
            "column_2": True,
            "Dia": "2026-04-07",
            "column_4": "2026-04-07T10:30:00",
            "column_5": "12:00:00",
            "column_6": 1234.5,
        },
        {"Import": "text", "column_2": None, "Dia": "#N/A"},
    ]


def test_days_are_counted_as_the_workbook_counts_them():
    day = '<row r="1"><c r="A1" s="1"><v>{}</v></c></row>'
    rows = {
        serial: read(workbook({"a": day.format(serial)}), "a.xlsx", header=False).data["rows"] for serial in (1, 61)
    }
    assert rows == {1: [["1900-01-01"]], 61: [["1900-03-01"]]}
    since_1904 = workbook({"a": day.format(44657)}, about='<workbookPr date1904="1"/>')
    assert read(since_1904, "a.xlsx", header=False).data["rows"] == [["2026-04-07"]]


def test_another_sheet_is_named_and_an_unknown_one_refused():
    book = workbook({"a": '<row><c t="str"><v>x</v></c></row>', "b": '<row><c t="str"><v>y</v></c></row>'})
    assert read(book, "a.xlsx", sheet="b", header=False).data["rows"] == [["y"]]
    for content, filename in ((book, "a.xlsx"), (CSV, "a.csv")):
        refused = read(content, filename, sheet="c")
        assert (refused.status, refused.error["details"]["field"]) == (422, "sheet")
        assert refused.error["details"]["constraint"] == "no_sheet"


def test_more_rows_follow_from_the_next_offset_on_and_each_comes_once():
    content = "n,text\n" + "".join(f"{n},{'x' * 400}\n" for n in range(1_200))
    identifier, numbers, offset, parts = stored(content.encode(), "molts.csv"), [], 0, 0
    while offset is not None:
        data = call("documents.read", {"document_id": identifier, "offset": offset, "limit": 700}).data
        assert len(json.dumps(data["rows"]).encode()) <= 210_000
        numbers += [row["n"] for row in data["rows"]]
        offset, parts = data.get("next_offset"), parts + 1
    assert numbers == [str(n) for n in range(1_200)]
    assert parts > 2


def test_text_and_json_come_as_they_are():
    text = read("Bon dia\nadéu".encode(), "nota.txt").data
    assert (text["kind"], text["text"]) == ("text", "Bon dia\nadéu")
    long = read(b"abcdefghij" * 6_000, "llarg.txt", offset=50_000).data
    assert (len(long["text"]), long["total_characters"]) == (10_000, 60_000)
    assert read(b'{"a": [1, 2.5, null]}', "dades.json").data["content"] == {"a": [1, 2.5, None]}
    assert read(b"[1]", "dades.txt", **{"as": "json"}).data["content"] == [1]
    assert read(CSV, "llista.csv", **{"as": "text"}).data["text"].startswith("Nom;Import")


HOSTILE: dict[str, tuple[bytes, str, dict[str, str], str]] = {
    "no JSON": (b"{", "a.json", {}, "unreadable"),
    "NaN": (b"[NaN]", "a.json", {}, "unreadable"),
    "deep": (b"[" * 5_000 + b"]" * 5_000, "a.json", {}, "too_complex"),
    "large": (b'["' + b"x" * 300_000 + b'"]', "a.json", {}, "too_large"),
    "no workbook": (b"PK\x03\x04[Content_Types].xml xl/", "a.xlsx", {}, "unreadable"),
    "an entity": (
        workbook(
            {"a": ""},
            more={
                "xl/worksheets/s1.xml": f'<!DOCTYPE a [<!ENTITY x "y">]><worksheet xmlns="{MAIN}"><row/></worksheet>'
            },
        ),
        "a.xlsx",
        {},
        "hostile_xml",
    ),
    "a cell of no text": (workbook({"a": '<row><c t="s"><v>7</v></c></row>'}), "a.xlsx", {}, "unreadable"),
    "a column beyond the last": (workbook({"a": '<row><c r="ZZZ1"><v>7</v></c></row>'}), "a.xlsx", {}, "unreadable"),
    "no XML": (workbook({"a": "<row>"}), "a.xlsx", {}, "unreadable"),
    "wide": (("a," * 600).encode(), "a.csv", {}, "too_complex"),
    "a row too large": (b"a,b\n" + b"x" * 150_000 + b"," + b"y" * 150_000, "a.csv", {}, "too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_refused_with_its_reason(name):
    content, filename, about, reason = HOSTILE[name]
    refused = read(content, filename, **about)
    assert (refused.status, refused.error["details"]["constraint"]) == (422, reason), refused


def test_a_small_workbook_that_grows_without_end_is_refused_and_the_next_one_read():
    cell = '<row><c t="str"><v>' + "x" * 32_000 + "</v></c></row>"
    bomb = workbook({"a": cell * 7_000})
    assert len(bomb) < 4_000_000
    refused = read(bomb, "bomba.xlsx")
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "too_complex")
    assert read(CSV, "llista.csv").data["total_rows"] == 2


def test_a_document_that_awaits_its_file_and_another_organisations_are_refused():
    asked = {"filename": "a.csv", "size_bytes": 3, "sha256": "0" * 64}
    awaited = call("documents.upload_url", asked).data["document_id"]
    refused = call("documents.read", {"document_id": awaited})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "not_uploaded")
    identifier = stored(CSV, "a.csv")
    assert (
        call("documents.read", {"document_id": identifier}, caller={"organisation": OTHER_ORGANISATION}).status == 403
    )
