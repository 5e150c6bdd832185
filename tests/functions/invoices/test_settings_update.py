"""POST /v1/invoices/settings_update keeps its promises."""

import base64
import struct
import zlib

import pytest

from tests.api import call
from tests.invoices.world import ADDRESS, draft, issued, settled

pytestmark = pytest.mark.usefixtures("table")

BOMB = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>"""


def png(width=4, height=4, shown=None):
    """A grey PNG; `shown` is the size that its header tells."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", *(shown or (width, height)), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def update(**about):
    return call("invoices.settings_update", about)


def test_only_what_is_sent_changes():
    settled(iban="ES91 2100 0418 4502 0005 1332", terms_days=15)
    found = update(email="facturacio@exemple.cat", terms_days=None).data
    assert (found["legal_name"], found["iban"], found["email"]) == (
        "Empresa Emissora S.L.",
        "ES9121000418450200051332",
        "facturacio@exemple.cat",
    )
    assert found["terms_days"] == 30
    assert "missing" not in found
    assert call("invoices.settings_get").data == found


def test_defaults_are_those_of_the_next_drafts():
    settled(series="VEN", tax_rate=10, irpf_rate=7, language="en")
    made = draft(line_items=[{"description": "Servei", "quantity": 1, "unit_price": 100}])
    assert (made["number"], made["tax"], made["irpf_amount"], made["language"]) == ("VEN-2026-001", 10.0, 7.0, "en")


def test_wrong_check_digits_are_only_warned_of():
    found = settled(nif="B12345678", iban="ES0021000418450200051332")
    assert [each["code"] for each in found["warnings"]] == ["nif_checksum", "iban_checksum"]


@pytest.mark.parametrize(
    ("postal_code", "regime"),
    [("35001", "igic"), ("38001", "igic"), ("51001", "ipsi"), ("48001", "foral"), ("31001", "foral")],
)
def test_addresses_of_other_regimes_are_refused(postal_code, regime):
    answer = update(address={**ADDRESS, "postal_code": postal_code})
    details = answer.error["details"]
    assert (answer.status, details["field"], details["constraint"]) == (422, "address.postal_code", "tax_regime")
    assert regime in answer.error["message"]


def test_a_logo_is_kept_and_cleared():
    assert update(logo=base64.b64encode(png()).decode()).data["has_logo"] is True
    assert update(phone="+34 600 111 222").data["has_logo"] is True
    assert update(logo=None).data["has_logo"] is False


@pytest.mark.parametrize(
    "content", [BOMB, b"GIF89a", png()[:-20], png(shown=(60_000, 60_000)), b"\x89PNG\r\n\x1a\n" + b"a" * 100]
)
def test_what_is_no_image_is_refused_as_logo(content):
    answer = update(logo=base64.b64encode(content).decode())
    assert (answer.status, answer.error["details"]["field"]) == (400, "logo")
    assert call("invoices.settings_get").data["has_logo"] is False


@pytest.mark.parametrize(
    ("about", "status", "field"),
    [
        ({}, 400, "data"),
        ({"logo": "no base64!"}, 400, "logo"),
        ({"nif": "not a nif!"}, 400, "nif"),
        ({"iban": "123"}, 400, "iban"),
        ({"series": "fac"}, 400, "series"),
        ({"series": "R"}, 422, "series"),
        ({"terms_days": 366}, 400, "terms_days"),
        ({"verifactu": "on"}, 400, "verifactu"),
    ],
)
def test_settings_that_cannot_be_are_refused(about, status, field):
    answer = update(**about)
    assert (answer.status, answer.error["details"]["field"]) == (status, field)


def test_the_tax_number_stays_once_there_are_records():
    settled()
    issued()
    answer = update(nif="A58818501")
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "nif_in_use")
    assert update(nif="ES-B12345674").status == 200, "the same number, written otherwise"


def test_without_them_nothing_can_be_issued():
    answer = call("invoices.issue", {"id": draft()["id"]})
    fields = [each["field"] for each in answer.error["details"]["errors"]]
    assert (answer.status, fields) == (422, ["settings.legal_name", "settings.nif", "settings.address"])


def test_who_may_write_is_no_administrator():
    answer = call("invoices.settings_update", {"phone": "+34 600 111 222"}, caller={"scopes": "write"})
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")


def test_the_looks_of_pages_are_set_kept_at_issue_and_cleared():
    shown = settled(brand_color="#F7C948", footer="Gràcies per la confiança.")
    assert (shown["brand_color"], shown["footer"]) == ("#F7C948", "Gràcies per la confiança.")
    cleared = call("invoices.settings_update", {"brand_color": None, "footer": None}).data
    assert not {"brand_color", "footer"} & cleared.keys()
    for colour in ("red", "#12345", "#12345g", "f7c948"):
        answer = call("invoices.settings_update", {"brand_color": colour})
        assert (answer.status, answer.error["details"]["field"]) == (400, "brand_color")
