"""The operator's operations on organisations, users and keys, each of them repeatable.

Every operation takes the table, the request and its source, and returns what the operator may see.
"""

from bivelio_core import audit, ids
from bivelio_core.audit import Origin
from bivelio_core.errors import Unprocessable
from bivelio_core.plan_limits import Throttle
from bivelio_core.requests import body_keys
from bivelio_core.store import signing_keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from . import api_keys, gateway_renewal, organisations, scopes, signing, users
from . import operator_models as models
from .key_plans import KeyPlan

_HIDDEN = ("PK", "SK", "GSI1PK", "GSI1SK")


def create_organisation(table: Table, request: models.CreateOrganisation, origin: Origin) -> Item:
    """Make an organisation, and its owner if one is named. With an id or a slug it can be repeated."""
    item = organisations.create(
        table,
        origin,
        name=request.name,
        plan=request.plan,
        organisation=request.id or (_organisation_of(request.slug) if request.slug else None),
        language=request.language,
        time_zone=request.time_zone,
        is_platform=request.platform,
    )
    body_keys.ensure(table, item["id"])
    organisation = _public_item(item)
    if request.owner:
        owner = request.owner
        organisation["owner"] = users.create(table, item["id"], owner.email, owner.password, "owner", origin)
    return organisation


def _organisation_of(slug: str) -> str:
    """The id that an organisation with this slug always gets."""
    return f"{ids.PREFIXES['organisation']}_{ids.derived_body('organisation', slug)}{ids.derived_body(slug)[-4:]}"


def _public_item(item: Item) -> Item:
    """Return an organisation's item without the platform's own secrets."""
    return {name: value for name, value in item.items() if name not in _HIDDEN and not name.startswith("gateway_")}


def create_user(table: Table, request: models.CreateUser, origin: Origin) -> Item:
    """Make a member of an organisation."""
    organisations.load(table, request.organisation)
    return users.create(table, request.organisation, request.email, request.password, request.role, origin)


def set_role(table: Table, request: models.SetRole, origin: Origin) -> Item:
    """Give a member another role."""
    return users.set_role(table, request.organisation, request.email, request.role, origin)


def set_password(table: Table, request: models.SetPassword, origin: Origin) -> Item:
    """Give a user another password; all sessions end."""
    return users.set_password(table, request.organisation, request.email, request.password, origin)


def end_sessions(table: Table, request: models.OfMember, origin: Origin) -> Item:
    """End all sessions of a member."""
    return users.end_sessions(table, request.organisation, request.email, origin)


def reset_second_factor(table: Table, request: models.OfMember, origin: Origin) -> Item:
    """Switch off the second factor of a member who has lost it; all sessions end."""
    return users.reset_second_factor(table, request.organisation, request.email, origin)


def remove_user(table: Table, request: models.OfMember, origin: Origin) -> Item:
    """Take a member out of an organisation."""
    organisations.load(table, request.organisation)
    return users.remove(table, request.organisation, request.email, origin)


def change_plan(table: Table, request: models.ChangePlan, origin: Origin) -> Item:
    """Move an organisation to another plan."""
    return _public_item(organisations.change_plan(table, request.organisation, request.plan, origin))


def agree_throttle(table: Table, request: models.AgreeThrottle, origin: Origin) -> Item:
    """Give an organisation a throttle of its own at the edge."""
    throttle = Throttle(request.per_second, request.burst)
    return _public_item(organisations.agree_throttle(table, request.organisation, throttle, origin))


def remove_throttle(table: Table, request: models.OfOrganisation, origin: Origin) -> Item:
    """Remove an organisation's own throttle."""
    return _public_item(organisations.remove_throttle(table, request.organisation, origin))


def renew_gateway_keys(table: Table, request: models.RenewGatewayKeys, _: Origin) -> Item:
    """Have the sweep give organisations the gateway keys that a new organisation gets."""
    return gateway_renewal.renew(table, request.limit, request.cursor)._asdict()


def suspend(table: Table, request: models.OfOrganisation, origin: Origin) -> Item:
    """Refuse every credential of an organisation."""
    return _public_item(organisations.suspend(table, request.organisation, origin))


def resume(table: Table, request: models.OfOrganisation, origin: Origin) -> Item:
    """Let the credentials of an organisation work again."""
    return _public_item(organisations.resume(table, request.organisation, origin))


def create_api_key(table: Table, request: models.CreateApiKey, origin: Origin) -> Item:
    """Make a key; only this answer has its text. With a slug it is made once."""
    for position, scope in enumerate(request.scopes):
        if not scopes.is_known(scope):
            raise Unprocessable.of(f"scopes[{position}]", scopes.UNKNOWN_SCOPE)
    key_id = ids.new_id("api_key", request.organisation)
    if request.slug:
        key_id = ids.tagged_id("api_key", request.organisation, ids.derived_body("api_key", request.slug))
    try:
        new_key = api_keys.create(table, request.organisation, KeyPlan.requested(request), origin, key_id)
    except TransactionFailed:
        return {"id": key_id, "key": None}  # made before
    return {"id": new_key.pointer["id"], "key": new_key.text}


def rotate_signing_key(table: Table, _: models.RotateSigningKey, origin: Origin) -> Item:
    """Add a signing key, which will sign ten minutes from now."""
    rotated = signing.rotated(signing.read())
    _audit(table, "signing_key.rotated", origin, rotated.current)
    signing.write(rotated)
    return {"current": rotated.current, "signs_from": rotated.current_from, "keys": sorted(rotated.keys)}


def retire_signing_key(table: Table, request: models.RetireSigningKey, origin: Origin) -> Item:
    """Remove a signing key that is not the current one."""
    try:
        keyring = signing.without(signing.read(), request.kid)
    except ValueError as error:
        raise Unprocessable.of("kid", "not_found") from error
    _audit(table, "signing_key.retired", origin, request.kid)
    signing.write(keyring)
    return {"current": keyring.current, "keys": sorted(keyring.keys)}


def rotate_link_keys(table: Table, request: models.OfOrganisation, origin: Origin) -> Item:
    """Replace the keys that sign an organisation's links of approvals and its chains of runs; the former stay valid."""
    organisations.load(table, request.organisation)
    store = SystemStore(table).of(Tenant.at(request.organisation, "live"))
    rotations = {purpose: signing_keys.rotation(store, purpose) for purpose in signing_keys.PURPOSES}
    writes = {purpose: write for purpose, write in rotations.items() if write is not None}
    if writes:
        entry = audit.entry(request.organisation, "link_keys.rotated", origin, environment="live")
        table.transact([*writes.values(), entry])
    return {"rotated": len(writes)}


def _audit(table: Table, action: audit.Action, origin: Origin, kid: str) -> None:
    """Write the audit entry before a change in another service, which cannot share a transaction with it."""
    table.put(audit.entry(audit.PLATFORM, action, origin, kid=kid).item)
