"""What a deployment has besides the table, made in moto, and the operator who fills it."""

import json
import os
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, TypedDict

from bivelio_core import clients, clock
from bivelio_core.identity import access_token as tokens
from bivelio_core.identity import records, sessions
from bivelio_core.identity.letters import links
from bivelio_core.identity.letters.links import Purpose
from bivelio_core.store import connect, keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Key, Update, UpdateWrite, present
from bivelio_core.tenancy import Environment
from moto.apigateway.models import apigateway_backends
from moto.secretsmanager.models import secretsmanager_backends

from tests.api import load
from tests.services import ACCOUNT, REGION
from tests.there import there

SIGNING_KEY = "c2lnbmluZyBrZXkgb2YgdGhlIHRlc3RzLCA0OCBieXRlcyBsb25nLCBhcyBvdXJz"
PASSWORD = "correct horse battery"


class Claims(TypedDict):
    """What an access token is issued for."""

    user: str
    organisation: str
    environment: Environment
    role: str
    session: str


def create_deployment() -> None:
    """The signing secret as a fresh deployment has it, and a usage plan per tier."""
    secrets = {"current": "k1", "k1": SIGNING_KEY}
    secretsmanager_backends[ACCOUNT][REGION].create_secret(
        os.environ["SIGNING_SECRET_ID"],
        secret_string=json.dumps(secrets),
        secret_binary=None,
        description="",
        tags=None,
        kms_key_id=None,
        client_request_token=None,
        replica_regions=[],
        force_overwrite=False,
    )
    for plan in ("starter", "pro", "enterprise", "starter_own", "pro_own"):
        made = apigateway_backends[ACCOUNT][REGION].create_usage_plan({"name": plan})
        os.environ[f"USAGE_PLAN_{plan.upper()}"] = made.id


def operate(operation: str, **data: Any) -> dict[str, Any]:
    """The whole answer of the operator's function."""
    answer: dict[str, Any] = load("admin").handler(
        {"operation": operation, "data": data}, SimpleNamespace(aws_request_id="test-operation")
    )
    return answer


def operated(operation: str, **data: Any) -> Any:
    """The data of an operation that must succeed."""
    answer = operate(operation, **data)
    assert answer["success"], answer
    return answer["data"]


def plan_keys(plan: str) -> list[str]:
    """The gateway key values in a plan."""
    answer = clients.client("apigateway").get_usage_plan_keys(usagePlanId=os.environ[f"USAGE_PLAN_{plan.upper()}"])
    return [item["value"] for item in answer["items"]]


def gateway_keys_of(item: Item | None) -> list[str]:
    """The gateway keys that an organisation or an API key names, of all classes of callers."""
    named = existing(item)
    return [named["gateway_key"], *named.get("gateway_keys", {}).values()]


def key_id(value: str) -> str:
    """The id of the gateway key with a value."""
    found = clients.client("apigateway").get_api_keys(includeValues=True)["items"]
    return next(str(each["id"]) for each in found if each["value"] == value)


def new_organisation(name: str = "Empresa ABC", plan: str = "starter", **more: Any) -> str:
    """The id of a fresh organisation."""
    return str(operated("create_organisation", name=name, plan=plan, **more)["id"])


def new_key(organisation: str, *scopes: str, environment: str = "live", **more: Any) -> str:
    """The text of a fresh API key."""
    made = operated(
        "create_api_key",
        organisation=organisation,
        name="test",
        environment=environment,
        scopes=list(scopes or ("admin",)),
        **more,
    )
    return str(made["key"])


def new_user(organisation: str, role: str = "admin", email: str = "ana@exemple.cat") -> str:
    """The address of a fresh user, whose password is PASSWORD."""
    operated("create_user", organisation=organisation, email=email, password=PASSWORD, role=role)
    return email


def _new_link(purpose: Purpose, holder: Key, held_as: str = "link", **about: Any) -> str:
    """The token of a link to an invitation or a user, as the worker of mails makes it before it sends it."""
    token, name, made = links.new(purpose, clock.ttl(timedelta(hours=1)), **about)
    connect.table().transact([made, UpdateWrite(holder, Update(set={held_as: name}), present())])
    return token


def invitation_link(organisation: str, invitation: str) -> str:
    """The token of the link to an invitation."""
    about = {"organisation": organisation, "invitation": invitation}
    return _new_link("invitation", keys.invitation(organisation, invitation), **about)


def reset_link(user: str) -> str:
    """The token of the link to a new password."""
    holder = keys.user(user)
    return _new_link("reset", holder, user=user, generation=records.generation(there(connect.table().get(holder))))


def email_link(user: str, email: str) -> str:
    """The token of the link to a new address."""
    holder = keys.user(user)
    generation = records.generation(there(connect.table().get(holder)))
    return _new_link("email", holder, "email_link", user=user, email=email, generation=generation)


def new_session(organisation: str, role: str = "admin", environment: Environment = "live") -> Claims:
    """What a token says of a user who has just signed in: whose session it is, where, and as what."""
    user = operated(
        "create_user", organisation=organisation, email=f"{role}@{organisation}.cat", password=PASSWORD, role=role
    )["id"]
    generation = records.generation(there(connect.table().get(keys.user(user))))
    session = sessions.new(user, organisation, environment, generation=generation)
    _, writes = sessions.start(session)
    connect.table().transact(writes)
    return {
        "user": user,
        "organisation": organisation,
        "environment": environment,
        "role": role,
        "session": session.id,
    }


def access_token(organisation: str, role: str = "admin", environment: Environment = "live") -> str:
    """An access token of a fresh user, as signing in would give it."""
    return tokens.issue(**new_session(organisation, role, environment))
