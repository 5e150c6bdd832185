"""/v1/inbound/webchat/<organisation>~<connection>: the chat of a site: its script, its page, and what visitors say."""

from bivelio_core.entrypoints.inbound import Call, Reply, inbound
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.entrypoints.webchat_call import answer, connection_of, page, place_of, script
from bivelio_core.needs import SUSPENSION, Access, Needs
from bivelio_core.store import keys, tenant_clock


@inbound(
    "/inbound/webchat/{token}",
    methods=("GET", "POST"),
    maximum_body_bytes=10_000,
    in_envelope=True,
    needs=Needs(
        reads=Access(
            (keys.CONNECTION, keys.CHAIN_KEY, keys.CONTACT_ADDRESS, keys.CONTACT, keys.CONVERSATION, keys.CLOCK),
            ("GetItem", "Query"),
        ),
        also=(
            Access((SUSPENSION,), ("GetItem",)),
            Access((keys.RATE_LIMIT,), ("UpdateItem",)),
            Access((keys.CHAIN_KEY,), ("PutItem",)),  # the key of tokens, when it is first used
        ),
        sends=("ordered_arrivals",),
    ),
)
def handler(call: Call) -> Reply:
    """Give the script of a chat or its page (GET); begin a session, take a message, tell what is new (POST)."""
    place = place_of(call)
    if call.method == "GET" and place.is_script:
        return script(call)
    store = store_of(call.tenant(place.organisation))
    with tenant_clock.followed(store):
        if call.method == "GET":
            return page(call, place, connection_of(store, place))
        return answer(store, call, place)
