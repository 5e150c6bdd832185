"""The front door: one address for the API's two stages, a health check and a page for people.

API requests are handed to the emulator's application in the same process, with their bodies and headers untouched, so
the front door adds little latency. Requests from web pages are refused on both ports (`local/visitors.py`).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local import layout
from local.dashboard import Dashboard
from local.docs_site import DocsSite
from local.incoming_mail import NotAMail
from local.mailbox import LARGEST_MAIL_BYTES, Mailbox
from local.pages import page_for
from local.visitors import Visitors, is_file_link
from local.wrong_prefix import not_found, wants_json
from tools.dashboard.policy import BASE as DASHBOARD

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_CORS = b"access-control-"
_STAGES = {"/v1": "v1", "/sandbox/v1": "sandbox"}
_HOST_OF_ITS_OWN = {"/oauth": ("v1", 0), "/mcp": ("v1", 0), "/sandbox/mcp": ("sandbox", len("/sandbox"))}
"""What `mcp.<DomainName>` serves at its root: clients look for the metadata of an authorization server there."""
_WELL_KNOWN = ("/.well-known/oauth-", "/.well-known/openid-configuration")


@dataclass
class Platform:
    """The state of the deployment while the runtime runs.

    Attributes:
        api_id: the REST API to send requests to, once there is one.
        step: the step in progress, in words.
        ready: whether everything is deployed.
        failure: why the deployment failed, if it did.
    """

    api_id: str | None = None
    step: str = "starting"
    ready: bool = False
    failure: str | None = None


@dataclass(frozen=True)
class ForPeople:
    """What the front door shows to people besides the API."""

    site: DocsSite
    dashboard: Dashboard
    mails: Mailbox


def front_door(
    emulator: Application, platform: Platform, people: ForPeople, *, enforces_iam: bool = False
) -> Application:
    """Return the application that serves the front door's port and the AWS endpoint's port."""
    settings = people.site.settings
    visitors = Visitors(settings.names)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await emulator(scope, receive, send)
            return
        is_aws = scope["server"][1] == settings.emulator_port
        method, headers = scope["method"], scope["headers"]
        is_for_pages = not is_aws or is_file_link(method, scope["query_string"], headers)
        is_read = is_for_pages and method == "GET"
        if refusal := visitors.refusal(headers, only_reads=is_read, is_for_pages=is_for_pages):
            detail = f"{refusal} To let a name of your own in: LOCAL_NAMES=<name> make run"
            await _answer(send, 403, "application/json", _json({"status": "refused", "reason": detail}))
            return
        if is_aws:
            answer = send if is_for_pages else _without_cors(send)
            # In the cloud every call uses TLS, and policies require it; here the loopback address replaces it.
            await emulator({**scope, "scheme": "https"} if enforces_iam else scope, receive, answer)
            return
        routed = _to_stage(scope["path"])
        if routed is None and method == "POST" and scope["path"] == "/mail":
            await _take_mail(scope, receive, send, people.mails)
        elif routed is None:
            await _answer_page(scope, send, platform, people)
        elif platform.api_id is None:
            await _answer(send, 503, "application/json", _json({"status": "starting", "step": platform.step}))
        else:
            stage, rest = routed
            await emulator(_inside(scope, f"/restapis/{platform.api_id}/{stage}/_user_request_", rest), receive, send)

    return application


def _without_cors(send: Send) -> Send:
    """Remove CORS headers from the AWS endpoint's answers, so that no web page can read them."""

    async def send_without(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [pair for pair in message["headers"] if not pair[0].lower().startswith(_CORS)]
            message = {**message, "headers": headers}
        await send(message)

    return send_without


def _to_stage(path: str) -> tuple[str, int] | None:
    """Return the stage of an API path and the index at which the path inside the stage begins."""
    for prefix, stage in _STAGES.items():
        if path == prefix or path.startswith(prefix + "/"):
            return stage, len(prefix)
    for prefix, place in _HOST_OF_ITS_OWN.items():
        if path == prefix or path.startswith(prefix + "/"):
            return place
    return ("v1", 0) if path.startswith(_WELL_KNOWN) else None


def _inside(scope: Scope, base: str, cut: int) -> Scope:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return {
        **scope,
        "path": base + (scope["path"][cut:] or "/"),
        "raw_path": base.encode() + (raw.partition(b"?")[0][cut:] or b"/"),
    }


async def _answer_page(scope: Scope, send: Send, platform: Platform, people: ForPeople) -> None:
    path = scope["path"]
    if path == "/health":
        state = {"status": "ready" if platform.ready else "failed" if platform.failure else "starting"}
        detail = {"reason": platform.failure} if platform.failure else {} if platform.ready else {"step": platform.step}
        await _answer(send, 200 if platform.ready else 503, "application/json", _json(state | detail))
        return
    is_dashboard = path == DASHBOARD or path.startswith(f"{DASHBOARD}/")
    page = people.dashboard.page(path) if is_dashboard else page_for(path, people.site, people.mails)
    sent = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if page.status == HTTPStatus.NOT_FOUND and not is_dashboard and wants_json(sent.get(b"accept", "")):
        body = not_found(scope["method"], path, sent.get(b"accept-language", ""))
        await _answer(send, page.status, "application/json", body)
        return
    body = page.body if scope["method"] != "HEAD" else b""
    await _answer(send, page.status, page.content_type, body, page.headers)


async def _take_mail(scope: Scope, receive: Receive, send: Send, mails: Mailbox) -> None:
    """Have the mail arrive that a form describes, and answer the page, which says so."""
    kind = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"content-type"), "")
    try:
        status, notice = 200, await asyncio.to_thread(mails.take, kind, await _body(receive))
    except NotAMail as error:
        status, notice = 400, str(error)
    except (BotoCoreError, ClientError) as error:
        status, notice = 503, f"The mail could not be put where it arrives: {error}"
    page = await asyncio.to_thread(mails.page, notice)  # it reads up to 400 mails: other requests do not wait for that
    await _answer(send, status, "text/html; charset=utf-8", page.encode(), layout.HEADERS)


async def _body(receive: Receive) -> bytes:
    """Read the body of a request. Raises NotAMail for one that is too large or does not end."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST_MAIL_BYTES or message["type"] == "http.disconnect":
            raise NotAMail("It is larger than 30 MB.")
        more = message.get("more_body", False)
    return bytes(body)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()


async def _answer(
    send: Send, status: int, content_type: str, body: bytes, further: Mapping[str, str] = MappingProxyType({})
) -> None:
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    headers += [(name.lower().encode(), value.encode()) for name, value in further.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
