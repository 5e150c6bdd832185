"""The failures and faults of agents."""

from bivelio_core.errors import ApiError
from bivelio_core.faults import register


class AgentInactive(ApiError):
    """The agent is not active."""

    code, status = "AGENT_INACTIVE", 409


NOT_CHECKABLE = register("agents", "json_schema")
TOO_DEAR = register("agents", "maximum_credits")
TOO_FEW = register("agents", "minimum_credits")
UNKNOWN_MODEL = register("agents", "unknown_model")
SERVER_TOOL_NAME = register("agents", "server_tool_name")
SERVER_TOOL = register("agents", "server_tool")
UNREADABLE_SERVER = register("agents", "unreadable_server")
LONG_DESCRIPTION = register("agents", "long_description")
ANOTHER_PIN = register("agents", "another_pin")
NOTHING_PINNED = register("agents", "nothing_pinned")
NO_TESTS = register("agents", "no_tests")
NOT_OF_FRONT_DESK = register("agents", "not_of_front_desk")
DECIDED_BY_PERSON = register("agents", "decided_by_person")
