"""The declaration of the domain contacts."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, StepType, lazily
from bivelio_core.event_type import EventType
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.contacts import activity, event_examples, events, models, samples, terms
    from bivelio_core.contacts.tasks import due as tasks_due
    from bivelio_core.contacts.tasks import models as task_models
    from bivelio_core.contacts.timeline import own as timeline
else:
    activity, event_examples, events, models, samples, terms, tasks_due, task_models, timeline = lazily(
        __package__,
        "activity",
        "event_examples",
        "events",
        "models",
        "samples",
        "terms",
        "tasks.due",
        "tasks.models",
        "timeline.own",
    )

_HERE = "bivelio_core.contacts"

DOMAIN = Domain(
    name="contacts",
    tags={"contacts": "People and companies, with their import and export as CSV."},
    scopes=("contacts",),
    events={
        "contact.created": EventType(
            "A contact has been created.", lambda: models.Contact, lambda: event_examples.CREATED
        ),
        "contact.updated": EventType(
            "A contact has changed.", lambda: events.ContactUpdated, lambda: event_examples.UPDATED
        ),
        "contact.archived": EventType(
            "A contact has been archived.",
            lambda: models.Contact,
            lambda: event_examples.ARCHIVED,
            is_documented=False,
        ),
        "contact.merged": EventType(
            "A contact has become part of another one.",
            lambda: models.Contact,
            lambda: event_examples.MERGED,
            is_documented=False,
        ),
        "task.due": EventType(
            "The time of a task has come, and it is not done.",
            lambda: task_models.ContactTask,
            lambda: event_examples.TASK_DUE,
            is_documented=False,
        ),
        "task.reminder": EventType(
            "A task is due soon: its reminder's time has come.",
            lambda: task_models.ContactTask,
            lambda: event_examples.TASK_REMINDER,
            is_documented=False,
        ),
    },
    sources={keys.CONTACT: lambda: events.derive, keys.TASK: lambda: tasks_due.derive},
    clockwork=lambda: tasks_due.WORKS,
    timeline={"note": lambda: timeline.NOTES, "task": lambda: timeline.TASKS},
    lists={keys.CONTACT: lambda: terms.CONTACTS},
    activities={
        keys.NOTE: lambda: activity.of_note,
        keys.TASK: lambda: activity.of_task,
        keys.CONTACT: lambda: activity.of_contact,
    },
    samples=lambda: samples.writes,
    texts=tuple(
        f"{_HERE}.{module}"
        for module in (
            "associations.writing",
            "fields",
            "filters",
            "items",
            "merging.actions.merge",
            "merging.links",
            "orders",
            "transfer.actions.import_",
            "transfer.import_files",
            "transfer.rows",
            "transfer.rows_by_address",
            "transfer.table_format",
            "custom.actions.fields_define",
            "custom.checking",
            "custom.criteria",
            "transfer.targets",
        )
    ),
    family="contacts",
    short_names={
        "contact.create": "contacts.create",
        "contact.update": "contacts.update",
        "contact.find": "contacts.find",
    },
    steps=(StepType("contacts.find", operation="contacts.find", exactly_one=("id", "email", "phone", "external_id")),),
)
