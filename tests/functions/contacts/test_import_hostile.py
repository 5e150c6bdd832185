"""POST /v1/contacts/import refuses workbooks that would grow without end, and cards that have none."""

import io
import zipfile

import pytest

from tests.api import call
from tests.functions.contacts.foreign_files import HOLDED_EN
from tests.functions.contacts.test_import_foreign import uploaded

pytestmark = pytest.mark.usefixtures("table")
SHEET = "xl/worksheets/sheet1.xml"
BOMB = '<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def changed(place: str, change) -> bytes:
    """A workbook with another text in one of its parts."""
    before, after = zipfile.ZipFile(io.BytesIO(HOLDED_EN.content(3))), io.BytesIO()
    with zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in before.namelist():
            text = before.read(name).decode()
            archive.writestr(name, change(text) if name == place else text)
    return after.getvalue()


FILES = {
    "entities": lambda: changed("xl/sharedStrings.xml", lambda text: text.replace("<sst ", f"{BOMB}<sst ", 1)),
    "cut part": lambda: changed("xl/sharedStrings.xml", lambda text: text[: len(text) // 2]),
    "no such text": lambda: changed(SHEET, lambda text: text.replace("<v>0</v>", "<v>99999</v>", 1)),
    "column": lambda: changed(SHEET, lambda text: text.replace('r="A1"', 'r="ZZZ1"', 1)),
    "cut file": lambda: HOLDED_EN.content(3)[:700],
    "card without end": lambda: b"BEGIN:VCARD\r\n" + b"NOTE:x\r\n" * 60_000,
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_refused_and_is_no_failure_of_ours(name):
    answer = call("contacts.import", {"id": uploaded(FILES[name]()), "mode": "preview"})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "not_csv")
