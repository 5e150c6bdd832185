"""Change an invoice's main item, the part that may change after issue. Its content is read too but stays unchanged."""

from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.revise import Decide, Source, revise
from bivelio_core.store.tenant_store import TenantStore

from . import stored
from .stored import Stored
from .terms import INVOICES


def revise_main(store: TenantStore, public: str, decide: Decide, key: EffectKey | None = None) -> Stored:
    """Change an invoice's main item and return the invoice. Raises what `stored.load` and `revise` raise."""
    contents: list[Item] = []

    def load(store: TenantStore, public: str) -> Item:
        main, content = stored.load(store, public)
        contents.append(content)
        return main

    main = revise(store, Source(load, lambda: INVOICES), public, decide, key=key)
    return Stored(main, contents[-1])
