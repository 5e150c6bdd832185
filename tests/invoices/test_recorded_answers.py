"""Answers of AEAT that OCA's module of VERI*FACTU has recorded (`make judges`) become the states of records.

They are kept there as what a SOAP library makes of them. Here they become documents again, about a record of ours.
"""

import json
from xml.etree import ElementTree as ET

import pytest
from bivelio_core import clock
from bivelio_core.invoices.submission import turns
from bivelio_core.invoices.verifactu import soap
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.invoices.aeat import enveloped
from tests.invoices.test_submission import World
from tests.judges import programs

ABOUT = ("csv", "registered_at", "code", "text", "state", "is_held")
PRESENTED = {"csv": "A-Y23JP3582934", "registered_at": "2026-01-01T16:54:41+02:00"}
MEANING = "Si el impuesto es IVA(01), IGIC(03) o vacio, si ClaveRegimen es 02 solo se podrá informar OperacionExenta."
EXPECTED = {
    "correct": ("registration", {"state": "registered", "is_held": True, **PRESENTED}),
    "accepted_with_errors": ("registration", {"state": "accepted_with_errors", "is_held": True, **PRESENTED}),
    "incorrect": ("registration", {"state": "rejected", "is_held": False, "code": 1286, "text": MEANING}),
    "duplicated": (
        "registration",
        {"state": "rejected", "is_held": False, "code": 3000, "text": "Registro de facturación duplicado."},
    ),
    "cancel": ("cancellation", {"state": "registered", "is_held": False, **PRESENTED}),
    "cancel_with_errors": ("cancellation", {"state": "accepted_with_errors", "is_held": False, **PRESENTED}),
    "cancel_incorrect": ("cancellation", {"state": "rejected", "is_held": True, "code": 1286, "text": MEANING}),
}


class Recorded:
    """A port that answers submissions by a recorded answer, and queries by the agency."""

    is_simulated = False
    representative: soap.Named | None = None

    def __init__(self, recorded, record, agency):
        about = {
            "IDEmisorFactura": record.issuer_nif,
            "NumSerieFactura": record.number,
            "FechaExpedicionFactura": record.issue_date,
        }
        lines = [{**each, "IDFactura": about} for each in recorded["RespuestaLinea"]]
        root = ET.Element("RespuestaRegFactuSistemaFacturacion", xmlns=soap.PLACE + "RespuestaSuministro.xsd")
        written(root, {**recorded, "RespuestaLinea": lines})
        self.document = enveloped(ET.tostring(root, encoding="unicode"))
        self.agency = agency

    def send(self, message):
        return self.agency.answer(message) if soap.QUERY.encode() in message else self.document


def written(parent, values):
    """Write a JSON object below an element; what is empty was absent."""
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                written(ET.SubElement(parent, name), each)
            elif each != "":
                ET.SubElement(parent, name).text = str(each)


def recorded(name):
    file = programs.answers_of_aeat() / f"verifactu_mocked_response_{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture
def world():
    return World(TenantStore(MemoryTable(), Tenant(ORGANISATION, "live")))


def answered(world, name, record):
    """The last state after a turn that a recorded answer is given to."""
    with clock.frozen(world.now):
        assert turns.serve(world.store, Recorded(recorded(name), record, world.agency)) is None
    states = world.chain.states()
    return states[max(states)]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_recorded_answer_becomes_the_state_of_the_record(world, name):
    kind, expected = EXPECTED[name]
    (record,) = world.issue()
    if kind == "cancellation":
        world.settle()
        world.later(60)
        with clock.frozen(world.now):
            record = world.chain.void(record)
    state = answered(world, name, record)
    assert {
        each: state[each] for each in ("csv", "registered_at", "code", "text", "state", "is_held") if each in state
    } == expected
    assert world.lane.through == state["record"]
    assert world.lane.wait_seconds == 60
    assert world.lane.problem is None


def test_a_recorded_duplicate_that_the_agency_shows_to_be_ours_is_registered(world):
    (record,) = world.issue()
    world.settle()
    other = World(TenantStore(MemoryTable(), world.store.tenant))
    other.agency = world.agency
    (same,) = other.issue()
    assert same == record
    assert answered(other, "duplicated", same)["state"] == "registered"


def test_every_recorded_answer_is_judged():
    files = programs.answers_of_aeat().glob("verifactu_mocked_response_*.json")
    assert {each.stem.removeprefix("verifactu_mocked_response_") for each in files} == set(EXPECTED)
