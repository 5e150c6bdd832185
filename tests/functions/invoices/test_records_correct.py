"""POST /v1/invoices/records/correct keeps its promises, from the invoice to AEAT's answer."""

import json
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.invoices.events import derive_submission
from bivelio_core.invoices.submission import turns
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.invoices.aeat import Aeat
from tests.invoices.submitted import Wire
from tests.invoices.world import chain, client, draft, issued, records, settled
from tests.streams import record

NOW = datetime(2026, 4, 7, 13, tzinfo=UTC)


class Office:
    """An issuer under VERI*FACTU and the agency to which its records go."""

    def __init__(self, table):
        self.table, self.agency, self.now = table, Aeat(), NOW
        self.store = SystemStore(table).of(Tenant(ORGANISATION, "live"))
        settled(verifactu="active")

    def submit(self):
        """Take the turns that are due, until nothing waits."""
        for _ in range(20):
            with clock.frozen(self.now):
                at = turns.serve(self.store, Wire(self.agency))
            if at is None:
                return
            self.now = max(at, self.now + timedelta(seconds=1))
        raise AssertionError("it does not come to an end")

    def standing(self, invoice):
        return call("invoices.get", {"id": invoice["id"]}).data["verifactu"]

    def xml(self, number=-1):
        return zlib.decompress(records(self.table)[number]["xml"]).decode()


@pytest.fixture
def office(table, monkeypatch):
    monkeypatch.setenv("DEPLOYMENT", "local")
    with clock.frozen(NOW):
        yield Office(table)


def correct(invoice, headers=None, **about):
    return call("invoices.records_correct", {"id": invoice["id"], **about}, headers=headers)


def marks(xml):
    return {name: xml.partition(f"<sf:{name}>")[2][:1] for name in MARKS if f"<sf:{name}>" in xml}


MARKS = ("Subsanacion", "RechazoPrevio", "SinRegistroPrevio")


def test_an_issued_invoice_waits_and_is_registered(office):
    invoice = issued()
    assert invoice["verifactu"]["state"] == "pending"
    assert "ValidarQR?nif=B12345674&numserie=FAC-2026-001" in invoice["verifactu"]["qr_url"]
    assert call("invoices.settings_get").data["verifactu_submission"]["pending"] == 1
    office.submit()
    found = office.standing(invoice)
    assert (found["state"], found["csv"], found["kind"]) == ("registered", "A-TEST00000001", "registration")
    assert call("invoices.settings_get").data["verifactu_submission"]["pending"] == 0
    assert office.agency.broken == []


def test_a_rejected_record_says_why_and_what_to_do_and_is_corrected(office):
    office.agency.codes = {"FAC-2026-001": 1110}
    invoice = issued()
    office.submit()
    found = office.standing(invoice)
    assert found["state"] == "rejected"
    assert (found["errors"][0]["code"], found["errors"][0]["mended_by"]) == ("1110", "issuer_then_correct")
    assert found["errors"][0]["message"].startswith("L'emissor del registre")
    assert correct(invoice).data["verifactu"]["state"] == "pending"
    assert marks(office.xml()) == {"Subsanacion": "S", "RechazoPrevio": "X"}
    office.submit()
    assert office.standing(invoice)["state"] == "registered"
    assert chain(office.table).is_unbroken


def test_each_case_of_the_table_of_corrections_is_accepted(office):
    """A correction, rejected and sent again; a cancellation, rejected and sent again."""
    office.agency.codes = {"FAC-2026-001": 2006}
    invoice = issued()
    office.submit()
    office.agency.codes = {"FAC-2026-001": 1124}
    correct(invoice)
    assert marks(office.xml()) == {"Subsanacion": "S"}
    office.submit()
    correct(invoice)
    assert marks(office.xml()) == {"Subsanacion": "S", "RechazoPrevio": "S"}
    office.submit()
    assert office.standing(invoice)["state"] == "registered"
    office.agency.codes = {"FAC-2026-001": 1180}
    call("invoices.void", {"id": invoice["id"], "reason": "Error"})
    assert marks(office.xml()) == {}
    office.submit()
    assert office.standing(invoice)["state"] == "rejected"
    correct(invoice)
    assert marks(office.xml()) == {"RechazoPrevio": "S"}
    office.submit()
    assert (office.standing(invoice)["state"], office.standing(invoice)["kind"]) == ("registered", "cancellation")
    assert office.agency.broken == []
    assert chain(office.table).is_unbroken


def test_an_invoice_that_aeat_never_took_is_cancelled_as_unknown(office):
    office.agency.codes = {"FAC-2026-001": 1110}
    invoice = issued()
    office.submit()
    call("invoices.void", {"id": invoice["id"], "reason": "Error"})
    assert marks(office.xml()) == {"SinRegistroPrevio": "S"}
    office.submit()
    assert office.standing(invoice)["state"] == "registered"


def test_a_client_that_the_census_does_not_have_is_corrected_by_itself(office):
    office.agency.codes = {"FAC-2026-001": 2001}
    invoice = issued()
    office.submit()
    assert "<sf:IDType>07</sf:IDType>" in office.xml()
    assert marks(office.xml()) == {"Subsanacion": "S"}
    assert office.standing(invoice)["state"] == "registered"
    assert len(records(office.table)) == 2
    assert chain(office.table).is_unbroken


def test_a_first_record_that_aeat_does_not_take_for_one_gets_a_new_installation(office):
    office.agency.codes = {"FAC-2026-001": 2007}
    invoice = issued()
    before = call("invoices.settings_get").data["verifactu_installation"]
    office.submit()
    after = call("invoices.settings_get").data["verifactu_installation"]
    assert after != before
    assert f"<sf:NumeroInstalacion>{after}</sf:NumeroInstalacion>" in office.xml()
    assert "<sf:PrimerRegistro>S</sf:PrimerRegistro>" in office.xml()
    assert office.standing(invoice)["state"] == "registered"


def test_a_person_may_name_the_client_otherwise(office):
    office.agency.codes = {"FAC-2026-001": 2001}
    invoice = issued()
    office.submit()
    assert correct(invoice).status == 422
    correct(invoice, recipient={"name": "Empresa ABC, Societat Limitada", "type": "nif"})
    assert "Societat Limitada</sf:NombreRazon>" in office.xml()
    assert "<sf:NIF>B12345674</sf:NIF>" in office.xml()


def test_each_answer_is_an_event_once(office):
    office.agency.codes = {"FAC-2026-001": 1110}
    invoices = [issued(), issued()]
    pending = {item["SK"]: item for item in states_in(office)}
    assert [each for item in pending.values() for each in derive_submission(Change(record(None, item)))] == []
    office.submit()
    happenings = [
        each for item in states_in(office) for each in derive_submission(Change(record(pending[item["SK"]], item)))
    ]
    assert [(each.type, each.data["id"]) for each in happenings] == [
        ("invoice.registration_failed", invoices[0]["id"]),
        ("invoice.registered", invoices[1]["id"]),
    ]
    assert happenings[0].data["error"]["code"] == "1110"
    again = [each for item in states_in(office) for each in derive_submission(Change(record(item, item)))]
    assert again == []


def states_in(office):
    return office.table.query(f"{ORGANISATION}#live#INRS", consistent=True)


def test_what_waits_is_not_corrected_and_what_is_right_neither(office):
    invoice = issued()
    answer = correct(invoice)
    assert (answer.status, answer.error["details"]["reason"]) == (409, "record_pending")
    office.submit()
    answer = correct(invoice)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "nothing_to_correct")
    answer = correct(draft())
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "not_submitted")


def test_it_happens_once_under_a_key(office):
    office.agency.codes = {"FAC-2026-001": 1110}
    invoice = issued()
    office.submit()
    key = {"Idempotency-Key": "correct-1"}
    first = correct(invoice, headers=key)
    assert correct(invoice, headers=key).data["verifactu"] == first.data["verifactu"]
    assert len(records(office.table)) == 2


def test_an_invoice_of_before_verifactu_is_not_submitted(table, monkeypatch):
    monkeypatch.setenv("DEPLOYMENT", "local")
    settled()
    invoice = issued()
    assert "verifactu" not in call("invoices.get", {"id": invoice["id"]}).data
    assert table.query(f"{ORGANISATION}#live#INRS") == []
    assert table.query(f"{ORGANISATION}#live#INRL") == []
    assert json.dumps(records(table), default=str).count("installation") == 0
    assert client()
