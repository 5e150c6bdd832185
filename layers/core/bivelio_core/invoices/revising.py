"""Change an invoice: its main item, the part that may change after issue, or of a received one the content too."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import INVOICE_CONTENT
from bivelio_core.store.revise import Change, Decide, Source, revise
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import stored
from .stored import Stored
from .terms import INVOICES


class Revision(NamedTuple):
    """What an invoice is to become, with the writes that share its transaction."""

    main: Item
    content: dict[str, Any]
    also: Sequence[Write] = ()


def revise_whole(
    store: TenantStore,
    public: str,
    decide: Callable[[Stored], Revision | None],
    key: EffectKey | None = None,
    version: int | None = None,
) -> Stored:
    """Change both items of an invoice and return it. Raises what `stored.load` and `revise` raise."""
    contents: list[Item] = []

    def load(store: TenantStore, public: str) -> Item:
        main, content = stored.load(store, public)
        contents.append(content)
        return main

    def change(main: Item) -> Change | None:
        revision = decide(Stored(main, contents[-1]))
        if revision is None:
            return None
        content = store.put_write(INVOICE_CONTENT, main["SK"], revision.content)
        contents.append(content.item)
        return Change(revision.main, [content, *revision.also])

    main = revise(store, Source(load, lambda: INVOICES), public, change, key=key, version=version)
    return Stored(main, contents[-1])


def revise_main(
    store: TenantStore, public: str, decide: Decide, key: EffectKey | None = None, version: int | None = None
) -> Stored:
    """Change an invoice's main item and return the invoice. Raises what `stored.load` and `revise` raise."""
    contents: list[Item] = []

    def load(store: TenantStore, public: str) -> Item:
        main, content = stored.load(store, public)
        contents.append(content)
        return main

    main = revise(store, Source(load, lambda: INVOICES), public, decide, key=key, version=version)
    return Stored(main, contents[-1])
