"""Change what may change of an invoice after issue, its main item; its content is read with it and stays."""

from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.revise import Decide, Source, revise
from bivelio_core.store.tenant_store import TenantStore

from . import stored
from .stored import Stored
from .terms import INVOICES


def revise_main(store: TenantStore, public: str, decide: Decide, key: EffectKey | None = None) -> Stored:
    """The invoice after a change of its main item. Raises what `stored.load` and `revise` raise."""
    contents: list[Item] = []

    def load(store: TenantStore, public: str) -> Item:
        main, content = stored.load(store, public)
        contents.append(content)
        return main

    main = revise(store, Source(load, lambda: INVOICES), public, decide, key=key)
    return Stored(main, contents[-1])
