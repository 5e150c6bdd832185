"""State machine task: runs the steps of workflows that create and issue invoices, and count their payments."""

from bivelio_core.entrypoints.task import step_task
from bivelio_core.needs import Files, Needs, parts
from bivelio_core.store import keys
from bivelio_core.triggers import StepTask

NEEDS = Needs(
    writes=(keys.INVOICE, keys.INVOICE_CONTENT, keys.INVOICE_NUMBER, parts(keys.INVOICE_NUMBER)),
    uses=("runs",),
    files=(Files("invoices", ("read", "write", "delete")),),
    layers=("pdf",),
    timeout=60,
    memory=1024,  # it makes PDF files
    fed_by=(StepTask("invoices"),),
)

handler = step_task()
