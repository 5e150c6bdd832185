"""What came in at the URL of a workflow and was accepted: it waits on a queue, and starts one run.

The run's id is given when the call is accepted, so that the caller is told it: the sequence number is leased and the
rest drawn, and the worker writes the instance under them. A repeated call is known by what `dedupe` gives: the first
one's id is kept under it, so every repetition has the same, and its message starts nothing new. Each repetition is sent
to the queue as well, because whoever accepted the first may have died before sending it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from bivelio_core import clients, clock, config, correlation, ids
from bivelio_core.errors import Conflict, TooLarge, Unprocessable
from bivelio_core.expressions.event_filters import ALLOWANCE
from bivelio_core.expressions.rendering import evaluate
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.faults import Fault
from bivelio_core.json_text import to_json
from bivelio_core.store import chain_header
from bivelio_core.store.chains import MAXIMUM_DEPTH
from bivelio_core.store.effect_marker import EffectKey, LastingKey, effect_target, write_once
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Environment, Tenant
from bivelio_core.workflows.definitions.verify_presets import settings_of
from bivelio_core.workflows.execution import inputs, payloads
from bivelio_core.workflows.execution.chain_limits import ChainTooDeep
from bivelio_core.workflows.execution.gates import require_room
from bivelio_core.workflows.execution.runs import Place, new_place
from bivelio_core.workflows.execution.start import require_unpaused

from . import returned
from .addresses import Address

if TYPE_CHECKING:
    from .sent_files import ReceivedFile

AREA = "inbound"
LARGEST_MESSAGE_BYTES = 200_000
"""Of a message of SQS, which takes 256 KiB; a larger body is put into the bucket."""

MAXIMUM_BODY_BYTES = payloads.MAXIMUM_BYTES
LARGEST_HEADERS = 8_000
"""At most so many characters of names and values of headers are handed to the run."""

OPERATION = "workflows.inbound"
EDGE = "x-bivelio-edge"
"""The secret that our own distribution adds to what comes through it (entrypoints/viewer.py)."""

CREDENTIALS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "x-api-key", EDGE, chain_header.NAME.lower()}
)
CARRIERS = ("x-amz", "x-forwarded-", "cloudfront-", "cf-")
"""Headers that what carries the call has added."""

NAME_LENGTH = ids.BODY_LENGTH + ids.TAG_LENGTH


@dataclass(frozen=True, slots=True)
class Delivery:
    """An accepted call: the run that it starts, with its input, or the name of the file that holds it."""

    organisation: str
    environment: Environment
    workflow_id: str
    received_at: str
    sk: str
    random: str
    trigger: dict[str, Any]
    input: Any = None
    file: str = ""
    chain: list[Any] | None = None
    returned: list[str] | None = None
    """The event that the call brought back, and the webhook that it names (returned.py)."""
    files: list[dict[str, Any]] | None = None
    """The files of a form that become documents (sent_files.py)."""

    @property
    def tenant(self) -> Tenant:
        """The tenant it came in for, as it was then."""
        return Tenant.at(self.organisation, self.environment, clock.parse(self.received_at))

    @property
    def is_loop(self) -> bool:
        """Whether the call comes out of a run that may start no other: it has a failed run, which says so."""
        return self.chain is not None and int(self.chain[0]) >= MAXIMUM_DEPTH

    @property
    def place(self) -> Place:
        """Where its run is written."""
        return Place(self.sk, self.random)

    def run_input(self, store: TenantStore) -> dict[str, Any]:
        """The run's input, in which each file that is kept names its document."""
        content = self._sent()
        if not self.files:
            return content
        from . import sent_files  # noqa: PLC0415 - few calls bring files

        return sent_files.keep(store, str(self.place), content, self.files)

    def _sent(self) -> dict[str, Any]:
        if not self.file:
            return dict(self.input)
        content: dict[str, Any] = from_json(b"".join(TenantFiles.of(self.tenant, AREA).read(self.file)))
        return content


def accept(
    store: TenantStore,
    address: Address,
    body: dict[str, Any],
    about: Mapping[str, Any],
    unique_text: str | None,
    files: Sequence["ReceivedFile"] = (),
) -> Place:
    """Have a verified call start a run; answers where it will be. `about` has `headers` and `query` of the call.

    `files` are those of `body`, which the trigger may keep. `unique_text` tells the call from all others, where no
    `dedupe` does. Raises Conflict when the workflow is switched off or paused, TooLarge for an input that no run can
    hold, Unprocessable when `dedupe` cannot be evaluated or gives nothing, ChainTooDeep when a run calls that may start
    no other, WorkflowQueueFull when too many wait. What brings an event of such a run back is accepted, so that a
    webhook does not try again, and becomes a failed run.
    """
    workflow = address.workflow
    if workflow["status"] != "active":
        raise Conflict(details={"reason": f"workflow_{workflow['status']}"})
    require_unpaused(workflow)
    if keeps_files := bool(files and address.trigger.get("keep_files")):
        from . import sent_files  # noqa: PLC0415 - few calls bring files

        body = sent_files.with_places(body, files)
    text = to_json(body)
    if len(text.encode()) > payloads.MAXIMUM_BYTES:
        raise TooLarge([Fault("body", "max_bytes", {"limit": payloads.MAXIMUM_BYTES})])
    back = returned.find(store, about["headers"], text)
    chain = chain_header.read(store, about["headers"].get(chain_header.NAME.lower(), "")) or (back and back.chain)
    if chain is not None and chain.depth >= MAXIMUM_DEPTH and back is None:
        raise ChainTooDeep
    body = inputs.of_call(store, workflow, body)
    require_room(store, workflow, body, {"type": "inbound"})
    place = _place(store, workflow["SK"], _identity(address.trigger, body, about) or unique_text)
    headers = _public_fields(about["headers"], _signature_header(address.trigger))
    received_at = clock.stamp()
    delivery = Delivery(
        organisation=store.tenant.organisation,
        environment=store.tenant.environment,
        workflow_id=workflow["SK"],
        received_at=received_at,
        sk=place.sk,
        random=place.random,
        trigger={"type": "inbound", "received_at": received_at, "headers": headers, "query": dict(about["query"])},
        chain=None if chain is None else list(chain),
        returned=None if back is None else [back.event, back.webhook],
        files=sent_files.put(store, workflow["SK"], files) if keeps_files else None,
    )
    _send(store, delivery, body)
    return place


def _identity(trigger: Mapping[str, Any], body: dict[str, Any], about: Mapping[str, Any]) -> str | None:
    """What `dedupe` gives for a call, as text; None when the trigger has none."""
    dedupe = trigger.get("dedupe")
    if dedupe is None:
        return None
    try:
        value = evaluate(dedupe, {"input": body, **about}, allowance=ALLOWANCE)
    except ExpressionError as error:
        raise Unprocessable.of("trigger.dedupe", "expression", reason=error.text) from error
    if value is None or value == "":
        raise Unprocessable.of("trigger.dedupe", "required")
    return f"dedupe:{to_json(value)}"


def _place(store: TenantStore, workflow_id: str, identity: str | None) -> Place:
    """Where the run of a call is written: the same for each repetition of it."""
    key = EffectKey(OPERATION, LastingKey(f"{workflow_id}:{identity}") if identity else None)
    if (promised := effect_target(store, key)) is not None:
        return Place.parse(promised)
    place = new_place(store)
    return Place.parse(write_once(store, key, str(place), [])) if identity else place


def _signature_header(trigger: Mapping[str, Any]) -> str:
    """The header that proves who calls; no run sees it."""
    return str(settings_of(trigger.get("verify") or {}).get("header", "")).strip()


def _public_fields(headers: Mapping[str, str], secret: str) -> dict[str, str]:
    """The headers that a run may read: none that is a credential, and none of those on the way."""
    visible: dict[str, str] = {}
    room = LARGEST_HEADERS
    for name, value in sorted(headers.items()):
        room -= len(name) + len(value)
        if name not in CREDENTIALS and name != secret.lower() and not name.startswith(CARRIERS) and room >= 0:
            visible[name] = value
    return visible


def _send(store: TenantStore, delivery: Delivery, body: dict[str, Any]) -> None:
    message = {**asdict(delivery), "input": body}
    if not delivery.files:
        del message["files"]  # a worker of the release before does not know them
    if len(to_json(message).encode()) > LARGEST_MESSAGE_BYTES:
        name = f"{delivery.workflow_id}/{ids.random_text(NAME_LENGTH)}"
        TenantFiles.of(store.tenant, AREA).put(name, to_json(body).encode(), "application/json")
        message = {**message, "input": None, "file": name}
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url("inbound_starts"),
        MessageBody=to_json(message),
        MessageAttributes=correlation.attributes(),
        MessageGroupId=delivery.workflow_id,
    )
