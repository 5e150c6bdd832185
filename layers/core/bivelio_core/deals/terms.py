"""The terms of deals: where and how far they are, whose, with whom, until when, how much, and the words."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from bivelio_core.invoices.errors import RANGE
from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import numbers as index_numbers
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Criteria, Exact, Indexed, Term
from bivelio_core.store.keys import DEAL

from .models import ListDeals
from .pipelines.stored import DEFAULT

ARCHIVED = index_terms.facet("deal_archived")
STAGE = index_terms.facet("deal_stage")
EXPECTED = index_terms.day("deal_expected")
UPDATED, AMOUNT = index_terms.day("deal_updated"), index_terms.number("deal_amount")
FACETS = {
    "pipeline_id": index_terms.facet("deal_pipeline"),
    "status": index_terms.facet("deal_status"),
    "owner_id": index_terms.facet("deal_owner"),
}
PARTIES = {"contact_id": index_terms.exact("deal_contact"), "company_id": index_terms.exact("deal_company")}


def _terms(item: Item) -> Iterator[Term]:
    yield Term(ARCHIVED, _word(archived=item["archived"]))
    yield Term(STAGE, _stage(item["pipeline_id"], item["stage_id"]))
    for name, field in (*FACETS.items(), *PARTIES.items()):
        if value := item.get(name):
            yield Term(field, value)
    yield from index_days.terms_of(EXPECTED, item.get("expected_close"))
    yield from index_days.terms_of(UPDATED, item["updated_at"])
    if (amount := item.get("amount")) is not None:
        yield from index_numbers.number_terms(AMOUNT, Decimal(amount))
    for text in (item["title"], *item["tags"]):
        yield from index_words.word_terms(text)


DEALS = Indexed(
    DEAL,
    _terms,
    (ARCHIVED, STAGE, EXPECTED, UPDATED, AMOUNT, *FACETS.values(), *PARTIES.values(), *index_words.TEXT),
    added=(UPDATED, AMOUNT),
)


CURRENT = Exact(Term(ARCHIVED, "no"))
"""Accepts deals that are not archived."""


def criteria(request: ListDeals, parties: Mapping[str, Sequence[str]]) -> Criteria:
    """The criteria of a list; `parties` are the ids of its contact and of its company, by their field.

    Raises ValidationError for a search without words, or with too many, Unprocessable for days that end before they
    begin.
    """
    values = {name: getattr(request, name) for name in FACETS}
    facets = tuple((Exact(Term(FACETS[name], value)),) for name, value in values.items() if value is not None)
    of_parties = tuple(
        tuple(Exact(Term(PARTIES[name], each)) for each in some) for name, some in parties.items() if some
    )
    archived = (Exact(Term(ARCHIVED, _word(archived=request.archived))),)
    place = _stage(request.pipeline_id or DEFAULT, request.stage_id) if request.stage_id else ""
    stage = ((Exact(Term(STAGE, place)),),) if place else ()
    days = index_days.of_request(
        EXPECTED, request.expected_close_from, request.expected_close_to, "expected_close_to", RANGE
    )
    return (archived, *stage, *facets, *of_parties, *days, *index_search.of_request(request.search))


def _stage(pipeline: str, stage: str) -> str:
    return f"{pipeline}/{stage}"


def _word(*, archived: bool) -> str:
    return "yes" if archived else "no"
