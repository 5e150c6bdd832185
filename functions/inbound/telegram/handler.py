"""/v1/inbound/telegram: the updates of bots."""

from bivelio_core.entrypoints.inbound import REFUSED, Call, Reply, inbound
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages import arrivals
from bivelio_core.messages.inbound import doors, telegram
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys


@inbound(
    "/inbound/telegram",
    needs=Needs(
        reads=Access((keys.CONNECTION,), ("GetItem",)),
        uses=("open_secrets",),
        sends=("arrivals", "ordered_arrivals"),
        files=(Files("inbound", ("write",)),),
    ),
)
def handler(call: Call) -> Reply:
    """Accept an update that comes with the connection's secret; that a button was pressed is confirmed at once."""
    if (place := doors.place_of(call.query, call.environment)) is None:
        return REFUSED
    tenant = call.tenant(place.organisation)
    secrets = doors.secrets_of(store_of(tenant), place, "telegram")
    if secrets is None or not doors.has_secret(secrets, call.headers.get("x-telegram-bot-api-secret-token", "")):
        return REFUSED
    arrivals.send("telegram", tenant, place.connection, call.body)
    answer = telegram.answer_to(call.body)
    return Reply() if answer is None else Reply(document=answer)
