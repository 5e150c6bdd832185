"""The operator's operations. Whoever has AWS credentials that may invoke the function is the operator.

`{"operation": "create_organisation", "data": {...}}` is answered in the API's envelope. Every operation that
makes something can be repeated, so one that was interrupted is completed by sending it again.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from bivelio_core import audit, clock, domain, ids
from bivelio_core.audit import Origin
from bivelio_core.context import Actor
from bivelio_core.errors import ApiError, InternalError, Unprocessable, ValidationError
from bivelio_core.identity import api_keys, gateway_quota, organisations, scopes, signing, users
from bivelio_core.identity import operator_models as models
from bivelio_core.identity.api_keys import KeyPlan
from bivelio_core.store.codec import Item
from bivelio_core.store.connect import table
from bivelio_core.store.index.rebuild import NoCursor, rebuild
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from .logs import logger, write_metrics
from .parse import parse_bare
from .sandbox_day import write_samples


def operate(event: dict[str, Any], request_id: str) -> dict[str, Any]:
    """Carry out one operation; whatever happens is answered in the envelope."""
    operation = event.get("operation")
    logger.structure_logs(append=False, request_id=request_id, operation=f"admin.{operation}")
    try:
        if operation not in OPERATIONS:
            raise ValidationError.of("operation", "choice", expected=", ".join(OPERATIONS))  # noqa: TRY301
        model, carry_out = OPERATIONS[operation]
        request = parse_bare(json.dumps(event.get("data") or {}).encode(), model)
        answer = {"success": True, "data": carry_out(request, Origin(Actor("system", "operator"), request_id))}
    except ApiError as error:
        answer = {"success": False, "error": error.describe("en", request_id)}
    except Exception as error:  # noqa: BLE001 - the entrypoint: logged with its traceback
        logger.exception("failed", exc_info=error)
        answer = {"success": False, "error": InternalError().describe("en", request_id)}
    logger.info("operation", extra={"succeeded": answer["success"]})
    return answer


def _create_organisation(request: models.CreateOrganisation, origin: Origin) -> Item:
    item = organisations.create(
        table(),
        origin,
        name=request.name,
        plan=request.plan,
        organisation=request.id or (_organisation_of(request.slug) if request.slug else None),
        language=request.language,
        time_zone=request.time_zone,
        is_platform=request.platform,
        gateway_key=request.gateway_key,
    )
    _measure_keys()
    made = _shown(item)
    if request.owner:
        owner = request.owner
        made["owner"] = users.create(table(), item["id"], owner.email, owner.password, "owner", origin)
    return made


def _organisation_of(slug: str) -> str:
    """The id that an organisation with this slug always gets."""
    return f"{ids.PREFIXES['organisation']}_{ids.derived_body('organisation', slug)}{ids.derived_body(slug)[-4:]}"


def _measure_keys() -> None:
    """Tell how near the account is to API Gateway's quota of keys."""
    write_metrics({"GatewayKeys": (gateway_quota.taken(), "Count")}, int(clock.epoch() * 1000), Environment="live")


def _shown(item: Item) -> Item:
    """An organisation without the platform's own secrets about it."""
    return {
        name: value for name, value in item.items() if name not in ("PK", "SK") and not name.startswith("gateway_key")
    }


def _create_user(request: models.CreateUser, origin: Origin) -> Item:
    organisations.load(table(), request.organisation)
    return users.create(table(), request.organisation, request.email, request.password, request.role, origin)


def _set_role(request: models.SetRole, origin: Origin) -> Item:
    return users.set_role(table(), request.organisation, request.email, request.role, origin)


def _set_password(request: models.SetPassword, origin: Origin) -> Item:
    return users.set_password(table(), request.organisation, request.email, request.password, origin)


def _end_sessions(request: models.OfMember, origin: Origin) -> Item:
    return users.end_sessions(table(), request.organisation, request.email, origin)


def _remove_user(request: models.OfMember, origin: Origin) -> Item:
    organisations.load(table(), request.organisation)
    return users.remove(table(), request.organisation, request.email, origin)


def _change_plan(request: models.ChangePlan, origin: Origin) -> Item:
    changed = organisations.change_plan(table(), request.organisation, request.plan, origin)
    _measure_keys()
    return _shown(changed)


def _suspend(request: models.OfOrganisation, origin: Origin) -> Item:
    return _shown(organisations.suspend(table(), request.organisation, origin))


def _resume(request: models.OfOrganisation, origin: Origin) -> Item:
    return _shown(organisations.resume(table(), request.organisation, origin))


def _create_api_key(request: models.CreateApiKey, origin: Origin) -> Item:
    for position, scope in enumerate(request.scopes):
        if not scopes.is_known(scope):
            raise Unprocessable.of(f"scopes[{position}]", scopes.UNKNOWN_SCOPE)
    key_id = ids.new_id("api_key", request.organisation)
    if request.slug:
        key_id = ids.tagged_id("api_key", request.organisation, ids.derived_body("api_key", request.slug))
    try:
        made = api_keys.create(table(), request.organisation, KeyPlan.requested(request), origin, key_id)
    except TransactionFailed:
        return {"id": key_id, "key": None}  # made before
    return {"id": made.pointer["id"], "key": made.text}


def _rotate_signing_key(_: models.RotateSigningKey, origin: Origin) -> Item:
    rotated = signing.rotated(signing.read())
    _audit("signing_key.rotated", origin, rotated.current)
    signing.write(rotated)
    return {"current": rotated.current, "signs_from": rotated.current_from, "keys": sorted(rotated.keys)}


def _retire_signing_key(request: models.RetireSigningKey, origin: Origin) -> Item:
    try:
        kept = signing.without(signing.read(), request.kid)
    except ValueError as error:
        raise Unprocessable.of("kid", "not_found") from error
    _audit("signing_key.retired", origin, request.kid)
    signing.write(kept)
    return {"current": kept.current, "keys": sorted(kept.keys)}


def _audit(action: audit.Action, origin: Origin, kid: str) -> None:
    """Write the entry before the change, which is in another service and so in no transaction with it."""
    table().put(audit.entry(audit.PLATFORM, action, origin, kid=kid).item)


def _seed_samples(request: models.OfOrganisation, _: Origin) -> Item:
    organisations.load(table(), request.organisation)
    write_samples(SystemStore(table()).of(Tenant.at(request.organisation, "live")))
    return {"organisation": request.organisation}


def _reindex(request: models.Reindex, _: Origin) -> Item:
    organisations.load(table(), request.organisation)
    if request.kind not in domain.lists():
        raise ValidationError.of("kind", "choice", expected=", ".join(domain.lists()))
    store = SystemStore(table()).of(Tenant.at(request.organisation, request.environment))
    try:
        return asdict(rebuild(store, domain.found(domain.lists()[request.kind]), request.cursor, request.seconds))
    except NoCursor as error:
        raise ValidationError.of("cursor", "format") from error


def _read_audit(request: models.ReadAudit, _: Origin) -> Item:
    if request.organisation != audit.PLATFORM:
        organisations.load(table(), request.organisation)
    entries = audit.newest(table(), request.organisation, request.limit, request.before)
    return {"entries": entries}


OPERATIONS: dict[str, tuple[type[BaseModel], Callable[[Any, Origin], Item]]] = {
    "create_organisation": (models.CreateOrganisation, _create_organisation),
    "create_user": (models.CreateUser, _create_user),
    "set_role": (models.SetRole, _set_role),
    "set_password": (models.SetPassword, _set_password),
    "end_sessions": (models.OfMember, _end_sessions),
    "remove_user": (models.OfMember, _remove_user),
    "change_plan": (models.ChangePlan, _change_plan),
    "suspend_organisation": (models.OfOrganisation, _suspend),
    "resume_organisation": (models.OfOrganisation, _resume),
    "create_api_key": (models.CreateApiKey, _create_api_key),
    "rotate_signing_key": (models.RotateSigningKey, _rotate_signing_key),
    "retire_signing_key": (models.RetireSigningKey, _retire_signing_key),
    "seed_samples": (models.OfOrganisation, _seed_samples),
    "reindex": (models.Reindex, _reindex),
    "read_audit": (models.ReadAudit, _read_audit),
}
