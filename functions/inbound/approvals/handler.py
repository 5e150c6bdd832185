"""/v1/inbound/approvals/<token>: the page by which a user decides an approval."""

from bivelio_core.entrypoints.approval_call import about_of, decision_of, language_of, link_of, unavailable
from bivelio_core.entrypoints.inbound import Call, Reply, inbound
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import AUDIT, MEMBERS, ORGANISATIONS, SUSPENSION, Access, Files, Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.workflows.approvals import by_link, page
from bivelio_core.workflows.approvals.by_link import LinkRefused


@inbound(
    "/inbound/approvals/{token}",
    methods=("GET", "POST"),
    maximum_body_bytes=20_000,
    refuse=unavailable,
    needs=Needs(
        reads=Access(
            (keys.CHAIN_KEY, keys.INSTANCE, keys.STEP, keys.ALIAS, keys.CLOCK, ORGANISATIONS, MEMBERS, SUSPENSION),
            ("GetItem",),
        ),
        also=(Access((keys.STEP, AUDIT, keys.RATE_LIMIT), ("PutItem", "UpdateItem")),),
        uses=("viewers", "wake_runs"),
        files=(Files("workflows", ("read",)),),
    ),
)
def handler(call: Call) -> Reply:
    """Show what an approval asks (GET); decide it, once (POST)."""
    token, language = call.parameters.get("token", ""), language_of(call)
    try:
        store = store_of(call.tenant(by_link.organisation_of(token)))
        with tenant_clock.followed(store):
            link = link_of(store, token)
            if call.method == "POST":
                question = by_link.decide(store, link, decision_of(call), about_of(call))
                text = page.thanks(question, language)
            else:
                text = page.question(by_link.look(store, link, language), language)
    except LinkRefused as refused:
        text = page.refusal(refused.reason, refused.approval, language)
        return Reply(refused.status, text, headers=page.HEADERS, code=refused.reason.upper())
    return Reply(text=text, headers=page.HEADERS)
