"""The http_request step: what it takes."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import Request

HeaderName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
HeaderValue = Annotated[str, Field(max_length=4_000)]


class HttpRequestInput(Request):
    """Call a public HTTPS address. `json` or `body`, not both. The output is `{status, headers, body, json}`.

    The request carries an Idempotency-Key made of instance, step and iteration; repeats carry the same one. An answer
    that is not 2xx fails the step (HTTP_STATUS); 408, 425, 429 and 5xx are tried again.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] = "POST"
    url: Annotated[str, Field(min_length=1, max_length=2_000, examples=["https://example.com/hook"])]
    headers: Annotated[dict[HeaderName, HeaderValue], Field(max_length=50)] = Field(default_factory=dict)
    json_: Annotated[Any, Field(alias="json")] = None
    body: Annotated[str, Field(max_length=200_000)] | None = None
