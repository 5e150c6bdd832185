"""What a caller may do: bundles `read < write < admin`, or granular `contacts:read`, `invoices:write`."""

from bivelio_core.errors import InsufficientScope, NotAmongResources, NotPublishable, UsersOnly
from bivelio_core.scopes import ActorKind, Scope, allows

from .authenticate import Caller


def authorize(
    caller: Caller, resource: str, needed: Scope | None, actors: tuple[ActorKind, ...], *, is_public: bool
) -> None:
    """Raise InsufficientScope, or a subclass, unless the caller has the scope; None is open to every known caller.

    An owner without the second factor that the organisation requires may only use what needs no scope: `/auth/*`.

    An app that acts for a user may use what a key may: what is of people alone is not done by apps.

    A publishable key, which everybody can read in a web page, may use only public endpoints.
    """
    kind: ActorKind = "api_key" if caller.client else caller.actor.kind
    if ("api_key" if kind == "workflow" else kind) not in actors:
        raise UsersOnly(details={"reason": "users_only"})
    if needed is None:
        return
    if caller.needs_factor:
        from bivelio_core.identity.errors import MfaNotEnrolled  # noqa: PLC0415 - only refusals need it

        raise MfaNotEnrolled(details={"reason": "not_enrolled"})
    if caller.is_publishable and not is_public:
        details = {"required_scope": needed, "resource": resource, "reason": "not_publishable"}
        raise NotPublishable(details=details)
    if not allows(caller.scopes, resource, needed):
        details = {"required_scope": needed, "resource": resource}
        if caller.is_publishable:
            raise NotAmongResources(resource=resource, details={**details, "reason": "not_among_resources"})
        raise InsufficientScope(scope=needed, details=details)
