"""The http_request step: its input, and the check of URLs that can never be called."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from bivelio_core import egress
from bivelio_core.expressions import saving
from bivelio_core.expressions.rendering import has_expression
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.faults import Fault
from bivelio_core.models import EXACTLY, Request
from bivelio_core.workflows.definitions import messages
from bivelio_core.workflows.definitions.concurrency import JmesPath

HeaderName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
HeaderValue = Annotated[str, Field(max_length=4_000)]
QueryName = Annotated[str, Field(min_length=1, max_length=100)]
QueryValue = Annotated[str, Field(max_length=1_000)] | int | float | bool | None
FormValue = Annotated[str, Field(max_length=100_000)] | int | float | bool | None
Parameters = dict[QueryName, QueryValue | Annotated[list[QueryValue], Field(max_length=50)]]
Credential = Annotated[str, EXACTLY, Field(min_length=1, max_length=4_096)]
FileName = Annotated[str, Field(min_length=1, max_length=200)]
Address = Annotated[str, Field(min_length=1, max_length=2_000)]

MAXIMUM_PAGES = 100
SCHEMES = ("basic", "bearer", "api_key", "oauth2_client_credentials")
WAYS = ("next_url", "link_header", "cursor", "while")


class Basic(Request):
    """HTTP's Basic authentication (RFC 7617)."""

    username: Credential = Field(description="The user name.")
    password: Annotated[str, EXACTLY, Field(max_length=4_096)] = Field(
        "", description="The password that goes with the user name."
    )


class Bearer(Request):
    """A bearer token (RFC 6750)."""

    token: Credential = Field(description="What the header has after `Bearer`.")


class ApiKeySent(Request):
    """A key in a header or in a parameter of the query."""

    name: HeaderName = Field(description="The name of the header or parameter.", examples=["X-API-Key"])
    value: Credential = Field(description="What the header has as its value.")
    place: Literal["header", "query"] = Field("header", alias="in", description="Where the key is sent.")


class ClientCredentials(Request):
    """An access token for the client itself (RFC 6749, section 4.4). It is kept until shortly before it expires."""

    token_url: Address = Field(description="The token endpoint of the authorisation server.")
    client_id: Credential = Field(description="The client.")
    client_secret: Credential = Field(description="Its secret.")
    scope: Annotated[str, Field(max_length=1_000)] | None = Field(None, description="What is asked for.")
    audience: Annotated[str, Field(max_length=1_000)] | None = Field(None, description="For whom, where that is asked.")
    client_in: Literal["header", "body"] = Field("header", description="Where client and secret are sent.")


class Auth(Request):
    """How the request is authenticated: exactly one of these."""

    basic: Basic | None = Field(None, description="A user name and a password.")
    bearer: Bearer | None = Field(None, description="A bearer token.")
    api_key: ApiKeySent | None = Field(None, description="A key in a header or parameter.")
    oauth2_client_credentials: ClientCredentials | None = Field(None, description="A token for the client.")


class Pages(Request):
    """How to read all pages of a list. Exactly one of `next_url`, `link_header`, `cursor` and `while`.

    The expressions are JMESPath over an answer, `{status, headers, body, json, page}`, without braces.
    """

    items: JmesPath = Field("json", description="The list that a page has; null is an empty one.")
    next_url: JmesPath | None = Field(None, description="The URL of the next page, null on the last one.")
    link_header: Literal[True] | None = Field(None, description="The next page is in the header Link (RFC 8288).")
    cursor: JmesPath | None = Field(None, description="The value of `parameter` for the next page, null on the last.")
    while_: JmesPath | None = Field(None, alias="while", description="Whether there is a next page, by its number.")
    parameter: QueryName | None = Field(None, description="The parameter: by default `cursor`, or `page` with `while`.")
    place: Literal["query", "json"] = Field(
        "query",
        alias="in",
        description="Where the parameter is sent; of the JSON body it is a path, `variables.after`.",
    )
    start: Annotated[int, Field(ge=0, le=1_000_000_000)] = Field(1, description="With `while`: the first number.")
    step: Annotated[int, Field(ge=1, le=10_000)] = Field(1, description="With `while`: by how much the number grows.")
    max_pages: Annotated[int, Field(ge=1, le=MAXIMUM_PAGES)] = Field(
        MAXIMUM_PAGES, description="The most pages that are read; `has_more` tells that there were others."
    )


class Repeat(Request):
    """Ask again until an answer is as wanted, e.g. until a job at the receiver is done."""

    condition: JmesPath = Field(description="JMESPath over an answer, `{status, headers, body, json}`, without braces.")
    every_seconds: Annotated[int, Field(ge=2, le=86_400)] = Field(10, description="The wait between two requests.")
    timeout_seconds: Annotated[int, Field(ge=2, le=2_678_400)] = Field(3_600, description="How long to go on asking.")


class SaveAs(Request):
    """Keep the answer as a document."""

    filename: FileName = Field(description="The document's name.", examples=["informe.pdf"])


_A_NAME = {"type": "string", "minLength": 1, "maxLength": 200}
AS_FILE = {
    "anyOf": [
        _A_NAME,
        {
            "type": "object",
            "properties": {"filename": _A_NAME},
            "required": ["filename"],
            "additionalProperties": False,
        },
    ]
}
"""The name alone, or an object with it."""


def _named(value: Any) -> Any:
    """`save_as` as an object, where it is the name alone."""
    return {"filename": value} if isinstance(value, str) else value


class HttpRequestInput(Request):
    """Call a public HTTPS address. Values in `url` and `query` are percent-encoded; one of `json`, `body` and `form`.

    The output is `{status, headers, body, json}`. The request carries an Idempotency-Key made of instance, step and
    iteration; retries carry the same one. An answer that is not 2xx fails the step (HTTP_STATUS); 408, 425, 429 and 5xx
    are retried, not before the receiver's Retry-After. In the sandbox nothing is sent.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] = Field("POST", description="The HTTP method.")
    url: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2_000,
            examples=["https://example.com/hook"],
            description="The URL to call, a template.",
        ),
    ]
    query: Annotated[
        Parameters,
        Field(
            max_length=50, description="Added to the URL, percent-encoded; null is left out, a list repeats the name."
        ),
    ] = Field(default_factory=dict)
    headers: Annotated[dict[HeaderName, HeaderValue], Field(max_length=50)] = Field(
        default_factory=dict, description="HTTP headers."
    )
    json_: Annotated[Any, Field(alias="json", description="The body as JSON.")] = None
    body: Annotated[str, Field(max_length=200_000)] | None = Field(None, description="The body as text.")
    form: Annotated[
        dict[QueryName, FormValue | Annotated[list[FormValue], Field(max_length=50)]] | None,
        Field(max_length=100, description="The body as the fields of a form; null is left out, a list repeats one."),
    ] = None
    auth: Auth | None = Field(None, description="How the request is authenticated.")
    pagination: Pages | None = Field(
        None, description="Read all pages of a list; the output is `{items, pages, has_more, next, status}`."
    )
    repeat_until: Repeat | None = Field(None, description="Ask again until an answer is as wanted.")
    save_as: Annotated[SaveAs, BeforeValidator(_named), WithJsonSchema(AS_FILE)] | None = Field(
        None, description="Keep the answer, up to 10 MB, as a document of this name; the output has its `document_id`."
    )


def faults_of(inputs: Mapping[str, Any]) -> Iterator[Fault]:
    """What the model cannot judge: URLs that could never be called, and what excludes each other."""
    auth, pages, repeat = inputs.get("auth"), inputs.get("pagination"), inputs.get("repeat_until")
    yield from _url_faults("url", inputs.get("url"))
    if isinstance(auth, dict):
        if sum(auth.get(scheme) is not None for scheme in SCHEMES) != 1:
            yield Fault("auth", messages.EXACTLY_ONE, {"expected": ", ".join(SCHEMES)})
        if isinstance(client := auth.get("oauth2_client_credentials"), dict):
            yield from _url_faults("auth.oauth2_client_credentials.token_url", client.get("token_url"))
    if isinstance(pages, dict):
        if sum(pages.get(way) is not None for way in WAYS) != 1:
            yield Fault("pagination", messages.EXACTLY_ONE, {"expected": ", ".join(WAYS)})
        for name in ("items", "next_url", "cursor", "while"):
            yield from _expression_faults(f"pagination.{name}", pages.get(name))
        if pages.get("in") == "json":
            yield from _body_faults(inputs, pages)
    if sum(part is not None for part in (pages, repeat, inputs.get("save_as"))) > 1:
        excluding = "pagination, repeat_until, save_as"
        yield Fault("save_as" if inputs.get("save_as") else "pagination", messages.EXACTLY_ONE, {"expected": excluding})
    if isinstance(repeat, dict):
        yield from _expression_faults("repeat_until.condition", repeat.get("condition"))


def _body_faults(inputs: Mapping[str, Any], pages: Mapping[str, Any]) -> Iterator[Fault]:
    """Pages in a body that is no JSON object, or whose place is a URL."""
    if pages.get("next_url") is not None or pages.get("link_header") is not None:
        yield Fault("pagination", messages.EXACTLY_ONE, {"expected": "cursor, while"})
    document = inputs.get("json")
    if any(inputs.get(name) is not None for name in ("body", "form")):
        yield Fault("json", "required")
    elif not (document is None or isinstance(document, dict) or has_expression(document)):
        yield Fault("json", "object")
    parameter = pages.get("parameter")
    if isinstance(parameter, str) and not all(parameter.split(".")):
        yield Fault("pagination.parameter", "format")


def _url_faults(field: str, url: Any) -> Iterator[Fault]:
    if isinstance(url, str) and not has_expression(url):
        try:
            egress.check_written(url)
        except egress.EgressRefused:
            yield Fault(field, "url_not_allowed")


def _expression_faults(field: str, expression: Any) -> Iterator[Fault]:
    """The faults of an expression over an answer."""
    if isinstance(expression, str):
        try:
            saving.check(expression, roots=False)
        except ExpressionError as error:
            yield Fault(field, messages.EXPRESSION, {"reason": error.text})
