"""The models of a workflow's definition in requests; `check.py` checks whether it can be run."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import Request, by_form

from .concurrency import JmesPath
from .cron import DEFAULT_TIME_ZONE
from .program import DEFAULT_ATTEMPTS, DEFAULT_BACKOFF_RATE, DEFAULT_BACKOFF_SECONDS

MAXIMUM_STEPS = 100
MAXIMUM_NESTING = 4
MAXIMUM_DEFINITION_BYTES = 200_000
MAXIMUM_INPUT_BYTES = 32_768
MAXIMUM_TIMEOUT_SECONDS = 60
MAXIMUM_NOTE = 1_000

HEADER_NAME = r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"
"""A field name of RFC 9110."""

StepId = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40, description="How expressions and jumps name the step.",
          examples=["create_contact"]),
]  # fmt: skip


class Retry(Request):
    """How often a step is tried. It waits `backoff_seconds * backoff_rate ** (tries - 1)`, at most a day."""

    attempts: Annotated[int, Field(ge=1, le=10, description="The largest number of attempts, including the first.")] = (
        DEFAULT_ATTEMPTS
    )
    backoff_seconds: Annotated[
        int, Field(ge=1, le=3_600, description="The wait before the second attempt, in seconds.")
    ] = DEFAULT_BACKOFF_SECONDS
    backoff_rate: Annotated[
        float, Field(ge=1, le=10, description="The factor by which each wait is longer than the previous one.")
    ] = DEFAULT_BACKOFF_RATE
    on: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=50)]] | None,
        Field(max_length=20, description="Error codes to try again on; without it, those that can pass by themselves."),
    ] = None


class GoTo(Request):
    """Continue with a later step of the same body."""

    go_to: StepId


_OnErrorWord = Literal["fail", "continue"]
OnError = Annotated[_OnErrorWord | GoTo, by_form(GoTo, _OnErrorWord)]


class MockError(Request):
    """The failure that a step has instead of being carried out."""

    code: Annotated[str, Field(min_length=1, max_length=50)] = Field(description="The code, as `retry.on` names it.")
    message: Annotated[str, Field(max_length=1_000)] = Field("", description="A message for people.")


class Mock(Request):
    """What a step gives in the sandbox instead of being carried out: an output or an error, exactly one of the two."""

    output: Any = Field(None, description="The output, as it is: expressions in it are not evaluated.")
    error: MockError | None = Field(None, description="The failure; the step is tried again as after any other.")


class Step(Request):
    """One step. `input` depends on its type; its strings may hold `{{ expressions }}`."""

    id: StepId
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(None, description="The name, on one line.")
    note: Annotated[str, Field(min_length=1, max_length=MAXIMUM_NOTE)] | None = Field(
        None, description="A note for people, such as why the step is there. No run reads it."
    )
    type: str
    input: dict[str, Any] = Field(default_factory=dict)
    when: Annotated[JmesPath | None, Field(description="The step is skipped unless this is true.")] = None
    retry: Retry | None = Field(None, description="How often and when the step is retried.")
    timeout_seconds: Annotated[int, Field(ge=1, le=MAXIMUM_TIMEOUT_SECONDS)] | None = Field(
        None, description="The timeout of one attempt, in seconds."
    )
    on_error: OnError = Field("fail", description="What to do when the step has failed and is not retried any more.")
    mock: Mock | None = Field(
        None, description="What the step gives in the sandbox instead of being carried out; live runs ignore it."
    )


class CronTrigger(Request):
    """When a workflow starts by itself.

    Beside numbers, names, lists, ranges and steps, the day of the month may be `L` (the last), `LW` (the last from
    Monday to Friday) or `15W` (the nearest of those), and the day of the week `1#1` (the first Monday) or `5L` (the
    last Friday).
    """

    cron: Annotated[str, Field(min_length=1, max_length=100, examples=["0 9 1 * *"])] = Field(
        description="When, in the five fields of cron."
    )
    timezone: Annotated[str, Field(min_length=1, max_length=60, examples=["Europe/Madrid"])] = Field(
        DEFAULT_TIME_ZONE, description="The time zone of `cron`, by its IANA name."
    )
    catch_up: Literal["none", "last", "all"] = Field(
        "last",
        description="What is started late of the times of the last three days that were missed: none, the latest one "
        "unless a later one has started, or all (up to 100).",
    )


class EventTrigger(Request):
    """Which event starts a workflow; `filter` is JMESPath over the event (`data.type == 'company'`)."""

    event: Annotated[str, Field(min_length=1, max_length=60, examples=["contact.created"])] = Field(
        description="The type of event."
    )
    filter: JmesPath | None = Field(None, description="An expression that is true of the events that start it.")
    before: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,4}[mhdw]$", examples=["24h"])] | None = Field(
        None,
        description="Of `calendar.starting`: how long before the start: `30m`, `24h`, `2d`, `1w`, four weeks at most.",
    )


Preset = Literal[
    "stripe", "github", "shopify", "slack", "standard_webhooks", "twilio", "hubspot", "meta", "microsoft", "hmac"
]


class Verification(Request):
    """How a caller of an inbound URL proves who it is: by an HMAC of what it sends, or by a token, in a header.

    A `preset` knows how a common sender does it, and takes the secret alone; `hmac` is what the other fields say.

    `signed` says what the HMAC is made of: the body, and where there is a `timestamp_header` also its value, which may
    be `tolerance_seconds` old or ahead, and that of an `id_header`, by which a call that is sent again starts nothing.
    Where the header has several signatures or parts, `separator` stands between them, and those with the `prefix` are
    signatures. The secret is stored sealed, and no answer shows it.
    """

    preset: Preset | None = Field(None, description="The sender, whose way of signing is known.")
    method: Literal["hmac", "token"] | None = Field(
        None, description="`hmac`: a signature. `token`: the secret itself. Required without a preset."
    )
    header: Annotated[str, Field(pattern=HEADER_NAME, max_length=100, examples=["X-Signature"])] | None = Field(
        None, description="The header that proves it. Required without a preset, and with `hmac`."
    )
    secret: Annotated[str, Field(min_length=8, max_length=1_000)] | None = Field(
        None, description="What both sides know. A change that leaves it out keeps the one before."
    )
    algorithm: Literal["sha256", "sha512", "sha1"] = Field("sha256", description="The hash of the HMAC.")
    encoding: Literal["hex", "base64"] = Field("hex", description="How the HMAC is written in the header.")
    secret_encoding: Literal["text", "base64"] | None = Field(
        None, description="How the key is written: as `text` (default), or in `base64`, also behind `whsec_`."
    )
    prefix: Annotated[str, Field(max_length=20, examples=["sha256="])] = Field(
        "", description="What stands before it in the header, in capitals or small letters."
    )
    separator: Literal[" ", ",", ";"] | None = Field(
        None, description="What stands between several signatures, or parts, of the header; without it there is one."
    )
    signed: Annotated[str, Field(max_length=100, examples=["{timestamp}.{body}"])] | None = Field(
        None, description="What is signed: `{body}` (default), and `{timestamp}` and `{id}` if they are sent."
    )
    timestamp_header: Annotated[str, Field(pattern=HEADER_NAME, max_length=100)] | None = Field(
        None, description="The header with the time of sending, in seconds since 1970. It must be signed."
    )
    timestamp_prefix: Annotated[str, Field(pattern=r"^\S+$", max_length=20, examples=["t="])] | None = Field(
        None, description="What stands before the time, where it is one part of its header; `separator` tells them."
    )
    id_header: Annotated[str, Field(pattern=HEADER_NAME, max_length=100)] | None = Field(
        None, description="The header with the id of what is sent. It must be signed, and starts one run."
    )
    tolerance_seconds: Annotated[int, Field(ge=1, le=3_600)] = Field(
        300, description="How far the time of sending may be from ours."
    )
    verify_token: Annotated[str, Field(min_length=8, max_length=200, pattern=r"^[!-~]+$")] | None = Field(
        None, description="The token by which Meta confirms the URL, for `meta`; stored sealed, as the secret."
    )


class InboundTrigger(Request):
    """A URL that starts the workflow; `/workflows/rotate_url` makes it. The body of the call is the run's `input`."""

    verify: Verification | None = Field(None, description="Without it, whoever knows the URL may start the workflow.")
    dedupe: JmesPath | None = Field(
        None, description="What makes two calls the same one, over `{input, headers, query}`: it starts one run."
    )
    keep_files: bool = Field(
        False, description="Whether the files of a form are kept as documents; else their names and sizes are told."
    )
    answer: Literal["accepted", "run"] = Field(
        "accepted",
        description="`accepted`: the call is answered at once, with the run's id. `run`: with the output, when the run "
        "ends within 10 seconds.",
    )
    per_minute: Annotated[int, Field(ge=1, le=6_000)] = Field(
        600, description="How many calls are accepted in a minute, and a tenth of it, at least 10, in a second."
    )


class NoTrigger(Request):
    """Workflows started by hand or through the API have no trigger of their own."""


TRIGGERS: dict[str, type[Request]] = {
    "manual": NoTrigger,
    "api": NoTrigger,
    "cron": CronTrigger,
    "event": EventTrigger,
    "inbound": InboundTrigger,
}
