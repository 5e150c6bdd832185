"""What the reference promises of domains that are still to be built.

Their event types can be subscribed to, so each has its payload and its example. Their scopes were accepted from the
first day, so keys may hold them: none may go. Programs may know the codes of their errors. A domain that is built
takes its part from here into its own `domain.py`.
"""

from bivelio_core.domain import Domain, EventType

_HERE = "bivelio_core.planned"


def _event(description: str, payload: str, example: str) -> EventType:
    return EventType(description, f"{_HERE}.payloads:{payload}", f"{_HERE}.examples:{example}")


CASES = Domain(
    name="cases",
    scopes=("cases",),
    events={
        "case.created": _event("A case has been created.", "CaseEvent", "CASE_CREATED"),
        "case.updated": _event("A case has changed.", "CaseEvent", "CASE_UPDATED"),
    },
)
OTHERS = Domain(
    name="planned",
    scopes=("imports",),
)
