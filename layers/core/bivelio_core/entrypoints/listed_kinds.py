"""Every kind of resource that lists show: what `index_changes` keeps an index of, and the operator can rebuild."""

from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index.terms import Indexed
from bivelio_core.workflows.terms import INSTANCES

KINDS: dict[str, Indexed] = {indexed.kind.partition: indexed for indexed in (CONTACTS, INSTANCES)}
"""By partition. The filter of IndexChanges' event source in template.yaml names the same."""
