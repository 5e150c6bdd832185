"""The codes with which a step with an effect can fail: what `retry.on` can name."""

STEP_FAILURES = frozenset(
    {
        # by the step itself
        "ANSWER_TOO_LARGE",
        "CONNECTION",
        "EVENT_TIMEOUT",
        "EXPRESSION_ERROR",
        "HTTP_STATUS",
        "INTERNAL_ERROR",
        "OUTPUT_TOO_LARGE",
        "SECRET_NOT_ALLOWED",
        "SECRET_NOT_FOUND",
        "TIMEOUT",
        "TOKEN_REFUSED",
        "URL_REFUSED",
        "VALIDATION_ERROR",
        # by the operation that it carries out: codes of the API
        "AGENT_INACTIVE",
        "AUTH_INSUFFICIENT_SCOPE",
        "CONFLICT",
        "CREDITS_EXHAUSTED",
        "IDEMPOTENCY_CONFLICT",
        "IDEMPOTENCY_MISMATCH",
        "INTEGRATION_ERROR",
        "RATE_LIMIT_EXCEEDED",
        "RESOURCE_FORBIDDEN",
        "RESOURCE_NOT_FOUND",
        "WORKFLOW_ALREADY_RUNNING",
    }
)
