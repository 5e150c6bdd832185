"""The terms of instances in lists: the workflow and the status."""

from collections.abc import Iterator

from bivelio_core.store.codec import Item
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index.terms import Criteria, Exact, Indexed, Term
from bivelio_core.store.keys import INSTANCE

WORKFLOW, STATUS = index_terms.facet("workflow"), index_terms.facet("status")


def _terms(item: Item) -> Iterator[Term]:
    yield Term(WORKFLOW, item["workflow_id"])
    yield Term(STATUS, item["status"])


INSTANCES = Indexed(INSTANCE, _terms, (WORKFLOW, STATUS))


def criteria(workflow_id: str | None, status: str | None) -> Criteria:
    """The criteria of a list of instances."""
    asked = [*([Term(WORKFLOW, workflow_id)] if workflow_id else []), *([Term(STATUS, status)] if status else [])]
    return tuple((Exact(term),) for term in asked)
