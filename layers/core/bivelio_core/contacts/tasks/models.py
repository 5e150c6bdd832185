"""Tasks of contacts: the models of requests and responses."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bivelio_core.contacts.models import ContactId
from bivelio_core.models import (
    DISTINCT,
    NAME,
    NOT_NULL,
    Author,
    Day,
    Instant,
    NullableResponse,
    Request,
    Response,
    Timestamp,
)

Priority = Literal["low", "normal", "high", "urgent"]
TaskStatus = Literal["open", "done"]
Frequency = Literal["daily", "weekly", "monthly", "yearly"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

MOST_REMINDER_MINUTES = 4 * 7 * 24 * 60

TaskId = Annotated[str, Field(min_length=1, max_length=100, examples=["tsk_a1b2c3d4"])]
UserId = Annotated[str, Field(min_length=1, max_length=100, examples=["usr_0123456789abcdef"])]
Title = Annotated[str, Field(min_length=1, max_length=300), NAME]
Description = Annotated[str, Field(max_length=5_000, pattern=r"^[^\x00]*$")]
ReminderMinutes = Annotated[int, Field(ge=0, le=MOST_REMINDER_MINUTES)]
Cursor = Annotated[str, Field(min_length=1, max_length=200)]


class NewRepetition(Request):
    """When a task is to be done again: a part of the rules of RFC 5545, in the organisation's time zone."""

    frequency: Frequency = Field(description="Each day, week, month or year.")
    interval: Annotated[int, Field(ge=1, le=99)] = Field(1, description="Each of so many of them: 2 is every other.")
    weekdays: Annotated[list[Weekday], Field(max_length=7), DISTINCT] = Field(
        default_factory=list, description="Of `weekly`: on which days; without them, on that of the first time."
    )
    until: Day | None = Field(None, description="The last day on which it may be due.")


class CreateTask(Request):
    """Something to do. A task with a time sends `task.due` when that has come, unless it is done before."""

    title: Title = Field(description="What is to be done, on one line.")
    description: Description | None = Field(None, description="More about it.")
    contact_id: ContactId | None = Field(None, description="The id of the contact that it is for.")
    assignee: UserId | None = Field(None, description="The id of a user, a member of the organisation.")
    priority: Priority = Field("normal", description="How urgent it is.")
    due_at: Instant | None = Field(None, description="Until when it is to be done.")
    reminder_minutes: ReminderMinutes | None = Field(
        None, description="How long before `due_at` the event `task.reminder` comes, four weeks at most."
    )
    repeat: NewRepetition | None = Field(None, description="When it is to be done again, once it is done.")


class UpdateTask(Request):
    """A change of a task: only what is sent changes.

    null clears `description`, `contact_id`, `assignee`, `due_at`, `reminder_minutes` or `repeat`; `status: open`
    reopens a task that is done. With `version` the change is refused (409) if somebody else changed the task since it
    was read.
    """

    id: TaskId = Field(description="The id of the resource.")
    title: Annotated[Title | None, NOT_NULL] = Field(None, description="What is to be done, on one line.")
    description: Description | None = Field(None, description="More about it.")
    contact_id: ContactId | None = Field(None, description="The id of the contact that it is for.")
    assignee: UserId | None = Field(None, description="The id of a user, a member of the organisation.")
    priority: Annotated[Priority | None, NOT_NULL] = Field(None, description="How urgent it is.")
    due_at: Instant | None = Field(None, description="Until when it is to be done.")
    reminder_minutes: ReminderMinutes | None = Field(
        None, description="How long before `due_at` the event `task.reminder` comes, four weeks at most."
    )
    repeat: NewRepetition | None = Field(None, description="When it is to be done again, once it is done.")
    status: Annotated[Literal["open"] | None, NOT_NULL] = Field(None, description="Reopens a task that is done.")
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version the change is based on; refused (409) if the task has another."
    )


class CompleteTask(Request):
    """Which task is done."""

    id: TaskId = Field(description="The id of the resource.")


class DeleteTask(Request):
    """Which task to delete. One that repeats does not come again."""

    id: TaskId = Field(description="The id of the resource.")


class ListTasks(Request):
    """Which tasks: open ones first, by when they are due; then those that are done, the last one first."""

    assignee: UserId | None = Field(None, description="Only tasks of this user.")
    contact_id: ContactId | None = Field(None, description="Only tasks for this contact.")
    status: TaskStatus | None = Field(None, description="Only tasks that are open, or only those that are done.")
    due_until: Instant | None = Field(None, description="Only open tasks that are due at this time or before.")
    after: Cursor | None = Field(None, description="The cursor of an earlier answer.")
    limit: Annotated[int, Field(ge=1, le=100, description="The largest number of results.")] = 20


class Repetition(Response):
    """When a task is to be done again."""

    frequency: Frequency = Field(description="Each day, week, month or year.")
    interval: int = Field(description="Each of so many of them.")
    weekdays: list[Weekday] | None = Field(None, description="Of `weekly`: on which days.")
    until: str | None = Field(None, description="The last day on which it may be due.")


class ContactTask(Response):
    """Something to do, for a contact or for nobody."""

    id: str = Field(description="The id of the resource.")
    title: str = Field(description="What is to be done, on one line.")
    description: str | None = Field(None, description="More about it.")
    contact_id: str | None = Field(None, description="The id of the contact that it is for.")
    assignee: str | None = Field(None, description="The id of the user who is to do it.")
    priority: Priority = Field(description="How urgent it is.")
    due_at: Timestamp | None = Field(None, description="Until when it is to be done.")
    reminder_minutes: int | None = Field(None, description="How long before `due_at` it is reminded of.")
    repeat: Repetition | None = Field(None, description="When it is to be done again, once it is done.")
    status: TaskStatus = Field(description="Whether it is done.")
    done_at: Timestamp | None = Field(None, description="When it was done; absent while it is not.")
    done_by: Author | None = Field(None, description="Who said that it was done.")
    next_task_id: str | None = Field(None, description="The task by which it repeats, once it was done.")
    author: Author = Field(description="Who made it.")
    version: int = Field(description="The version of the resource; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class DeletedTask(Response):
    """A task that is gone."""

    id: str = Field(description="The id of the resource.")
    deleted: bool = Field(description="Always true.")


class ContactTaskPage(NullableResponse):
    """Tasks, open ones first."""

    nullable: ClassVar[frozenset[str]] = frozenset({"next_after"})

    tasks: list[ContactTask] = Field(description="The tasks, open ones first.")
    next_after: str | None = Field(description="The cursor for those that follow; null if there are none.")
