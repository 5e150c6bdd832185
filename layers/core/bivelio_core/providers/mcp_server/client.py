"""The adapter over the official SDK: one session for each operation, in either generation of the protocol.

The SDK asks a server for the newer protocol (2026-07-28) and falls back to the older one (2025-11-25). It is imported
when this module is, which takes most of a second: registry.py imports it on first use.
"""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import TypeVar

import anyio
import httpx2
from mcp import Client, MCPError
from mcp.client.caching import CacheConfig, InMemoryResponseCacheStore
from mcp.client.streamable_http import streamable_http_client
from mcp_types import REQUEST_TIMEOUT, CallToolResult, Implementation, TextContent
from mcp_types import Tool as ListedTool
from pydantic import ValidationError

from .failures import McpRefused, McpUnavailable
from .port import CALL_SECONDS, MAXIMUM_RESULT_BYTES, JsonObject, Permit, Target, Tool
from .transport import GuardedTransport, repeatable

Result = TypeVar("Result")
Work = Callable[[Client], Awaitable[Result]]

US = Implementation(name="bivelio", version="1.0.0")
MAXIMUM_FAILURE_CHARACTERS = 4_000
PAGES = 20
"""The most pages of tools that are read."""

GRACE_SECONDS = 0.5
"""What the SDK is given after the deadline of the transport, to report it."""

for _name in ("mcp", "httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)  # they log addresses, and what servers answer

_listings = InMemoryResponseCacheStore()
"""The lists of tools that servers allow to be kept (`ttlMs`), apart for each address and token."""


class SdkServer:
    """Servers as the SDK's client sees them."""

    def __init__(self, seconds: float = CALL_SECONDS) -> None:
        self._seconds = seconds

    def tools(self, target: Target) -> list[Tool]:
        """See McpServer.tools."""

        async def work(client: Client) -> list[Tool]:
            return [_tool(each) async for each in _listed(client)]

        return self._in_session(target, work, _Progress())

    def call(self, target: Target, tool: str, arguments: JsonObject, permit: Permit) -> JsonObject:
        """See McpServer.call."""
        progress = _Progress()

        async def work(client: Client) -> JsonObject:
            # Listed first: the client sends as headers what the tool's schema asks for.
            tools = [_tool(each) async for each in _listed(client) if each.name == tool]
            if not tools:
                raise McpRefused("unknown_tool")
            permit(tools[0])
            progress.was_called = True
            result = await client.session.call_tool(tool, arguments, allow_input_required=True)
            if not isinstance(result, CallToolResult):
                raise McpRefused("input_required")
            return _content(result)

        return self._in_session(target, work, progress)

    def _in_session(self, target: Target, work: Work[Result], progress: "_Progress") -> Result:
        transport = GuardedTransport(self._seconds)
        outcome: list[Result] = []

        async def run() -> None:
            with anyio.fail_after(self._seconds + GRACE_SECONDS):
                async with _session(target, transport) as client:
                    outcome.append(await work(client))

        try:
            anyio.run(run)
        except Exception as error:  # noqa: BLE001 - the edge of the SDK: each of its failures has a meaning
            if outcome:  # the end of the session failed, after the answer
                return outcome[0]
            own = _own_error(error)
            raise own or _failure(error, transport, progress) from (None if own else error)
        return outcome[0]


class _Progress:
    """Whether the call of the tool has begun."""

    was_called = False


@asynccontextmanager
async def _session(target: Target, transport: GuardedTransport) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {target.token}"} if target.token else {}
    cache = CacheConfig(
        store=_listings,
        partition=sha256(json.dumps([target.url, target.token]).encode()).hexdigest(),
        target_id=target.url,
    )
    async with (
        httpx2.AsyncClient(transport=transport, headers=headers, timeout=None, trust_env=False) as http,
        Client(streamable_http_client(target.url, http_client=http), client_info=US, cache=cache) as client,
    ):
        yield client


async def _listed(client: Client) -> AsyncIterator[ListedTool]:
    cursor: str | None = None
    for _ in range(PAGES):
        page = await client.list_tools(cursor=cursor)
        for tool in page.tools:
            yield tool
        cursor = page.next_cursor
        if cursor is None:
            return


def _tool(listed: ListedTool) -> Tool:
    hints = listed.annotations
    return Tool(
        listed.name,
        listed.description,
        listed.input_schema,
        listed.title or (hints.title if hints else None),
        bool(hints and hints.read_only_hint),
        bool(hints and hints.idempotent_hint),
        not (hints and hints.destructive_hint is False),
    )


def _content(result: CallToolResult) -> JsonObject:
    """A result as one JSON object. Raises McpRefused for a tool's error and for a result that is too large."""
    if result.is_error:
        raise McpRefused("tool_error", "\n".join(_texts(result)) or None, structured=_structured(result))
    content = _as_object(result)
    if len(json.dumps(content, ensure_ascii=False).encode()) > MAXIMUM_RESULT_BYTES:
        raise McpRefused("too_large")
    return content


def _structured(result: CallToolResult) -> JsonObject | None:
    """The structured content of a failure, unless it is long."""
    content = result.structured_content
    is_short = isinstance(content, dict) and len(json.dumps(content, ensure_ascii=False)) <= MAXIMUM_FAILURE_CHARACTERS
    return content if is_short else None


def _as_object(result: CallToolResult) -> JsonObject:
    """The structured content; else a single text that is a JSON object; else the content as it came."""
    if isinstance(result.structured_content, dict):
        return result.structured_content
    texts = _texts(result)
    if len(texts) == len(result.content) == 1:
        try:
            parsed = repeatable(texts[0])
        except (ValueError, RecursionError):
            parsed = None
        if isinstance(parsed, dict):
            return parsed
    blocks = [each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in result.content]
    document: JsonObject = {"content": blocks}
    if result.structured_content is not None:
        document["structured_content"] = result.structured_content
    return document


def _texts(result: CallToolResult) -> list[str]:
    return [each.text for each in result.content if isinstance(each, TextContent)]


def _failure(error: Exception, transport: GuardedTransport, progress: _Progress) -> McpRefused | McpUnavailable:
    """What a failed session means: first what the transport saw, which the SDK does not hand on."""
    failure = transport.cause or transport.refusal or _meaning(error)
    if isinstance(failure, McpUnavailable):
        failure.was_called = progress.was_called
    return failure


def _own_error(error: BaseException) -> Exception | None:
    """What our own code raised inside the session's task groups."""
    if isinstance(error, BaseExceptionGroup):
        return next(filter(None, map(_own_error, error.exceptions)), None)
    is_foreign = isinstance(error, MCPError | ValidationError | RuntimeError | TimeoutError | httpx2.HTTPError)
    is_foreign = is_foreign or type(error).__module__.partition(".")[0] in ("anyio", "mcp", "httpx2")
    return error if isinstance(error, Exception) and not is_foreign else None


def _meaning(error: BaseException) -> McpRefused | McpUnavailable:
    """The meaning of what the SDK raised by itself."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, TimeoutError):
        return McpUnavailable("timeout")
    if not isinstance(error, MCPError):
        return McpRefused("invalid_answer")
    return (
        McpUnavailable("timeout")
        if error.code == REQUEST_TIMEOUT
        else McpRefused("refused", error.message, code=error.code)
    )


def connect() -> SdkServer:
    """The adapter, for the registry."""
    return SdkServer()
