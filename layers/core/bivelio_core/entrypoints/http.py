"""A request, read from an API Gateway proxy event, and an answer, as the proxy integration expects it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from bivelio_core.errors import DOCUMENTATION_URL, TooLarge, ValidationError
from bivelio_core.faults import Fault
from bivelio_core.json_text import to_json

from .language import preferred
from .viewer import address_of

JSON = "application/json; charset=utf-8"
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}
"""Set on every answer, also on API Gateway's own (gateway/source.yaml): answers hold personal data and tokens."""


class HttpRequest(NamedTuple):
    """The parts of a request that we read. Header names are lower case."""

    headers: Mapping[str, str]
    body: bytes
    request_id: str
    stage: str
    source_ip: str
    authorizer: Mapping[str, str]
    query: Mapping[str, str] = MappingProxyType({})
    docs: str = DOCUMENTATION_URL
    """The address of the documentation, a variable of the stage."""

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> "HttpRequest":
        """Read a REST API proxy event (API Gateway Developer Guide, "Input format of a Lambda function")."""
        context = event.get("requestContext") or {}
        authorizer = context.get("authorizer") or {}
        body = event.get("body") or ""
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items() if value is not None}
        return cls(
            headers=headers,
            body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode("utf-8", "surrogatepass"),
            request_id=context.get("requestId", ""),
            stage=context.get("stage", ""),
            source_ip=address_of(headers, context),
            authorizer=authorizer,
            query=event.get("queryStringParameters") or {},
            docs=(event.get("stageVariables") or {}).get("DocsUrl") or DOCUMENTATION_URL,
        )

    @property
    def language(self) -> str:
        """The language of the answer."""
        return preferred(self.headers.get("accept-language", ""))

    def checked_body(self, limit: int) -> bytes:
        """The body, checked for its size and type. Raises TooLarge or ValidationError."""
        if len(self.body) > limit:
            raise TooLarge([Fault("body", "max_bytes", {"limit": limit})])
        if self.body and self.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            raise ValidationError.of("Content-Type", "content_type")
        return self.body


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer: a status, a JSON document or a ready text, and headers. `code` is the code of its failure, if any."""

    status: int
    document: Any
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = JSON
    code: str | None = None

    def all_headers(self) -> dict[str, str]:
        """The headers, with those of every answer."""
        return {"Content-Type": self.content_type, **SECURITY_HEADERS, **self.headers}

    def to_gateway(self) -> dict[str, Any]:
        """The proxy answer."""
        return {
            "statusCode": self.status,
            "headers": self.all_headers(),
            "body": self.document if isinstance(self.document, str) else to_json(self.document),
            "isBase64Encoded": False,
        }
