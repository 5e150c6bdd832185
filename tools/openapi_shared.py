"""The schemas of openapi.json that several places share, by name: the steps of a workflow, channels, statuses.

A name is given to the schema of one place (`CreateWorkflow.steps.items`). Wherever the same schema stands, a reference
to the name replaces it; the description and the default of a place stay with the place.
"""

import json
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
REFERENCE = "#/components/schemas/{model}"
OF_A_PLACE = frozenset({"description", "default", "title", "examples"})
"""What belongs to the place and not to its schema."""

NAMED: dict[str, tuple[str, str]] = {
    "Step": ("CreateWorkflow.steps.items", "A step of a workflow, by its `type`."),
    "TriggerType": ("CreateWorkflow.trigger_type", "What starts a workflow."),
    "ConcurrencyWord": ("CreateWorkflow.concurrency.0", "How many runs are under way at once, in a word."),
    "Concurrency": ("CreateWorkflow.concurrency", "How many runs are under way at once: a word, or a rule."),
    "OnError": ("SetStep.on_error", "What to do when a step has failed: a word, or a jump."),
    "WorkflowStatus": ("Workflow.status", "The status of a workflow."),
    "ActiveStatus": ("Agent.status", "Whether it is in use."),
    "ExecutionStatus": ("AgentExecution.status", "The status of an execution of an agent."),
    "InstanceStatus": ("Instance.status", "The status of a run of a workflow."),
    "AgentTestRunStatus": ("AgentTestRun.status", "How far a run of tests of an agent is."),
    "StepStatus": ("InstanceStep.status", "The status of a step of a run."),
    "OutputSource": ("StepRun.source", "Where the output of a step in a trial comes from."),
    "StepOutcome": ("StepRun.status", "How a step ended."),
    "GoogleAnswer": ("Availability.google", "Whether Google Calendar answered."),
    "HolidayRegion": ("PersonHours.holidays", "Whose public holidays are closed."),
    "FinishedStatus": ("WorkflowFinished.status", "How something ended."),
    "WorkStatus": ("Extraction.status", "The status of work on a document."),
    "SourceKind": ("Source.kind", "What a source of knowledge is."),
    "SourceStatus": ("Source.status", "How far a source of knowledge is."),
    "BusinessStatus": ("ReportedStatus.status", "What a party of an invoice between businesses reports."),
    "DeliveryChannel": ("InvoiceDelivery.channel", "Where an invoice to an administration is handed in."),
    "InvoiceDeliveryStatus": ("InvoiceDelivery.status", "How far an invoice is at an administration."),
    "ArchiveFormat": ("InvoiceArchive.formats.items", "A form in which invoices are in an archive."),
    "BooksStatus": ("InvoiceBooks.status", "Whether books or an archive are still being written."),
    "BooksFormat": ("InvoiceBooks.format", "The format of files of books."),
    "TransferStatus": ("Export.status", "The status of an export."),
    "ImportStatus": ("Import.status", "The status of an import."),
    "ColumnReason": ("ImportColumn.reason", "Why a column of a file goes where it goes."),
    "EventType": ("ListEventTypes.types.items", "A type of event."),
    "EventSubscription": ("CreateWebhook.events.items", "A type of event, or a pattern that covers several."),
    "OnRecovery": ("CreateWebhook.on_recovery", "What is done once a receiver that failed answers again."),
    "ReceiverHealth": ("Webhook.health", "Whether the receiver of a webhook fails."),
    "PayloadFormat": ("Webhook.payload_format", "How the body of a webhook is written."),
    "WebhookStatus": ("Webhook.status", "The status of a webhook."),
    "DisabledReason": ("Webhook.disabled_reason", "Why a webhook is disabled."),
    "DeliveryOutcome": ("DeliveryAttempt.outcome", "How an attempt to deliver ended."),
    "Channel": ("Message.channel", "The channel of a message."),
    "Direction": ("Message.direction", "Whether a message came in or went out."),
    "MessagePurpose": ("Message.purpose", "What a message is for."),
    "ReplyFormat": ("Reply.format", "Whether the texts of a canned reply have marks."),
    "ConversationState": ("Conversation.state", "What there is to do with a conversation."),
    "ConversationHandler": ("Conversation.handled_by", "Who answers in a conversation."),
    "DeskReason": ("Desk.hand_over_when.items", "When the assistant of the front desk hands a conversation over."),
    "DeskLanguage": ("UpdateDesk.greeting.propertyNames", "A language that the front desk greets in."),
    "SuppressionReason": ("Suppression.reason", "Why an address is not written to."),
    "MessageStatus": ("Message.status", "The status of a message."),
    "Provider": ("Connection.provider", "A service of others that can be connected."),
    "ConnectionStatus": ("Connection.status", "The status of a connection."),
    "ConnectionChoice": ("ConnectionUse.how", "How a connection was chosen."),
    "CustomFieldType": ("CustomField.type", "The type of the values of a custom field."),
    "FieldIndexStatus": ("CustomField.index", "Whether contacts are found by the values of a custom field."),
    "ContactType": ("Contact.type", "Whether a contact is a person or a company."),
    "MergeStatus": ("UnmergedContacts.status", "How far a merge of contacts is, or its undoing."),
    "DuplicateReason": ("Likeness.reason", "Why contacts may be the same."),
    "ConsentChannel": ("Consent.channel", "A channel of advertising that a consent is for."),
    "ConsentBasis": ("Consent.basis", "On what an organisation relies that sends advertising."),
    "MatchKey": ("UpsertContact.match_on.0", "By what a contact is known."),
    "TaxIdType": ("TaxId.type", "What kind of tax number or document a number is."),
    "TaskStatus": ("ContactTask.status", "Whether a task is done."),
    "TaskFrequency": ("Repetition.frequency", "How often a task repeats."),
    "Weekday": ("Repetition.weekdays.items", "A day of the week."),
    "AssociationDirection": ("Association.direction", "Which of two contacts is what an association says."),
    "TimelineKind": ("TimelineEntry.kind", "What an entry of a timeline is."),
    "DealStatus": ("Deal.status", "Whether a deal is open, won or lost."),
    "CaseStatus": ("Case.status", "The status of a case."),
    "Priority": ("Case.priority", "How urgent a case is."),
    "Role": ("EscalateTo.roles.items", "The role of a user in the organisation."),
    "UserRole": ("Me.role", "The role of a user in an organisation."),
    "PersonStatus": ("Person.status", "Whether somebody is a member of the organisation or still invited."),
    "Environment": ("Me.environment", "An environment: live, or the sandbox."),
    "Plan": ("Organisation.plan", "The plan of an organisation."),
    "Language": ("Invoice.language", "A language: Catalan, Spanish or English."),
    "ActorKind": ("Author.kind", "What acts: a user, an API key, a workflow, or the platform."),
    "CallerKind": ("UsageOfActor.actor_kind", "Whether a user or an API key asked."),
    "KeyType": ("ApiKey.type", "The type of an API key."),
    "KeyEnvironment": ("ApiKey.environment", "The environment of an API key."),
    "OverlapRule": ("CalendarSettings.overlaps", "What becomes of events of a calendar that overlap."),
    "AttendeeStatus": ("Attendee.status", "What somebody who is invited has answered."),
    "EventStatus": ("CalendarEvent.status", "The status of an event of the calendar."),
    "CalendarSource": ("CalendarEvent.source", "The calendar that an event is from."),
    "GoogleStatus": ("CalendarEvent.google_status", "Whether Google Calendar has the event."),
    "DocumentStatus": ("Document.status", "The status of a document."),
    "DocumentKind": ("ExtractDocument.document_type", "The kind of a document to read."),
    "DocumentOperation": ("ExtractionRecord.operation", "What was done with a document."),
    "ExtractionMethod": ("Extraction.method", "How a document was read."),
    "EntryKind": ("Entry.kind", "The kind of an entry in the ledger of credits."),
    "InvoiceDirection": ("Invoice.type", "Whether an invoice was issued or received."),
    "InvoiceStatus": ("Invoice.status", "The status of an invoice."),
    "InvoiceDocumentType": ("Invoice.document_type", "The type of an invoice."),
    "NewInvoiceDocumentType": ("CreateInvoice.document_type", "The type of an invoice that can be made."),
    "InvoiceChannel": ("ChannelState.channel", "A form of an invoice that is checked."),
    "InvoiceFormat": ("InvoiceExport.format", "A form of an invoice that is exported."),
    "RecordKind": ("InvoiceRecord.kind", "Whether a record registers an invoice or cancels it."),
    "InvoiceSubmission": ("InvoiceRecord.state", "Where an invoice or a record stands with AEAT."),
    "NumberStatus": ("Invoice.number_status", "Whether the number of an invoice is final."),
    "TaxCategory": ("Line.tax_category", "The category of VAT."),
    "InvoiceRegime": ("Invoice.regime", "The regime of IVA of an invoice."),
    "SimplifiedTrade": (
        "Settings.simplified_trade",
        "The trade of an organisation whose simplified invoices may be larger.",
    ),
    "LineKind": ("Line.kind", "Whether goods or services are sold."),
    "NewTaxCategory": ("CreateProduct.tax_category", "The category of VAT that a new line can have."),
    "ExemptionCause": ("Line.exemption_cause", "Why no VAT is due, by the code of the Spanish tax agency."),
    "PaymentMethod": ("MarkPaid.method", "How an invoice was paid."),
    "SubmittingCertificate": (
        "IssuerRepresentation.submits_with",
        "Whose certificate submits the records of an issuer.",
    ),
    "RepresentationAnnex": ("SetRepresentation.annex", "Which model of representation was signed."),
    "RepresentationSignature": ("SetRepresentation.how", "How a model of representation was signed."),
    "VeriFactuMode": ("Settings.verifactu", "Whether records for VeriFactu are kept."),
}
"""The named schemas: the place that each is taken from, and its description. Parts come before wholes."""

TYPED = {
    "ForEachInput.steps.items": "Step",
    "Branch.steps.items": "Step",
    "RunStep.step": "Step",
    "GeneratedWorkflow.definition": "CreateWorkflow",
    **{f"{model}.trigger": "Trigger" for model in ("CreateWorkflow", "UpdateWorkflow", "Workflow")},
}
"""Places that are checked by code of their own, and what they hold."""


def with_names(schemas: dict[str, Schema]) -> dict[str, Schema]:
    """Return the schemas with the named ones among them, and references to these.

    Raises:
        ValueError: when a named schema has the name of a model.
    """
    schemas_by_name = {name: dict(schema) for name, schema in schemas.items()}
    for place, model in TYPED.items():
        about = _at(schemas_by_name, place)
        place_keywords = {name: value for name, value in about.items() if name in OF_A_PLACE}
        about.clear()
        about.update(place_keywords, **{"$ref": REFERENCE.format(model=model)})
    for name, (place, description) in NAMED.items():
        if name in schemas_by_name:
            raise ValueError(f"{name} is the name of a model and of a shared schema: rename one")
        core = _core(_at(schemas_by_name, place))
        reference = {"$ref": REFERENCE.format(model=name)}
        replaced = {each: _replaced(schema, core, reference) for each, schema in schemas_by_name.items()}
        schemas_by_name = {**replaced, name: {"title": name, "description": description, **core}}
    return schemas_by_name


def used(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document without schemas that nothing refers to."""
    schemas = document["components"]["schemas"]
    outside = {**document, "components": {**document["components"], "schemas": {}}}
    waiting, seen = set(_names(outside)), set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= set(_names(schemas[name])) - seen
    used_schemas = {name: schema for name, schema in schemas.items() if name in seen}
    return {**document, "components": {**document["components"], "schemas": used_schemas}}


def _at(schemas: dict[str, Schema], place: str) -> Schema:
    """Return the schema at `Model.field`, `Model.field.items` or `Model.field.0`, a member of a union."""
    model, field, *rest = place.split(".")
    about: Schema = schemas[model]["properties"][field]
    for part in rest:
        about = about["anyOf"][int(part)] if part.isdigit() else about[part]
    return about


def _core(about: Schema) -> Schema:
    kinds = [kind for kind in about.get("anyOf", []) if kind != {"type": "null"}]
    schema = kinds[0] if len(kinds) == 1 else about
    return {name: value for name, value in schema.items() if name not in OF_A_PLACE}


def _replaced(schema: Any, core: Schema, reference: Schema) -> Any:
    if isinstance(schema, list):
        return [_replaced(each, core, reference) for each in schema]
    if not isinstance(schema, dict):
        return schema
    of_the_place = {name: value for name, value in schema.items() if name in OF_A_PLACE}
    if {name: value for name, value in schema.items() if name not in OF_A_PLACE} == core:
        return {**reference, **of_the_place}
    return {name: _replaced(value, core, reference) for name, value in schema.items()}


def _names(value: Any) -> Iterator[str]:
    """Yield the names of the schemas that something refers to; a discriminator's mapping refers to its models."""
    text = json.dumps(value)
    for part in text.split('"' + REFERENCE.format(model=""))[1:]:
        yield part.partition('"')[0]
