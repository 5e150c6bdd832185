"""The http_request step: its input, and the check of URLs that can never be called."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core import egress
from bivelio_core.faults import Fault
from bivelio_core.models import Request
from bivelio_core.workflows.expressions.rendering import has_expression

HeaderName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
HeaderValue = Annotated[str, Field(max_length=4_000)]
QueryName = Annotated[str, Field(min_length=1, max_length=100)]
QueryValue = Annotated[str, Field(max_length=1_000)] | int | float | bool | None


class HttpRequestInput(Request):
    """Call a public HTTPS address. Values in `url` and `query` are percent-encoded; `json` or `body`, not both.

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
        dict[QueryName, QueryValue | Annotated[list[QueryValue], Field(max_length=50)]],
        Field(
            max_length=50, description="Added to the URL, percent-encoded; null is left out, a list repeats the name."
        ),
    ] = Field(default_factory=dict)
    headers: Annotated[dict[HeaderName, HeaderValue], Field(max_length=50)] = Field(
        default_factory=dict, description="HTTP headers."
    )
    json_: Annotated[Any, Field(alias="json", description="The body as JSON.")] = None
    body: Annotated[str, Field(max_length=200_000)] | None = Field(None, description="The body as text.")


def faults_of(given: Mapping[str, Any]) -> Iterator[Fault]:
    """A URL without expressions that could never be called."""
    url = given.get("url")
    if isinstance(url, str) and not has_expression(url):
        try:
            egress.check_written(url)
        except egress.EgressRefused:
            yield Fault("url", "url_not_allowed")
