"""The requests and answers of the endpoints of agents."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from bivelio_core.models import (
    NOT_NULL,
    ListRequest,
    NullableResponse,
    Pagination,
    Request,
    Response,
    Timestamp,
    by_form,
)

from .conversations.models import ConversationId
from .fields import (
    MAXIMUM_TOOLS,
    AgentId,
    Category,
    DailyCredits,
    Description,
    InputContext,
    Instructions,
    MaximumCredits,
    Model,
    Name,
    OutputSchema,
    Text,
    ToolName,
)
from .seen import Sees

Status = Literal["active", "inactive"]
ExecutionStatus = Literal["completed", "failed", "waiting"]

_ID = "The id of the agent."
_TOOLS = (
    "The operations that the model may have carried out, such as `contacts.list`, by name or with an `approval`, "
    "and tools of MCP servers, `mcp:<connection>:<tool>`; you need their scopes."
)
_SCHEMA = (
    "The JSON Schema (2020-12) of the output, an object of at most 32 kB. Without it the output is `{text}`. No "
    "references to other documents, no regular expressions, no conditions."
)
_MAXIMUM = (
    "The most credits an invocation may cost; one with a longer input is refused. At least the factor of the model, "
    "and five times it by default."
)
_DAILY = "The most credits of a day (UTC); more are refused (402). Owners get a mail at 80 %, and when all are spent."
_SEES = (
    "What the agent sees of the contact it talks with: `name`, `first_name`, `email`, `phone`, `language`, "
    "`job_title`, `tags`, `birthday`, `address`, `custom_fields.<name>`. Nothing by default."
)
_MODEL = (
    "The language model, such as `gemini-3.5-flash-lite`: one of the guide *The language model*. A dearer one "
    "multiplies the credits by its factor."
)


class Over(Request):
    """Limits of numbers, above which a person decides."""

    over: Annotated[
        dict[Annotated[str, Field(min_length=1, max_length=60)], float], Field(min_length=1, max_length=5)
    ] = Field(
        description='The most that a call may have without being asked about, by the field: `{"total": 500}`. The '
        "field is one of what the operation takes, or of the resource that its `id` names; what is not known is asked."
    )


_ApprovalWord = Literal["never", "always"]
Approval = Annotated[_ApprovalWord | Over, by_form(Over, _ApprovalWord)]


class GrantedTool(Request):
    """An operation or a tool of an MCP server that an agent may use, and when a person decides first."""

    name: ToolName = Field(description="The operation, such as `invoices.send`, or `mcp:<connection>:<tool>`.")
    approval: Approval | None = Field(
        None,
        description="`never`, `always`, or `{over: {total: 500}}`. By default `always` when what it changes cannot be "
        "taken back, else `never`. A tool of an MCP server that may change something is always decided.",
    )
    reach: Literal["person", "all"] | None = Field(
        None,
        description="In a conversation with a contact, whether calls may be about anybody (`all`); by default they are "
        "about that contact alone, and tools of MCP servers are not offered.",
    )
    pinned: Annotated[str, Field(min_length=32, max_length=32)] | None = Field(
        None,
        description="Of a tool of an MCP server: stands for what the server said of it when it was granted. Sent back, "
        "the grant stays as it is; without it the tool is granted as the server has it now.",
    )


Tool = Annotated[ToolName | GrantedTool, by_form(GrantedTool, ToolName)]
Tools = Annotated[list[Tool], Field(max_length=MAXIMUM_TOOLS)]


class CreateAgent(Request):
    """A new agent."""

    name: Name = Field(description="The name, on one line.")
    description: Description = Field("", description="What the agent is for.")
    category: Category = Field("general", description="A word by which agents are listed.")
    instructions: Instructions = Field(description="What the model shall do with each input.")
    model: Model | None = Field(None, description=f"{_MODEL} The platform's own by default.")
    output_schema: OutputSchema | None = Field(None, description=_SCHEMA)
    status: Status = Field("active", description="Only active agents can be invoked.")
    tools: Tools = Field(default_factory=list, description=_TOOLS)
    sees: Sees = Field(default_factory=list, description=_SEES)
    daily_credits: DailyCredits | None = Field(None, description=_DAILY)
    maximum_credits: MaximumCredits = Field(5, description=_MAXIMUM)


class UpdateAgent(Request):
    """Changes of an agent; what is not sent stays. `null` takes away the schema."""

    agent_id: AgentId = Field(description=_ID)
    version: int | None = Field(None, description="Refuse the change unless this is the current version.")
    name: Annotated[Name | None, NOT_NULL] = Field(None, description="The name, on one line.")
    description: Annotated[Description | None, NOT_NULL] = Field(None, description="What the agent is for.")
    category: Annotated[Category | None, NOT_NULL] = Field(None, description="A word by which agents are listed.")
    instructions: Annotated[Instructions | None, NOT_NULL] = Field(None, description="What the model shall do.")
    model: Annotated[Model | None, NOT_NULL] = Field(None, description=_MODEL)
    output_schema: OutputSchema | None = Field(None, description=_SCHEMA)
    status: Annotated[Status | None, NOT_NULL] = Field(None, description="Only active agents can be invoked.")
    tools: Annotated[Tools | None, NOT_NULL] = Field(None, description=_TOOLS)
    sees: Annotated[Sees | None, NOT_NULL] = Field(None, description=_SEES)
    daily_credits: DailyCredits | None = Field(None, description=f"{_DAILY} `null` takes it away.")
    maximum_credits: Annotated[MaximumCredits | None, NOT_NULL] = Field(None, description=_MAXIMUM)


class GetAgent(Request):
    """Which agent to read."""

    agent_id: AgentId = Field(description=_ID)
    server_words: bool = Field(
        False, description="Whether to show what MCP servers said of their tools when these were granted."
    )


class DeleteAgent(Request):
    """Which agent to delete."""

    agent_id: AgentId = Field(description=_ID)


class DeletedAgent(Response):
    """An agent that is gone."""

    agent_id: str = Field(description=_ID)
    deleted: bool = Field(description="Always true.")


class ListAgents(ListRequest):
    """Which agents to list."""

    status: Literal["active", "inactive", "all"] = Field("all", description="Only agents with this status, or `all`.")
    category: Annotated[str, Field(min_length=1, max_length=40)] = Field(
        "all", description="Only agents of this category, or `all`."
    )


class AgentSummary(NullableResponse):
    """An agent in a list."""

    nullable: ClassVar[frozenset[str]] = frozenset({"avg_latency_ms"})

    id: str = Field(description=_ID)
    name: str = Field(description="The name, on one line.")
    description: str = Field(description="What the agent is for.")
    category: str = Field(description="A word by which agents are listed.")
    status: Status = Field(description="Only active agents can be invoked.")
    model: str = Field(description="The language model, as it was named.")
    avg_latency_ms: int | None = Field(None, description="How long an invocation of today took; null without one.")
    invocations_today: int = Field(description="How many invocations were completed today (UTC).")


class AgentPage(Response):
    """A page of agents, oldest first."""

    agents: list[AgentSummary] = Field(description="The agents of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class ServerWords(Response):
    """What an MCP server says of a tool."""

    calls: str | None = Field(None, description="The server's tool that it calls, if the connection gave it its name.")
    title: str | None = Field(None, description="A title for people.")
    description: str | None = Field(None, description="What the tool does, in the server's words.")
    parameters: dict[str, Any] = Field(description="The JSON Schema of the tool's parameters.")
    read_only: bool = Field(description="Whether the server says that the tool changes nothing.")
    idempotent: bool = Field(description="Whether the server says that repeating a call changes nothing more.")


class Agent(AgentSummary):
    """An agent."""

    running_model: str = Field(
        description="The language model that is asked now: `model`, its successor when Google has ended it, or the "
        "platform's own when the name is no longer known."
    )
    instructions: str = Field(description="What the model shall do with each input.")
    output_schema: dict[str, Any] | None = Field(None, description="The JSON Schema of the output.")
    tools: list[str | GrantedTool] = Field(description="The operations that the model may have carried out.")
    server_words: dict[str, ServerWords] | None = Field(
        None, description="By the name of a tool, what its MCP server said of it when it was granted, if asked for."
    )
    daily_credits: int | None = Field(None, description=_DAILY)
    credits_today: int | None = Field(None, description="What its invocations of today cost, where that has a limit.")
    sees: list[str] | None = Field(None, description="What the agent sees of the contact it talks with, if anything.")
    maximum_credits: int = Field(description="The most credits an invocation may cost.")
    version: int = Field(description="The version; it grows with every change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class AgentInput(Request):
    """What an agent is given."""

    text: Text = Field(description="What the person or the program says to the agent.")
    context: InputContext | None = Field(None, description="What else the model should know, at most 64 kB of JSON.")


class InvokeAgent(Request):
    """An invocation of an agent."""

    agent_id: AgentId = Field(description=_ID)
    input: AgentInput = Field(description="What the agent is given.")
    conversation_id: ConversationId | None = Field(
        None,
        description="A conversation that the agent remembers: one of `agents/conversations/create`, or the id of a "
        "contact, for the messages with it.",
    )
    front_desk: bool = Field(
        False,
        description="Try the front desk: answer as it would now, as `{reply, hand_over, confident}`. Nothing is sent.",
    )
    suggests_reply: bool = Field(
        False,
        description="With a contact's id as `conversation_id`: a draft of what to write, as the front desk would. "
        "The input says what you want of it. Nothing is sent; the output is as with `front_desk`.",
    )
    stream: bool = Field(False, description="Answer as `text/event-stream`: `delta`, `tool`, then `result` or `error`.")
    allow_writes: bool = Field(False, description="Whether the agent may use those of its tools that change something.")


class WaitingCall(Response):
    """A call that the model wants to make and a person decides about."""

    tool: str = Field(description="The operation.")
    arguments: dict[str, Any] = Field(description="What it would be given.")


class Invocation(Response):
    """What an agent answered."""

    execution_id: str = Field(description="The id of the execution.")
    status: Literal["waiting"] | None = Field(
        None, description="`waiting` when a person has to decide about calls of tools; absent when it is completed."
    )
    waiting: list[WaitingCall] | None = Field(None, description="The calls that wait, for `/agents/approve`.")
    expires_at: Timestamp | None = Field(None, description="Until when they can be approved.")
    agent_id: str = Field(description=_ID)
    agent_name: str = Field(description="The name of the agent.")
    output: dict[str, Any] = Field(description="The output: as the agent's schema says, else `{text}`.")
    tokens_used: int = Field(description="Tokens of the model used.")
    credits_consumed: int = Field(description="AI credits consumed.")
    duration_ms: int = Field(description="The duration in milliseconds.")
    completed_at: Timestamp = Field(description="When it was completed.")
    model: str = Field(
        description="The model that answered, with its version; it may be another than the agent's when that is gone "
        "or overloaded."
    )
    tools_used: list[str] | None = Field(None, description="The tools that were used, in order.")


ExecutionId = Annotated[str, Field(min_length=1, max_length=64)]


class ApproveCalls(Request):
    """A decision about the calls that an execution waits for."""

    execution_id: ExecutionId = Field(description="The id of the execution.")
    approved: bool = Field(description="Whether the calls are carried out; if not, the model is told that it may not.")
    comment: Annotated[str, Field(max_length=1000)] | None = Field(
        None, description="A reason, kept with the decision."
    )
