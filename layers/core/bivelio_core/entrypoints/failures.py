"""Answer failed requests, log the failures, and add fields to the requests' log lines."""

from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.errors import ApiError, InternalError, TemporarilyUnavailable
from bivelio_core.requests.sampling import is_sampled

from .http import HttpRequest, HttpResponse
from .logs import logger
from .watched import is_watched

BAD_REQUEST = 400
"""From here on a status tells of a failure. `http.HTTPStatus` takes a hundredth of a cold start."""


def log_fields_of(operation: str, request: HttpRequest, answer: HttpResponse) -> dict[str, str]:
    """Return the additional log fields of a failure, and of a good request whose organisation wants its bodies.

    If they cannot be made, that is logged and they are omitted.
    """
    is_failure = answer.status >= BAD_REQUEST
    if not is_failure and not is_sampled(request.request_id) and not is_watched(request.authorizer.get("organisation")):
        return {}
    from .failed_request import log_fields, success_fields  # noqa: PLC0415 - with the first failure or sample only

    try:
        return (log_fields if is_failure else success_fields)(operation, request, answer)
    except Exception as error:  # noqa: BLE001 - the answer is made, and goes out
        logger.error("a failure could not be told of", exc_info=error)
        return {}


def answer_to(error: Exception, request: HttpRequest) -> HttpResponse:
    """Return the answer to a failure and log it: a refusal with its cause, an unexpected error with its traceback."""
    match error:
        case ApiError():
            if error.__cause__ is not None:
                logger.info("refused", extra={"code": error.code, "cause": _cause_text(error.__cause__)})
            return _failure(error, request)
        case ServiceBusy():
            logger.warning("busy", exc_info=error)
            return _failure(TemporarilyUnavailable(), request)
        case _:
            logger.error("failed", exc_info=error)
            return _failure(InternalError(), request)


def _failure(error: ApiError, request: HttpRequest) -> HttpResponse:
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    described = error.describe(request.language, request.request_id, request.docs)
    return HttpResponse(error.status, {"success": False, "error": described}, headers, code=error.code)


def _cause_text(cause: BaseException) -> str:
    """Return the log text of a refusal's cause: its type, and of its message what cannot repeat the request."""
    from .plain_failures import UNSAID, text_of  # noqa: PLC0415 - failures alone

    name, text = type(cause).__name__, text_of(cause)
    return name if text in ("", UNSAID) else f"{name}: {text}"
