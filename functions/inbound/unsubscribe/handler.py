"""/v1/inbound/unsubscribe/<token>: the page by which the recipient of an advertising mail gets no more."""

from bivelio_core.entrypoints.inbound import Call, Reply, inbound
from bivelio_core.entrypoints.unsubscribe_call import answer, unavailable
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys


@inbound(
    "/inbound/unsubscribe/{token}",
    methods=("GET", "POST"),
    maximum_body_bytes=20_000,
    refuse=unavailable,
    needs=Needs(
        reads=Access(
            (keys.MESSAGE, keys.CONVERSATION, keys.ALIAS, keys.CLOCK, keys.SUPPRESSION, keys.CONTACT), ("GetItem",)
        ),
        also=(Access((keys.SUPPRESSION, keys.CONTACT), ("PutItem", "UpdateItem")),),
    ),
)
def handler(call: Call) -> Reply:
    """Show what the link of an advertising mail does (GET); end the advertising (POST)."""
    return answer(call)
