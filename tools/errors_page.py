"""docs/errors.md from the error classes: `python -m tools.errors_page [--check]`."""

from bivelio_core.errors import ApiError
from bivelio_core.faults import MESSAGES

from tools.endpoints import operations
from tools.generated import write_or_check
from tools.subclasses import subclasses
from tools.template import ROOT

FILE = ROOT / "docs" / "errors.md"

HEADER = """# Errors

Made by `make errors` from `bivelio_core/errors.py` and `faults.py`; do not edit.

Every failure has the same envelope. `code` is the contract; `message` is for a person, in the language of
`Accept-Language` (`ca`, `es` or `en`); `request_id` is what support asks for; `retryable` says whether the same request
can succeed later, and `retry_after` (also the header `Retry-After`) in how many seconds. What API Gateway refuses by
itself, without any function of ours (an unknown credential or path, a body beyond 6 MB, too many requests a second), is
said in Catalan whatever the header asks; the plan's limit is told in the caller's language.

```json
{
  "success": false,
  "error": {
    "code": "VALIDATION_ERROR",
    "message": "El camp 'email' és obligatori.",
    "details": {
      "field": "email",
      "constraint": "required",
      "errors": [{"field": "email", "constraint": "required", "message": "El camp 'email' és obligatori."}]
    },
    "request_id": "…",
    "retryable": false,
    "doc_url": "https://docs.bivelio.com/errors#validation_error"
  }
}
```
"""

FAULTS = """`details.errors` lists the faults, up to 20; `details` repeats the first. `field` is the path inside `data`
as it was sent, `line_items[0].quantity`; a name that a path cannot hold is quoted, `custom_fields["a.b"]`. Faults of a
header name the header, faults of the text itself `body`. `limit`, `step` and `reason` are there where the constraint
has them; `reason` is what a parser said, in English.
"""

REMEDIES = {
    "AUTH_INVALID_TOKEN": (
        "Send a valid `X-API-Key` or `Authorization: Bearer`. Live keys answer on `/v1`, test keys on the sandbox."
    ),
    "AUTH_EXPIRED_TOKEN": "Call `/auth/token?grant_type=refresh_token`.",
    "AUTH_INSUFFICIENT_SCOPE": (
        "Use a credential with the scope in `details.required_scope`; with `reason: users_only`, an access token."
    ),
    "VALIDATION_ERROR": "Mend the field in `details.field`; `details.errors` lists all faults.",
    "RESOURCE_FORBIDDEN": "The id was made for another organisation: check which credential you use.",
    "RESOURCE_NOT_FOUND": "Check the id and the path.",
    "CONFLICT": (
        "Read the resource again; `details.reason` says what stands in the way. If `retryable`, send the same again."
    ),
    "IDEMPOTENCY_CONFLICT": "Wait a second and repeat the same request.",
    "IDEMPOTENCY_MISMATCH": "Use a new key for a different request.",
    "WORKFLOW_ALREADY_RUNNING": "Wait for the running instance, cancel it, or allow concurrent runs in the definition.",
    "AGENT_INACTIVE": "Activate the agent first.",
    "RATE_LIMIT_EXCEEDED": "Wait `retry_after` seconds.",
    "CREDITS_EXHAUSTED": "Buy credits or wait for the next period. Repeating the request does not help.",
    "INTEGRATION_ERROR": "`details.reason` is the provider's; with 503 try again after `retry_after`.",
    "INTERNAL_ERROR": "Repeat with exponential backoff and the same Idempotency-Key; tell support the `request_id`.",
}


def page() -> str:
    """The whole page."""
    operations()  # domains register their constraints when they are imported
    lines = [HEADER, "## Codes\n"]
    by_code: dict[str, list[type[ApiError]]] = {}
    for kind in subclasses(ApiError):
        by_code.setdefault(kind.code, []).append(kind)
    for code, kinds in by_code.items():
        lines += [f"### {code}\n"]
        for kind in sorted(kinds, key=lambda kind: kind.status):
            about = (kind.__doc__ or "").strip().split("\n")[0]
            lines.append(f"* **{kind.status}**{', retryable' if kind.retryable else ''}: {about}")
        lines += ["", f"What to do: {REMEDIES[code]}\n"]
    lines += ["## Constraints of VALIDATION_ERROR\n", FAULTS, "| constraint | ca | es | en |", "|---|---|---|---|"]
    lines += [f"| `{name}` | {text['ca']} | {text['es']} | {text['en']} |" for name, text in sorted(MESSAGES.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write_or_check(FILE, page, "errors")
