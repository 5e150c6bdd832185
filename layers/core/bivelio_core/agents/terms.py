"""The terms of executions in lists: the agent and the status."""

from collections.abc import Iterator

from bivelio_core.store.codec import Item
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index.terms import Criteria, Exact, Indexed, Term
from bivelio_core.store.keys import EXECUTION

AGENT, STATUS = index_terms.facet("agent"), index_terms.facet("execution_status")


def _terms(item: Item) -> Iterator[Term]:
    yield Term(AGENT, item["agent_id"])
    yield Term(STATUS, item["status"])


EXECUTIONS = Indexed(EXECUTION, _terms, (AGENT, STATUS))


def criteria(agent_id: str | None, status: str | None) -> Criteria:
    """The criteria of a list of executions."""
    terms = [*([Term(AGENT, agent_id)] if agent_id else []), *([Term(STATUS, status)] if status else [])]
    return tuple((Exact(term),) for term in terms)
