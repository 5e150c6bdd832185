"""How a step ends: completed, failed or skipped, with an output or a failure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from bivelio_core.catalogue import LANGUAGES
from bivelio_core.faults import Text, in_language
from bivelio_core.workflows.definitions import outcomes

if TYPE_CHECKING:
    from bivelio_core.errors import ApiError

COMPLETED, FAILED, SKIPPED = outcomes.COMPLETED, outcomes.FAILED, outcomes.SKIPPED
DEFAULT_LANGUAGE = "ca"
FATAL = frozenset({"CHAIN_LIMIT_REACHED"})
TRANSLATIONS = "translations"
"""The field of a recorded failure that holds its messages in the other languages."""


class Failure(Exception):
    """Why a step failed: a code to match, a message by language, whether a retry can succeed, and how soon.

    A plain text in place of a `Text` is a message of the workflow's own and is shown unchanged in every language.
    """

    def __init__(
        self,
        code: str,
        text: Text | str,
        *,
        retryable: bool = False,
        retry_after_seconds: float = 0,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code, text)
        self.code, self.retryable, self.retry_after_seconds = code, retryable, retry_after_seconds
        self._text, self._details = text, details
        self._error: ApiError | None = None

    @classmethod
    def of(cls, error: "ApiError") -> "Failure":
        """The failure of a step whose operation was refused."""
        failure = cls(error.code, "", retryable=error.retryable, retry_after_seconds=error.retry_after or 0)
        failure._error = error
        return failure

    def describe(self) -> dict[str, Any]:
        """Return the failure as recorded: `{code, message, details, translations}`; see `localised`."""
        every = {language: self._said(language) for language in LANGUAGES}
        default = every[DEFAULT_LANGUAGE]
        translations = {
            language: {name: value for name, value in fields.items() if value != default[name]}
            for language, fields in every.items()
            if fields != default
        }
        return {"code": self.code, **default, **({TRANSLATIONS: translations} if translations else {})}

    def _said(self, language: str) -> dict[str, Any]:
        """Return the failure's text in a language. The catalogue is read when the failure is recorded."""
        if self._error is not None:
            return _public_fields(self._error.message(language), self._error.localised_details(language), language)
        message = self._text if isinstance(self._text, str) else self._text[language]
        return _public_fields(message, self._details, language)


class Unfinished(Exception):
    """The step continues in another invocation after a wait; `progress` holds what it has read so far.

    `changes`: what follows may change something once more, which counts among the effects of its chain.
    """

    def __init__(self, progress: dict[str, Any], wait_seconds: float = 0, *, changes: bool = False) -> None:
        super().__init__("unfinished")
        self.progress, self.wait_seconds, self.changes = progress, wait_seconds, changes


def is_fatal(error: Mapping[str, Any] | None) -> bool:
    """Whether a recorded failure ends the whole run, whatever `on_error` says: the limit of its chain is reached."""
    return error is not None and error.get("code") in FATAL


@overload
def localised(error: Mapping[str, Any], language: str = DEFAULT_LANGUAGE) -> dict[str, Any]: ...
@overload
def localised(error: None, language: str = DEFAULT_LANGUAGE) -> None: ...
@overload
def localised(error: Mapping[str, Any] | None, language: str = DEFAULT_LANGUAGE) -> dict[str, Any] | None: ...
def localised(error: Mapping[str, Any] | None, language: str = DEFAULT_LANGUAGE) -> dict[str, Any] | None:
    """Return a recorded failure in a language, as `{code, message, details}`; a failure in its details likewise."""
    if error is None:
        return None
    fields = {name: value for name, value in error.items() if name != TRANSLATIONS}
    fields |= error.get(TRANSLATIONS, {}).get(language, {})
    details = fields.get("details", {})
    if isinstance(details.get("error"), dict):
        fields["details"] = {**details, "error": localised(details["error"], language)}
    return fields


def _public_fields(message: str, details: Mapping[str, Any] | None, language: str) -> dict[str, Any]:
    """What is shown of a failure in a language, its reason too."""
    if not details:
        return {"message": message}
    reason = {"reason": in_language(details["reason"], language)} if "reason" in details else {}
    return {"message": message, "details": {**details, **reason}}


class Result(NamedTuple):
    """How a step ended."""

    status: str
    output: Any = None
    error: dict[str, Any] | None = None
