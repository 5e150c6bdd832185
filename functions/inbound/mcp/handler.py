"""/v1/mcp and /v1/mcp/readonly: the MCP server, by which assistants of others use the API."""

from bivelio_core.entrypoints.inbound import Call, Reply, inbound
from bivelio_core.entrypoints.mcp_call import MAXIMUM_BODY_BYTES, PATH, READONLY_PATH, answer, refuse
from bivelio_core.needs import AUDIT, ORGANISATIONS, Access, Needs
from bivelio_core.store import keys


@inbound(
    PATH,
    also_at=(READONLY_PATH,),
    methods=("GET", "POST", "DELETE"),
    maximum_body_bytes=MAXIMUM_BODY_BYTES,
    refuse=refuse,
    needs_credential=True,
    needs=Needs(
        reads=Access((ORGANISATIONS, keys.EFFECT), ("GetItem",)),  # the language; confirmations
        also=(Access((keys.EFFECT, AUDIT), ("PutItem", "UpdateItem")),),
        uses=("app_url", "call_operations"),
        timeout=29,  # as long as API Gateway waits: a tool asks several operations
    ),
)
def handler(call: Call) -> Reply:
    """Answer a message of the Model Context Protocol."""
    return answer(call)
