"""The declaration of the domain cases."""

from bivelio_core.domain import Domain, EventType, StepType
from bivelio_core.store import keys

_HERE = "bivelio_core.cases"

DOMAIN = Domain(
    name="cases",
    tags={"cases": "What has to be done for contacts, by whom, with notes and links."},
    scopes=("cases",),
    events={
        "case.created": EventType(
            "A case has been created.", f"{_HERE}.models:Case", f"{_HERE}.event_examples:CREATED"
        ),
        "case.updated": EventType(
            "A case has changed.", f"{_HERE}.models:CaseUpdated", f"{_HERE}.event_examples:UPDATED"
        ),
    },
    sources={keys.CASE: f"{_HERE}.events:derive"},
    lists={keys.CASE: f"{_HERE}.terms:CASES"},
    samples=f"{_HERE}.samples:writes",
    texts=(f"{_HERE}.links",),
    steps=(
        StepType("case.create", "cases", f"{_HERE}.models:CreateCase", f"{_HERE}.steps:create", scope="cases:write"),
        StepType("case.update", "cases", f"{_HERE}.models:UpdateCase", f"{_HERE}.steps:update", scope="cases:write"),
    ),
)
