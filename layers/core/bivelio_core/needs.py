"""What a function needs beside its code, declared at its handler.

`make generate` reads it and writes the function's part of the templates: policy, environment, timeout, memory, layers
(tools/stack_parts, docs/adr/0072-stacks-from-declarations.md). Nothing that serves a request does: these are plain
classes because a NamedTuple takes 0.4 ms of each cold start.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal

    from bivelio_core.store.keys import Kind

    from .triggers import Queue, Trigger

    Partition = Kind | str
    """A kind stands for its partition in every organisation, environment and day; for who writes it, the head of its
    index is meant too if it is listed. A text is a pattern of IAM's `StringLike`."""

    # fmt: off
    Action = Literal[
        "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem",
        "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate",
    ]
    """Actions on the table, as IAM names them: those that name their partitions."""

    FileAction = Literal["read", "write", "delete", "abort", "list"]
    Folder = Literal[
        "books", "documents", "exports", "imports", "inbound", "invoices", "invoices/logos", "knowledge", "transfers",
        "uploads", "workflows",
    ]
    """Folders of the documents' bucket, below each stage and organisation."""

    Facility = Literal[
        "administrations", "aeat", "agent_seconds", "ai", "api_hosts", "app_url", "arrived_mail", "call_operations",
        "check_releases", "credit_grants",
        "credits", "delivery_delay", "document_wait", "edge", "erase_files", "exported_files", "gateway_keys", "google",
        "google_consent", "inbound_url", "list_server_tools",
        "keep_runs", "live_definitions", "mail", "mail_domain", "mail_from", "make_records", "models",
        "oauth", "open_secrets", "plan_credits", "producer", "rotate_signing_keys", "run_values", "runs", "sandbox_day",
        "schedules", "seal_offered", "seal_secrets", "send_messages", "session_lifetime", "signing_keys", "start_runs",
        "stop_runs", "stream_answers", "usage_plans", "viewers", "wake_runs", "workflow_wait",
    ]
    """What the platform offers to functions: tools/stack_parts/facilities.py defines each."""

    # fmt: on

    Layer = Literal["ai", "calendar", "documents", "mcp", "pdf", "signing"]
    """Layers beside the two that every function has."""


class Access:
    """Actions on partitions of the table."""

    __slots__ = ("by", "to")

    def __init__(self, to: "tuple[Partition, ...]", by: "tuple[Action, ...]") -> None:
        self.to, self.by = to, by


class Files:
    """Actions on the files of a folder. The use of the key that encrypts them follows from it."""

    __slots__ = ("by", "folder")

    def __init__(self, folder: "Folder", by: "tuple[FileAction, ...]") -> None:
        self.folder, self.by = folder, by


TENANT = "org_*"
"""All items of organisations' environments."""
API_KEYS, REFRESH_TOKENS, SESSIONS, USERS, EMAILS = "KEY#*", "RT#*", "RTF#*", "USER#*", "EMAIL#*"
ORGANISATIONS, AUDIT, INVITES, MEMBERS = "ORG#*", "ORG#*#AUDIT", "ORG#*#INVITES", "ORG#*#MEMBERS"
GATEWAY = "GATEWAY#*"
"""The platform's items about gateway keys."""
ERASURES = "ERASED#*"
APPS, CODES = "APP#*", "CODE#*"
"""Apps that ask for access, and the codes of what was allowed to them (identity/oauth)."""
SUSPENSION, CHALLENGES, LINKS, TRIES, INBOUND_TOKENS = "ORG#*#SUSPENSION", "CHALLENGE#*", "LINK#*", "TRY#*", "INBOUND#*"

ITEMS = Access((TENANT,), ("GetItem", "BatchGetItem", "Query"))
PAGE = Access((TENANT,), ("GetItem", "Query"))
ONE = Access((TENANT,), ("GetItem",))


class Needs:
    """The needs of one function.

    What follows from the rest of its declaration is not repeated: an endpoint that opens the sandbox day may write its
    examples, and one that remembers its answers may keep them.

    Attributes:
        reads: what it reads of the table: all that a tenant has, unless it says less (PAGE, ONE, an Access); None for
            nothing.
        writes: the kinds that it puts, updates and deletes.
        also: what else it does to the table, by other actions.
        marks: partitions of the sparse index (GSI1) that it queries.
        uses: facilities.
        sends: queues to which it sends.
        files: folders of the documents' bucket.
        layers: layers beside the two that every function has.
        timeout: seconds, or the name of the parameter that says them; 10 by default.
        memory: MB; 512 by default.
        fed_by: what invokes it, where no route of the API does.
    """

    __slots__ = ("also", "fed_by", "files", "layers", "marks", "memory", "reads", "sends", "timeout", "uses", "writes")

    def __init__(
        self,
        *,
        reads: Access | None = ITEMS,
        writes: "tuple[Partition, ...]" = (),
        also: tuple[Access, ...] = (),
        marks: tuple[str, ...] = (),
        uses: "tuple[Facility, ...]" = (),
        sends: "tuple[Queue, ...]" = (),
        files: tuple[Files, ...] = (),
        layers: "tuple[Layer, ...]" = (),
        timeout: int | str | None = None,
        memory: int | None = None,
        fed_by: "tuple[Trigger, ...]" = (),
    ) -> None:
        self.reads, self.writes, self.also, self.marks = reads, writes, also, marks
        self.uses, self.sends, self.files, self.layers = uses, sends, files, layers
        self.timeout, self.memory, self.fed_by = timeout, memory, fed_by


def parts(kind: "Kind") -> str:
    """The partitions into which a kind is split, beside its own: `org_*#INN#*`."""
    return f"org_*#{kind.partition}#*"


def live(kind: "Kind") -> str:
    """A kind's partition in live alone."""
    return f"org_*#live#{kind.partition}"
