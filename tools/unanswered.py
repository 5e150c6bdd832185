"""Where code says that something is not there, and no request meets it: tools/reached.py leaves these out."""

from collections.abc import Mapping

from bivelio_core.errors import ResourceForbidden, ResourceNotFound

ABSENT = (ResourceNotFound, ResourceForbidden)
"""What such code raises."""

OWN = "the caller's own organisation, user or key: it is there as long as the credential is good"
AGAIN = "what an earlier request with the same key has made, asked for when that one is repeated"
STORED = "what an item of the store names, which is there when the item is"

TOLD = frozenset(
    {
        "contacts.batches.actions.batch_upsert.batch_upsert",
        "contacts.batches.writing.batch_create",
        "contacts.batches.writing.batch_update",
        "documents.actions.upload._failure",
        "documents.extractions.show.show_record",
    }
)
"""Functions of the core that tell failures in their answer: those of the items of a batch, and of work that is over."""

PLACES: Mapping[str, str] = {
    "agents.writing.create": AGAIN,
    "calendar.writing.create": AGAIN,
    "cases.writing.create": AGAIN,
    "contacts.actions.upsert._of_marker": AGAIN,
    "contacts.external_ids.made_once": AGAIN,
    "contacts.actions.upsert.carry_out": STORED,
    "contacts.merging.actions.merge._of_marker": AGAIN,
    "contacts.owners.owners_of": STORED,
    "contacts.merging.companies.ids_of_companies": STORED,
    "contacts.merging.stored.contact_of": STORED,
    "deals.writing.create": AGAIN,
    "identity.keys.writing.made_before": AGAIN,
    "identity.organisation.actions.erase.begin": OWN,
    "identity.organisation.actions.export.export": OWN,
    "identity.organisations.load": OWN,
    "identity.second_factor.actions.mfa_disable.mfa_disable": OWN,
    "identity.second_factor.changes.user_of": OWN,
    "identity.team.actions.leave.leave": OWN,
    "integrations.actions.connect._made_before": AGAIN,
    "invoices.actions.receive.receive": AGAIN,
    "invoices.writing.create": AGAIN,
    "invoices.books.sources._replaced": STORED,
    "invoices.certificate.actions.certificate_upload.certificate_upload": AGAIN,
    "mcp.executions._repeat": AGAIN,
    "products.writing.create": AGAIN,
    "secrets.writing.set_": AGAIN,
    "store.effect_marker.put_once": AGAIN,
    "store.resources.sort_keys": STORED,
    "store.resources.whole": STORED,
    "webhooks.writing._made_before": AGAIN,
    "workflows.writing.create": AGAIN,
}
"""Functions of the core, and why what they look for is there."""
