"""Where an operation's function is, by the operation's name alone (docs/request-flow.md, "Where an operation is")."""

import keyword

ROOMS = {
    "agents.conversations_create": "agents.conversations",
    "agents.conversations_delete": "agents.conversations",
    "agents.conversations_get": "agents.conversations",
    "agents.desk_get": "agents.desk",
    "agents.desk_update": "agents.desk",
    "agents.tests_delete": "agents.kept_tests",
    "agents.tests_list": "agents.kept_tests",
    "agents.tests_run": "agents.kept_tests",
    "agents.tests_save": "agents.kept_tests",
    "audit": "identity.audit",
    "auth": "identity",
    "auth.mfa_confirm": "identity.second_factor",
    "auth.mfa_disable": "identity.second_factor",
    "auth.mfa_enroll": "identity.second_factor",
    "auth.mfa_recovery_codes": "identity.second_factor",
    "calendar.availability_delete": "calendar.booking",
    "calendar.availability_get": "calendar.booking",
    "calendar.availability_set": "calendar.booking",
    "calendar.book": "calendar.booking",
    "calendar.hold": "calendar.booking",
    "calendar.move": "calendar.booking",
    "calendar.services_delete": "calendar.booking",
    "calendar.services_list": "calendar.booking",
    "calendar.services_save": "calendar.booking",
    "calendar.settings_get": "calendar.settings",
    "calendar.settings_update": "calendar.settings",
    "calendar.slots": "calendar.booking",
    "clock": "sandbox_clock",
    "contacts.batch_create": "contacts.batches",
    "contacts.batch_update": "contacts.batches",
    "contacts.batch_upsert": "contacts.batches",
    "contacts.export": "contacts.transfer",
    "contacts.export_data_status": "data_export",
    "contacts.export_status": "contacts.transfer",
    "contacts.fields_archive": "contacts.custom",
    "contacts.fields_define": "contacts.custom",
    "contacts.fields_list": "contacts.custom",
    "contacts.import": "contacts.transfer",
    "contacts.import_status": "contacts.transfer",
    "contacts.associations_create": "contacts.associations",
    "contacts.associations_delete": "contacts.associations",
    "contacts.associations_list": "contacts.associations",
    "contacts.import_undo": "contacts.transfer",
    "contacts.duplicates": "contacts.merging",
    "contacts.merge": "contacts.merging",
    "contacts.unmerge": "contacts.merging",
    "contacts.notes_create": "contacts.notes",
    "contacts.notes_delete": "contacts.notes",
    "contacts.notes_list": "contacts.notes",
    "contacts.notes_update": "contacts.notes",
    "contacts.timeline": "contacts.timeline",
    "contacts.tasks_complete": "contacts.tasks",
    "contacts.tasks_create": "contacts.tasks",
    "contacts.tasks_delete": "contacts.tasks",
    "contacts.tasks_list": "contacts.tasks",
    "contacts.tasks_update": "contacts.tasks",
    "contacts.views_delete": "contacts.views",
    "contacts.views_list": "contacts.views",
    "contacts.views_save": "contacts.views",
    "deals.pipelines_define": "deals.pipelines",
    "deals.pipelines_list": "deals.pipelines",
    "documents.extractions_get": "documents.extractions",
    "invoices.archive_create": "invoices.books.archives",
    "invoices.archive_get": "invoices.books.archives",
    "invoices.books_create": "invoices.books",
    "invoices.books_entry_update": "invoices.books",
    "invoices.books_get": "invoices.books",
    "invoices.declaration": "invoices.declaration",
    "invoices.figures": "invoices.books",
    "invoices.records_list": "invoices.chains",
    "invoices.records_export": "invoices.chains",
    "invoices.records_verify": "invoices.chains",
    "invoices.certificate_delete": "invoices.certificate",
    "invoices.certificate_get": "invoices.certificate",
    "invoices.certificate_upload": "invoices.certificate",
    "invoices.representation_end": "invoices.representation",
    "invoices.representation_get": "invoices.representation",
    "invoices.representation_set": "invoices.representation",
    "invoices.settings_get": "invoices.settings",
    "invoices.settings_update": "invoices.settings",
    "keys": "identity.keys",
    "messages.conversations": "messages.inbox",
    "messages.conversations_get": "messages.inbox",
    "messages.conversations_read": "messages.inbox",
    "messages.conversations_update": "messages.inbox",
    "messages.give_back": "messages.inbox",
    "messages.hand_over": "messages.inbox",
    "messages.replies_archive": "messages.replies",
    "messages.replies_define": "messages.replies",
    "messages.replies_list": "messages.replies",
    "messages.suppressions_add": "messages.suppressions",
    "messages.suppressions_list": "messages.suppressions",
    "messages.suppressions_remove": "messages.suppressions",
    "organisation": "identity.organisation",
    "state": "workflows.state",
    "usage": "requests.usage",
    "users": "identity.team",
    "users.accept": "identity.team.invited",
    "users.invitation_get": "identity.team.invited",
    "webhooks.deliveries": "webhooks.attempts",
    "workflows.instances": "workflows.runs",
    "workflows.instances_get": "workflows.runs",
    "workflows.instances_steps": "workflows.runs.steps",
    "workflows.stats": "workflows.statistics",
}
"""The room of operations, or of one, that is not the one of their own name."""

WRITING = {"create", "update", "archive", "delete", "set"}
READING = {"find", "get", "list", "status"}
"""The last word of what an operation is called, for both modules."""

NOUNS = {
    "balance",
    "conversations",
    "declaration",
    "deliveries",
    "duplicates",
    "events",
    "executions",
    "figures",
    "instances",
    "instances_steps",
    "ledger",
    "me",
    "providers",
    "stats",
    "summary",
    "timeline",
    "types",
    "uses",
}
"""Operations named by what they answer. They read the table alone; one that asks a provider is an action."""

PAGE = "page"
"""The function of `list`, which is a name of Python's."""


ELSEWHERE = {
    "contacts.delete": ("contacts.actions.delete", "delete"),
    "invoices.create": ("entrypoints.invoice_drafts", "create"),
    "invoices.send": ("entrypoints.invoice_mail", "send"),
    "workflows.archive": ("workflows.actions.archive", "archive"),
    "workflows.delete": ("workflows.actions.delete", "delete"),
}
"""Operations whose function is elsewhere. Invoices and messages do not know each other, and archiving and deleting a
workflow load none of the models of steps, which writing checks."""


def place_of(operation: str) -> tuple[str, str]:
    """Return the module below bivelio_core and the function of an operation such as `invoices.mark_paid`."""
    if operation in ELSEWHERE:
        return ELSEWHERE[operation]
    domain, _, verb = operation.partition(".")
    room = ROOMS.get(operation) or ROOMS.get(domain, domain)
    last = verb.rpartition("_")[2]
    function = PAGE if verb == "list" else verb
    if keyword.iskeyword(function) or function == "set":
        function += "_"
    if last in READING or verb in NOUNS:
        return f"{room}.reading", function
    if last in WRITING:
        return f"{room}.writing", function
    return f"{room}.actions.{function}", function
