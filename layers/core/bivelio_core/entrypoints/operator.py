"""The operator's operations. Whoever has AWS credentials that may invoke the function is the operator.

`{"operation": "create_organisation", "data": {...}}` is answered in the API's envelope. Every operation that creates
something can be repeated, so sending an interrupted operation again completes it.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from bivelio_core import audit, clock, domain
from bivelio_core.audit import Origin
from bivelio_core.context import Actor
from bivelio_core.credits import operator_service as credits_service
from bivelio_core.errors import ApiError, InternalError, ValidationError
from bivelio_core.identity import gateway_quota, operator_service, organisations
from bivelio_core.identity import operator_models as models
from bivelio_core.store.codec import Item
from bivelio_core.store.connect import table
from bivelio_core.store.index.rebuild import NoCursor, rebuild
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from .logs import begin_invocation, logger, write_metrics
from .parse import parse_bare
from .sandbox_day import write_samples

CarryOut = Callable[[Table, Any, Origin], Item]


def operate(event: dict[str, Any], request_id: str) -> dict[str, Any]:
    """Carry out one operation; every result and failure is answered in the envelope."""
    operation = event.get("operation")
    known_name = operation if operation in OPERATIONS else "unknown"
    begin_invocation(correlation_id=request_id, request_id=request_id, operation=f"admin.{known_name}")
    try:
        if operation not in OPERATIONS:
            raise ValidationError.of("operation", "choice", expected=", ".join(OPERATIONS))  # noqa: TRY301
        model, carry_out = OPERATIONS[operation]
        request = parse_bare(json.dumps(event.get("data") or {}).encode(), model)
        answer = {"success": True, "data": carry_out(table(), request, Origin(Actor("system", "operator"), request_id))}
    except ApiError as error:
        answer = {"success": False, "error": error.describe("en", request_id)}
    except Exception as error:  # noqa: BLE001 - the entrypoint: logged with its traceback
        logger.exception("failed", exc_info=error)
        answer = {"success": False, "error": InternalError().describe("en", request_id)}
    logger.info("operation", extra={"succeeded": answer["success"]})
    return answer


def _measured(carry_out: CarryOut) -> CarryOut:
    """Carry out an operation that creates API Gateway keys, then measure how much of the quota of keys is used."""

    def measured(table: Table, request: Any, origin: Origin) -> Item:
        answer = carry_out(table, request, origin)
        write_metrics(
            {"GatewayKeys": (gateway_quota.key_count(), "Count")}, int(clock.epoch() * 1000), Environment="live"
        )
        return answer

    return measured


def _grant_credits(table: Table, request: credits_service.GrantCredits, origin: Origin) -> Item:
    organisations.load(table, request.organisation)
    return credits_service.grant_credits(table, request, origin)


def _seed_samples(table: Table, request: models.OfOrganisation, _: Origin) -> Item:
    organisations.load(table, request.organisation)
    write_samples(SystemStore(table).of(Tenant.at(request.organisation, "live")))
    return {"organisation": request.organisation}


def _reindex(table: Table, request: models.Reindex, _: Origin) -> Item:
    organisations.load(table, request.organisation)
    if request.kind not in domain.lists():
        raise ValidationError.of("kind", "choice", expected=", ".join(domain.lists()))
    store = SystemStore(table).of(Tenant.at(request.organisation, request.environment))
    try:
        return asdict(rebuild(store, domain.lists()[request.kind]().of_tenant(store), request.cursor, request.seconds))
    except NoCursor as error:
        raise ValidationError.of("cursor", "format", expected="cursor") from error


def _tell_comparisons(table: Table, request: models.OfOrganisation, origin: Origin) -> Item:
    from .tell_comparisons import tell_comparisons  # noqa: PLC0415 - it imports what parses expressions

    return tell_comparisons(table, request, origin)


def _erase_organisation(table: Table, request: models.EraseOrganisation, origin: Origin) -> Item:
    from .operator_erasures import erase_organisation  # noqa: PLC0415 - few operations need it

    return erase_organisation(table, request, origin)


def _erase_contact(table: Table, request: models.EraseContact, origin: Origin) -> Item:
    from .operator_erasures import erase_contact  # noqa: PLC0415

    return erase_contact(table, request, origin)


def _read_audit(table: Table, request: models.ReadAudit, _: Origin) -> Item:
    if request.organisation != audit.PLATFORM:
        organisations.load(table, request.organisation)
    entries = audit.newest(table, request.organisation, request.limit, request.before)
    return {"entries": entries}


OPERATIONS: dict[str, tuple[type[BaseModel], CarryOut]] = {
    "create_organisation": (models.CreateOrganisation, operator_service.create_organisation),
    "create_user": (models.CreateUser, operator_service.create_user),
    "set_role": (models.SetRole, operator_service.set_role),
    "set_password": (models.SetPassword, operator_service.set_password),
    "reset_second_factor": (models.OfMember, operator_service.reset_second_factor),
    "end_sessions": (models.OfMember, operator_service.end_sessions),
    "remove_user": (models.OfMember, operator_service.remove_user),
    "change_plan": (models.ChangePlan, operator_service.change_plan),
    "agree_throttle": (models.AgreeThrottle, _measured(operator_service.agree_throttle)),
    "remove_throttle": (models.OfOrganisation, operator_service.remove_throttle),
    "renew_gateway_keys": (models.RenewGatewayKeys, operator_service.renew_gateway_keys),
    "suspend_organisation": (models.OfOrganisation, operator_service.suspend),
    "resume_organisation": (models.OfOrganisation, operator_service.resume),
    "create_api_key": (models.CreateApiKey, operator_service.create_api_key),
    "grant_credits": (credits_service.GrantCredits, _grant_credits),
    "rotate_signing_key": (models.RotateSigningKey, operator_service.rotate_signing_key),
    "retire_signing_key": (models.RetireSigningKey, operator_service.retire_signing_key),
    "rotate_link_keys": (models.OfOrganisation, operator_service.rotate_link_keys),
    "seed_samples": (models.OfOrganisation, _seed_samples),
    "reindex": (models.Reindex, _reindex),
    "tell_comparisons": (models.OfOrganisation, _tell_comparisons),
    "erase_organisation": (models.EraseOrganisation, _erase_organisation),
    "erase_contact": (models.EraseContact, _erase_contact),
    "read_audit": (models.ReadAudit, _read_audit),
}
