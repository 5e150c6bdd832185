"""Creates the demo organisations once, by the operator's function, and writes them to demo.json."""

import json
from collections.abc import Callable
from typing import Any

from local.deploy import Deployment, client
from local.settings import Settings

OPERATOR = "Admin"
PLANS = {"demo": "enterprise", "starter": "starter", "pro": "pro"}
ROLES = ("owner", "admin", "member", "viewer")
OPEN = ["contacts", "workflows"]
"""What the demo's publishable keys may read: all that one can, so that the browser case of the clients can be tried."""

KEYS = {
    "live_secret": {"type": "secret", "environment": "live", "scopes": ["admin"]},
    "live_write": {"type": "secret", "environment": "live", "scopes": ["write"]},
    "live_read": {"type": "secret", "environment": "live", "scopes": ["read"]},
    "live_publishable": {"type": "publishable", "environment": "live", "scopes": ["read"], "resources": OPEN},
    "test_secret": {"type": "secret", "environment": "test", "scopes": ["admin"]},
    "test_publishable": {"type": "publishable", "environment": "test", "scopes": ["read"], "resources": OPEN},
}
WITH_SAMPLES_IN_LIVE = WITH_MAIL = "demo"
DASHBOARD_KEYS = {
    environment: {"type": "publishable", "environment": stage, "scopes": ["read"]}
    for environment, stage in (("live", "live"), ("sandbox", "test"))
}
"""The platform's own keys, by which the dashboard signs in people of every organisation."""

Organisations = dict[str, dict[str, Any]]
Operate = Callable[[str, dict[str, Any]], Any]


class DemoError(RuntimeError):
    """The operator's function refused to make the demo data."""


def ensure(
    settings: Settings, deployment: Deployment, save: Callable[[], None], there: Callable[[str, dict[str, Any]], None]
) -> Organisations:
    """Return the demo organisations; create those that demo.json does not list yet.

    Args:
        settings: where demo.json is.
        deployment: the stack; one without the operator's function has no organisations.
        save: called before demo.json is written, so that it lists only organisations that survive a crash.
        there: called with each organisation and its slug as soon as it is there.

    Raises:
        DemoError: when the operator's function fails.
    """
    before = json.loads(settings.demo_file.read_text()) if settings.demo_file.exists() else {}
    organisations: Organisations = before.get("organisations", {})
    dashboard_keys: dict[str, str] = before.get("dashboard_keys", {})
    missing = [slug for slug in PLANS if slug not in organisations or organisations[slug]["keys"].keys() != KEYS.keys()]
    for slug, organisation in organisations.items():
        if slug not in missing:
            there(slug, organisation)
    if (missing or not dashboard_keys) and OPERATOR in deployment.functions:
        operate = _operator(settings, deployment)
        for slug in missing:
            has_samples = slug == WITH_SAMPLES_IN_LIVE
            organisations[slug] = make_organisation(operate, slug, PLANS[slug], has_samples=has_samples)
            there(slug, organisations[slug])
        dashboard_keys = dashboard_keys or _make_platform(operate)
        save()
    _write(settings, organisations, dashboard_keys)
    return organisations


def make_organisation(operate: Operate, slug: str, plan: str, *, has_samples: bool = False) -> dict[str, Any]:
    """Create an organisation with a user of every role and a key of every kind, or complete an interrupted creation."""
    users = [
        {"email": f"{role}@{slug}.example.com", "password": f"{role}-of-{slug}-2026", "role": role} for role in ROLES
    ]
    owner = {name: users[0][name] for name in ("email", "password")}
    identity = {"name": f"{slug.capitalize()} (local)", "plan": plan, "slug": slug, "owner": owner}
    organisation = operate("create_organisation", identity)["id"]
    for user in users[1:]:
        operate("create_user", {"organisation": organisation, **user})
    keys = {
        name: operate("create_api_key", {"organisation": organisation, "name": name, **kind})["key"]
        for name, kind in KEYS.items()
    }
    if has_samples:
        operate("seed_samples", {"organisation": organisation})
    return {"id": organisation, "plan": plan, "users": users, "keys": keys}


def _make_platform(operate: Operate) -> dict[str, str]:
    """Create the platform's own organisation, without limits, and its publishable keys; return these by environment."""
    about = {"name": "BiVelio (local)", "plan": "enterprise", "slug": "platform", "platform": True}
    organisation = operate("create_organisation", about)["id"]
    return {
        environment: operate("create_api_key", {"organisation": organisation, "name": "dashboard", **kind})["key"]
        for environment, kind in DASHBOARD_KEYS.items()
    }


def _operator(settings: Settings, deployment: Deployment) -> Operate:
    lambdas = client("lambda", settings)

    def operate(operation: str, data: dict[str, Any]) -> Any:
        event = json.dumps({"operation": operation, "data": data}).encode()
        result = lambdas.invoke(FunctionName=deployment.functions[OPERATOR], Payload=event)
        answer = json.loads(result["Payload"].read())
        if "FunctionError" in result or not answer.get("success"):
            raise DemoError(f"{operation}: {json.dumps(answer, ensure_ascii=False)}")
        return answer["data"]

    return operate


def _write(settings: Settings, organisations: Organisations, dashboard_keys: dict[str, str]) -> None:
    content = {
        "base_url": f"{settings.url}/v1",
        "sandbox_url": f"{settings.url}/sandbox/v1",
        "organisations": organisations,
        "dashboard_keys": dashboard_keys,
    }
    partial = settings.demo_file.with_suffix(".tmp")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)  # it holds keys and passwords: no other user of this machine may read it
    partial.write_text(json.dumps(content, indent=2) + "\n")
    partial.replace(settings.demo_file)


def introduction(settings: Settings, organisations: Organisations) -> str:
    """Return the text that `make run` prints when the platform is ready: addresses, keys and three calls to try."""
    lines = [
        "",
        f"  sandbox  {settings.url}/sandbox/v1/",
        f"  live     {settings.url}/v1/",
        f"  AWS      {settings.emulator_url}  (aws --endpoint-url ...)",
        f"  keys     {settings.demo_file}",
        f"  app      {settings.url}/app/  (the dashboard: sign in as the owner below)",
        f"  docs     {settings.url}/docs/  (guides, reference, a form for each operation)",
        f"  mail     {settings.url}/mail  (what it sends, and mail that comes in)",
        f"  log      {settings.state / 'runtime.log'}",
    ]
    demo = organisations.get("demo")
    if demo:
        keys, owner = demo["keys"], demo["users"][0]
        lines += ["", f"Organisation demo ({demo['id']}), owner {owner['email']} / {owner['password']}"]
        in_order = sorted(keys.items(), key=lambda each: not each[0].startswith("test"))
        lines += [f"  {name:<17}{text}" for name, text in in_order]
        login = json.dumps({name: owner[name] for name in ("email", "password")})
        contact = json.dumps({"data": {"type": "person", "name": "Maria Garcia", "email": "maria@example.com"}})
        lines += [
            "",
            "Three calls to try:",
            _curl(f"{settings.url}/sandbox/v1/contacts/list", "X-API-Key", keys["test_secret"], "{}"),
            _curl(f"{settings.url}/sandbox/v1/contacts/create", "X-API-Key", keys["test_secret"], contact),
            _curl(f"{settings.url}/v1/auth/token?grant_type=password", "apikey", keys["live_publishable"], login),
        ]
    return "\n".join([*lines, "", "Ctrl-C stops it and keeps the data; `make reset` forgets the data."])


def _curl(url: str, header: str, key: str, body: str) -> str:
    return f"  curl -X POST '{url}' -H '{header}: {key}' -H 'Content-Type: application/json' -d '{body}'"
