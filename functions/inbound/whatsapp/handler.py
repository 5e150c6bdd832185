"""/v1/inbound/whatsapp: Meta's webhooks."""

from bivelio_core.entrypoints.inbound import REFUSED, Call, Reply, inbound
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages import arrivals
from bivelio_core.messages.inbound import doors
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys


@inbound(
    "/inbound/whatsapp",
    methods=("GET", "POST"),
    needs=Needs(
        reads=Access((keys.CONNECTION,), ("GetItem",)),
        uses=("open_secrets",),
        sends=("arrivals", "ordered_arrivals"),
        files=(Files("inbound", ("write",)),),
    ),
)
def handler(call: Call) -> Reply:
    """Answer Meta's challenge (GET); accept a signed webhook (POST)."""
    if (place := doors.place_of(call.query, call.environment)) is None:
        return REFUSED
    tenant = call.tenant(place.organisation)
    if (secrets := doors.secrets_of(store_of(tenant), place, "whatsapp")) is None:
        return REFUSED
    if call.method == "GET":
        answer = doors.challenge(secrets, call.query)
        return REFUSED if answer is None else Reply(text=answer)
    if not doors.is_signed(secrets, call.body, call.headers.get("x-hub-signature-256", "")):
        return REFUSED
    arrivals.send("whatsapp", tenant, place.connection, call.body)
    return Reply()
