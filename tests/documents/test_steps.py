"""document.extract and document.classify as steps of workflows: charged once, whatever dies, with their failures."""

import boto3
import pytest
from bivelio_core.documents import pdf, sample_files
from bivelio_core.workflows.definitions.templates import RECEIVED_INVOICE
from bivelio_core.workflows.execution import runs

from tests.api import call
from tests.documents.test_killed_workers import after
from tests.functions.documents.invoices import ENCRYPTED, UBL
from tests.functions.documents.world import balance, upload
from tests.services import received
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.killer import Killer
from tests.workflows.states import States

INVOICE = pdf.written([["FACTURA", "Número de factura: F-1", "Data: 02/04/2026", "Total: 121,00 EUR"]])
EXTRACT = {"id": "extract", "type": "document.extract", "input": {"document_id": "{{ input.document }}"}}
CLASSIFY = {"id": "classify", "type": "document.classify", "input": {"document_id": "{{ input.document }}"}}


@pytest.fixture
def states(table):
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States().attach()


def ran(states, body, *steps):
    """The instance of a workflow that ran over a document."""
    document_id = upload(body).data["document_id"]
    started = execute(workflow(*steps), {"document": document_id})
    states.run()
    return instance(started["instance_id"])


@pytest.mark.usefixtures("priced")
def test_a_workflow_reads_a_document_and_goes_on_with_what_it_says(states):
    before = balance()
    told = {"id": "told", "type": "set", "input": {"total": "{{ steps.extract.output.extracted.total }}"}}
    done = ran(states, INVOICE, CLASSIFY, EXTRACT, told)
    outputs = {step["id"]: step["output"] for step in done["steps"]}
    assert outputs["told"] == {"total": 121}
    assert (outputs["classify"]["classification"], outputs["extract"]["credits_consumed"]) == ("invoice", 3)
    assert balance() == before - 5
    assert received("documents") == [], "a step does the work itself"
    extraction = call("documents.extractions_get", {"extraction_id": outputs["extract"]["extraction_id"]}).data
    assert extraction["extracted"] == outputs["extract"]["extracted"]


def test_structured_data_costs_nothing_in_a_step(states):
    before = balance()
    done = ran(states, UBL, EXTRACT)
    assert done["steps"][0]["output"]["method"] == "structured"
    assert balance() == before


def test_a_document_that_cannot_be_read_fails_the_step(states):
    before = balance()
    done = ran(states, ENCRYPTED, EXTRACT)
    assert (done["status"], done["error"]["code"]) == ("failed", "VALIDATION_ERROR")
    assert balance() == before


@pytest.mark.usefixtures("priced")
def test_a_step_that_dies_at_any_of_its_calls_is_charged_once(states):
    killer = Killer()
    balance()
    with killer.armed(lambda *_: False):
        ran(states, INVOICE, EXTRACT)
    last = max(number for number, name in enumerate(killer.calls) if name == "TransactWriteItems")
    for number in range(last - 12, last + 1, 4):
        before = balance()
        document_id = upload(INVOICE).data["document_id"]
        started = execute(workflow(EXTRACT), {"document": document_id})
        with killer.armed(after(number)):
            states.run()
        done = instance(started["instance_id"])
        assert (done["status"], balance()) == ("completed", before - 3), number


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "steps[0].input.document_url"),
        ({"document_id": "doc_1", "document_url": "https://a.example/x.pdf"}, "steps[0].input.document_url"),
        ({"document_id": "doc_1", "fields": []}, "steps[0].input.fields"),
    ],
)
def test_a_definition_is_checked_when_it_is_saved(states, given, field):
    answer = call("workflows.create", {"name": "A", "steps": [{**EXTRACT, "input": given}]})
    assert answer.status in {400, 422}
    assert answer.error["details"]["errors"][0]["field"].startswith(field.rpartition(".")[0])


def test_the_steps_need_the_scope_of_documents(states):
    caller = {"scopes": "workflows:admin"}
    answer = call("workflows.create", {"name": "A", "steps": [EXTRACT]}, caller=caller)
    assert (answer.status, answer.error["details"]["resource"]) == (403, "documents")


def test_the_template_reads_an_invoice_and_has_the_doubtful_ones_approved(states):
    workflow_id = call("workflows.create", RECEIVED_INVOICE).data["id"]
    document_id = upload(UBL, "factura.xml").data["document_id"]
    started = execute(workflow_id, {"document_id": document_id})
    states.run()
    done = instance(started["instance_id"])
    assert (done["status"], done["output"]["number"]) == ("completed", "F-2026-9")
    document_id = upload(sample_files.invoice()).data["document_id"]
    started = execute(workflow_id, {"document_id": document_id})
    states.run()
    assert instance(started["instance_id"])["status"] == "waiting"
