"""/v1/inbound/workflows/<token>: calls that start workflows."""

from bivelio_core.entrypoints import inbound_body, inbound_calls
from bivelio_core.entrypoints.http import JSON
from bivelio_core.entrypoints.inbound import Call, Reply, inbound
from bivelio_core.entrypoints.sandbox_day import open_day
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.errors import ResourceNotFound
from bivelio_core.json_text import to_json
from bivelio_core.needs import INBOUND_TOKENS, SUSPENSION, TENANT, Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.workflows.triggers import addresses, challenges, deliveries
from bivelio_core.workflows.triggers.verification import verified


@inbound(
    "/inbound/workflows/{token}",
    methods=("GET", "POST"),
    maximum_body_bytes=inbound_body.MAXIMUM_BYTES_WITH_FILES,
    in_envelope=True,
    needs=Needs(
        reads=Access((TENANT, SUSPENSION, INBOUND_TOKENS), ("GetItem", "BatchGetItem", "Query")),
        also=(Access(("org_*#IX#WFI", keys.RATE_LIMIT, keys.EFFECT), ("PutItem", "UpdateItem")),),
        uses=("open_secrets", "sandbox_day", "inbound_url"),
        sends=("inbound_starts",),
        files=(Files("inbound", ("write",)), Files("workflows", ("read",))),
        timeout=15,  # a call that waits for its run, which API Gateway would wait for longer still
    ),
)
def handler(call: Call) -> Reply:
    """Start the workflow of a URL with what is sent to it, and say which run it will be; confirm the URL (GET)."""
    address = addresses.find(table(), call.parameters.get("token", ""), call.environment)
    if address is None or not challenges.is_open(address, call.method):
        raise ResourceNotFound
    inbound_body.require_size(call)
    verify, sent = address.trigger.get("verify"), inbound_calls.sent(call)
    if (challenge := challenges.unsigned(address, sent, call.query)) is not None:
        return Reply(text=challenge)
    proof = verified(verify, address.secret() if verify else "", sent)
    if (challenge := challenges.signed(address, sent)) is not None:
        return Reply(text=challenge)
    body = inbound_body.read(call)
    store = store_of(call.tenant(address.tenant.organisation))
    workflow = address.workflow["SK"]
    inbound_calls.require_permit(store, address)
    open_day(store)
    about = {"headers": call.headers, "query": call.query}
    place = deliveries.accept(store, address, body.document, about, proof.unique_text, body.files)
    data = {"instance_id": place.public_id(store.tenant.organisation), "workflow_id": workflow, "status": "pending"}
    if address.trigger.get("answer") == "run" and inbound_calls.may_wait(store, address):
        from bivelio_core.workflows.triggers import answers  # noqa: PLC0415 - few callers wait for the run

        answer = answers.wait(store, address, place)
        if answer.has_ended:
            return Reply(text=to_json(answer.output), headers={"Content-Type": JSON})
        data["status"] = answer.status
    return Reply(202, document={"success": True, "data": data})
