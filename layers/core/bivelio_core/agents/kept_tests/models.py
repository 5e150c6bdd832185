"""The requests and answers of tests of agents."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bivelio_core.agents.fields import AgentId, ToolName
from bivelio_core.models import LINE, ListRequest, NullableResponse, Pagination, Request, Response, Timestamp

MAXIMUM_TESTS = 50
MAXIMUM_TURNS = 10
LONGEST_TEXT = 4_000
KEPT_VERSIONS = 3

Expectation = Literal["says", "never_says", "calls", "never_calls", "hands_over", "answers"]
Difference = Literal["same", "reworded", "mended", "broken"]

TestName = Annotated[str, LINE, Field(min_length=1, max_length=80, examples=["Preu del menú"])]
Words = Annotated[str, Field(min_length=1, max_length=100)]
WordList = Annotated[list[Words], Field(max_length=10)]
ToolList = Annotated[list[ToolName], Field(max_length=10)]

_AGENT = "The id of the agent."
_NAME = "The name of the test; capitals and accents make no other."
_HANDS_OVER = "Whether a person has to go on after it; only of tests of the front desk. Anything goes without it."
_CREDITS = "The most credits that a run of it costs."


class AgentTestTurn(Request):
    """What somebody writes, and what has to come of it."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)] = Field(description="What somebody writes.")
    says: WordList = Field(default_factory=list, description="Words that the answer must have, in any case.")
    never_says: WordList = Field(default_factory=list, description="Words that the answer must not have.")
    calls: ToolList = Field(default_factory=list, description="Tools that must be called.")
    never_calls: ToolList = Field(default_factory=list, description="Tools that must not be called.")
    hands_over: bool | None = Field(None, description=_HANDS_OVER)


class SaveAgentTest(Request):
    """A test of an agent: new, or in place of the one of its name, whose results go."""

    agent_id: AgentId = Field(description=_AGENT)
    name: TestName = Field(description=_NAME)
    front_desk: bool = Field(
        False, description="Whether the agent is tested as it answers at the front desk, by the settings of the desk."
    )
    turns: Annotated[list[AgentTestTurn], Field(min_length=1, max_length=MAXIMUM_TURNS)] = Field(
        description="What is written, in order; each is answered before the next one."
    )


class ListAgentTests(ListRequest):
    """Whose tests to list."""

    agent_id: AgentId = Field(description=_AGENT)


class DeleteAgentTest(Request):
    """Which test to delete."""

    agent_id: AgentId = Field(description=_AGENT)
    name: TestName = Field(description=_NAME)


class RunAgentTests(Request):
    """Which tests to run, on the agent as it is now."""

    agent_id: AgentId = Field(description=_AGENT)
    names: Annotated[list[TestName], Field(min_length=1, max_length=MAXIMUM_TESTS)] | None = Field(
        None, description="The tests to run; all of the agent without it."
    )


class DeletedAgentTest(Response):
    """A test that is gone."""

    agent_id: str = Field(description=_AGENT)
    name: str = Field(description=_NAME)
    deleted: bool = Field(description="Always true.")


class MissedExpectation(Response):
    """What was expected of an answer, and did not come."""

    expectation: Expectation = Field(description="Which one; `answers` when there was no answer.")
    value: str = Field(description="The word or the tool; for `answers` the code of the error.")


class AnsweredTestTurn(Response):
    """What came of a turn."""

    answer: str = Field(description="The answer; of another form than a text as JSON. At most 2,000 characters.")
    tools_used: list[str] = Field(description="The tools that were called. What changes something is only recorded.")
    hands_over: str | None = Field(None, description="Why a person has to go on, if one has.")
    missed: list[MissedExpectation] = Field(description="What was expected and did not come; empty when all did.")
    execution_id: str | None = Field(None, description="The execution, for `/agents/executions/get`.")


class AgentTestResult(Response):
    """What came of a test with a version of the agent."""

    agent_version: int = Field(description="The version of the agent.")
    passed: bool = Field(description="Whether all came as expected.")
    credits_consumed: int = Field(description="The credits that it cost.")
    run_at: Timestamp = Field(description="When it was run.")
    turns: list[AnsweredTestTurn] = Field(description="What came of each turn; those after a failure are left out.")


class AgentTest(NullableResponse):
    """A test of an agent, with what came of it."""

    nullable: ClassVar[frozenset[str]] = frozenset({"difference"})

    agent_id: str = Field(description=_AGENT)
    name: str = Field(description=_NAME)
    front_desk: bool = Field(description="Whether the agent is tested as it answers at the front desk.")
    turns: list[AgentTestTurn] = Field(description="What is written, and what is expected.")
    credits: int = Field(description=_CREDITS)
    results: list[AgentTestResult] = Field(description="The results of the last three versions, the newest first.")
    difference: Difference | None = Field(
        None,
        description="The newest result beside the one before: `same`, `reworded` (as good, in other words), `mended` "
        "or `broken`; null without two.",
    )
    updated_at: Timestamp = Field(description="When it was last saved.")


class AgentTestRun(Response):
    """A run of tests."""

    status: Literal["running", "completed", "stopped"] = Field(
        description="`stopped` when it did not end within an hour."
    )
    agent_version: int = Field(description="The version of the agent when the run began.")
    done: int = Field(description="How many tests are done.")
    total: int = Field(description="How many tests there are in it.")
    credits: int = Field(description="The most credits that it may cost.")
    credits_consumed: int = Field(description="The credits that it has cost so far.")
    started_at: Timestamp = Field(description="When it began.")


class AgentTestPage(Response):
    """A page of an agent's tests, by name."""

    tests: list[AgentTest] = Field(description="The tests of the page.")
    credits: int = Field(description="The most credits that a run of all tests costs.")
    run: AgentTestRun | None = Field(None, description="The newest run, if there was one.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class StartedAgentTests(AgentTestRun):
    """A run that has begun, or that the same request began before."""

    agent_id: str = Field(description=_AGENT)
