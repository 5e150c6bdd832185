"""The criteria of a list of instances, from its request."""

from datetime import date

from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index.terms import Criteria, Exact, Term
from bivelio_core.workflows.definitions.messages import DATE_ORDER
from bivelio_core.workflows.terms import DURATION, STARTED, STATUS, TRIGGER, WORKFLOW

from .models import ListInstances

FACETS = {"workflow_id": WORKFLOW, "status": STATUS, "trigger": TRIGGER, "duration": DURATION}
ENDS = date(2000, 1, 1), date(2999, 12, 31)
"""The days between which instances can have started."""


def criteria(request: ListInstances) -> Criteria:
    """The criteria of a list. Raises Unprocessable for an empty range of days, ValidationError for a useless search."""
    facet_values = {name: getattr(request, name) for name in FACETS}
    facets = tuple((Exact(Term(FACETS[name], value)),) for name, value in facet_values.items() if value is not None)
    days = index_days.of_request(STARTED, request.from_date, request.to_date, "to_date", DATE_ORDER, ENDS)
    return (*facets, *days, *index_search.of_request(request.search))
