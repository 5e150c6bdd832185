"""/v1/inbound/booking/<token>: the pages on which anybody books a service, and moves or cancels a booking."""

from bivelio_core.calendar.booking import links, page, visits
from bivelio_core.entrypoints.booking_call import (
    context_of,
    form_of,
    require_permit,
    token_of,
    unavailable,
)
from bivelio_core.entrypoints.inbound import Call, Reply, inbound
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.errors import ResourceNotFound
from bivelio_core.needs import ITEMS, SUSPENSION, Access, Needs
from bivelio_core.store import keys, tenant_clock


@inbound(
    "/inbound/booking/{token}",
    methods=("GET", "POST"),
    maximum_body_bytes=20_000,
    refuse=unavailable,
    needs=Needs(
        reads=ITEMS,
        writes=(
            *(keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.CALENDAR_TASK, keys.CONTACT, keys.CONTACT_ADDRESS),
            *(keys.BOOKING_DAY, keys.BOOKING_HOLD, keys.CALENDAR_SETTINGS, keys.EFFECT),
        ),
        also=(
            Access((SUSPENSION,), ("GetItem",)),
            Access((keys.RATE_LIMIT, keys.CONNECTION), ("UpdateItem",)),
            Access((keys.CHAIN_KEY,), ("PutItem",)),  # the key of links, when it is first used
        ),
        uses=("google", "inbound_url", "viewers"),
        timeout=20,  # Google is asked, and may first have to renew the account's token
    ),
)
def handler(call: Call) -> Reply:
    """Show the free times of a service, or a booking (GET); book, move or cancel (POST)."""
    token = token_of(call)
    store = store_of(call.tenant(token.organisation))
    with tenant_clock.followed(store):
        require_permit(store, call)
        form = form_of(call) if call.method == "POST" else {}
        ctx = context_of(store, call, form)
        if token.signature:
            if not links.is_signed(store, token):
                raise ResourceNotFound
            subject = visits.subject_of_booking(ctx, token.resource)
        else:
            subject = visits.subject_of_service(ctx, token.resource)
        view = visits.view_of(ctx.language, form or call.query, subject)
        act = call.method == "POST"
        view_page = visits.act(ctx, subject, view, form) if act else visits.look(ctx, subject, view, call.query)
    return Reply(view_page.status, view_page.html, headers=page.HEADERS)
