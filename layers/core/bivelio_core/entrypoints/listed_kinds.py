"""Every kind of resource that lists show: what `index_changes` keeps an index of, and the operator can rebuild."""

from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index.terms import Indexed

KINDS: dict[str, Indexed] = {indexed.kind.partition: indexed for indexed in (CONTACTS,)}
"""By partition. The filter of IndexChanges' event source in template.yaml names the same."""
