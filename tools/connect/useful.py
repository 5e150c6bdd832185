"""The operations that platforms with a catalogue by hand (Zapier, Make) offer: those that people connect most often."""

DONE = (
    "contacts.upsert",
    "contacts.create",
    "contacts.update",
    "contacts.add_tags",
    "contacts.notes_create",
    "contacts.tasks_create",
    "invoices.create",
    "invoices.issue",
    "invoices.send",
    "invoices.mark_paid",
    "deals.create",
    "deals.move",
    "cases.create",
    "messages.send",
    "documents.upload",
    "agents.invoke",
    "workflows.execute",
)
"""What is made or changed."""

LOOKED_UP = ("contacts.find", "contacts.list", "invoices.list", "deals.list", "documents.list", "cases.list")
"""What is looked for."""
