"""Requests that a workflow's step makes to our own API: their writes belong to the chain of the step's run."""

from collections.abc import Mapping
from dataclasses import replace

from bivelio_core.context import Context
from bivelio_core.store.tenant_store import TenantStore

HEADER = "x-bivelio-chain"


def in_chain(ctx: Context, headers: Mapping[str, str]) -> Context:
    """Return the context in the chain that the request's header proves (store/chain_header.py), else unchanged."""
    sent = headers.get(HEADER)
    if sent is None:
        return ctx
    from bivelio_core.store import chain_header  # noqa: PLC0415 - only runs send it
    from bivelio_core.store.chains import ChainMarkingTable  # noqa: PLC0415

    chain = chain_header.read(ctx.store, sent)
    if chain is None:
        return ctx
    return replace(ctx, chain=chain, store=TenantStore(ChainMarkingTable(ctx.store.table, chain), ctx.tenant))
