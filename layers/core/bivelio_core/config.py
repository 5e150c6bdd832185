"""The configuration of a function: environment variables, read on use, and the list of domains from its entrypoint."""

import json
import os
from typing import NamedTuple

_domains_module: list[str] = []


def hand_over_domains(module: str, operations: str = "") -> None:
    """Name the modules that list the domains (`DOMAINS`) and the operations (`OPERATIONS`).

    Entrypoints do, so that what they use need not know them.
    """
    _domains_module[:] = [module, operations]


def domains_module() -> str:
    """The module that lists the domains; it is imported when a declaration is first read."""
    return _domains_module[0]


def operations_module() -> str:
    """The module that lists the operations; empty where nobody has handed one over."""
    return _domains_module[1]


def table_name() -> str:
    """The single table."""
    return os.environ["TABLE_NAME"]


def documents_bucket() -> str:
    """The bucket of documents, exports and large payloads."""
    return os.environ["DOCUMENTS_BUCKET"]


def operation_functions() -> str:
    """How the names of the functions of endpoints begin; only functions that call operations have it."""
    return os.environ["OPERATION_FUNCTIONS"]


def signing_secret_id() -> str:
    """The secret that holds the JWT signing keys."""
    return os.environ["SIGNING_SECRET_ID"]


def usage_plan_id(plan: str) -> str:
    """API Gateway's usage plan by our name for it; only the functions that make gateway keys have it."""
    return os.environ[f"USAGE_PLAN_{plan.upper()}"]


def origin_secrets() -> list[str]:
    """What our CloudFront distribution may prove itself by; none where there is no distribution."""
    return os.environ.get("ORIGIN_SECRETS", "").split()


def session_lifetime_days() -> int:
    """After how many days a session ends even if it is used; only the sign-in has it."""
    return int(os.environ.get("SESSION_LIFETIME_DAYS", "30"))


def gateway_key_delay_seconds() -> float:
    """How long API Gateway takes until a new key of an organisation works everywhere."""
    return float(os.environ.get("GATEWAY_KEY_DELAY_SECONDS", "0"))


def own_gateway_keys() -> int:
    """How many organisations of starter and pro may have a gateway key of their own; the others share."""
    return int(os.environ.get("OWN_GATEWAY_KEYS", "6000"))


def gateway_key_memory_seconds() -> float:
    """For how long an authorizer may still name a gateway key that its organisation names no more."""
    return float(os.environ.get("GATEWAY_KEY_MEMORY_SECONDS", "0"))


def kms_key_id() -> str:
    """The key that seals secrets of integrations and webhooks."""
    return os.environ["KMS_KEY_ID"]


def queue_url(name: str) -> str:
    """The URL of one of our queues, e.g. of `deliveries` from DELIVERIES_QUEUE_URL."""
    return os.environ[f"{name.upper()}_QUEUE_URL"]


def mail_from() -> str:
    """The address from which the platform writes to its users; empty when the deployment sends no mail."""
    return os.environ.get("MAIL_FROM", "")


def mail_set() -> str:
    """The configuration set of SES, which measures our mails and leaves out addresses that bounced."""
    return os.environ.get("MAIL_SET", "")


def mail_server() -> tuple[str, int] | None:
    """The local runtime's SMTP server (`host:port`); never in the cloud, where mail goes by SES."""
    if not is_local() or not (text := os.environ.get("MAIL_SERVER", "")):
        return None
    host, _, port = text.rpartition(":")
    return host, int(port)


def app_url() -> str:
    """Where the dashboard is, for links in what workflows send and in mails to users."""
    return os.environ.get("APP_URL", "https://app.bivelio.com").rstrip("/")


def workflow_state_machine_arn() -> str:
    """The state machine that runs workflows."""
    return os.environ["WORKFLOW_STATE_MACHINE_ARN"]


def maximum_workflows() -> int:
    """How many workflows an organisation may have in use, archived ones not counted."""
    return int(os.environ.get("MAXIMUM_WORKFLOWS", "500"))


def promise_seconds() -> float:
    """How long a request for a run waits that was promised and is not written yet."""
    return float(os.environ.get("PROMISE_SECONDS", "3"))


def workflow_wait_seconds() -> float:
    """How long `/workflows/execute` with `async: false` waits for the end of a run."""
    return float(os.environ.get("WORKFLOW_WAIT_SECONDS", "25"))


def inbound_wait_seconds() -> float:
    """How long a call of a workflow's URL waits for the output of its run, where the trigger answers with it."""
    return float(os.environ.get("INBOUND_WAIT_SECONDS", "9"))


class AiSettings(NamedTuple):
    """The language model of the live environment.

    `provider` is `gemini`, or `offline`, which is rules and needs no account. `key_secret` names the secret with
    Gemini's key, `fallback_model` is asked when `model` is gone or overloaded. `embedding_model` makes the vectors of
    knowledge. `url` is another server than Google's, for tests of the local runtime; never in the cloud.
    """

    provider: str = "offline"
    key_secret: str = ""
    model: str = "gemini-3.5-flash-lite"
    fallback_model: str = "gemini-3.6-flash"
    url: str = ""
    embedding_model: str = "gemini-embedding-2"


def ai_settings() -> AiSettings:
    """The language model of the live environment, from a JSON object (template.yaml, AiSettings)."""
    settings = AiSettings(**json.loads(os.environ.get("AI_SETTINGS") or "{}"))
    return settings if is_local() else settings._replace(url="")


class AeatSettings(NamedTuple):
    """AEAT's service to which live records are submitted.

    `service` is `none`, `test` or `production`. `url` is another host, for tests of the local runtime; never in the
    cloud.
    """

    service: str = "none"
    url: str = ""


def aeat_settings() -> AeatSettings:
    """Where live records are submitted: nowhere, unless the deployment says so (template.yaml, AeatService)."""
    return AeatSettings(os.environ.get("AEAT_SERVICE") or "none", provider_url("AEAT_URL", ""))


def aeat_seal() -> str:
    """`platform` where this deployment has a certificate to submit for represented issuers; `none` otherwise."""
    return os.environ.get("AEAT_SEAL") or "none"


def aeat_seal_secret_id() -> str:
    """The secret with that certificate and its key."""
    return os.environ.get("AEAT_SEAL_SECRET_ID", "")


class ProducerSettings(NamedTuple):
    """Who answers for this platform as a program that makes invoices (Real Decreto 1007/2023, article 13).

    `declared` is the day on which the declaration of each version was signed: `1.0=2026-12-01,1.1=2027-03-01`.
    """

    name: str = ""
    nif: str = ""
    address: str = ""
    town: str = ""
    country: str = ""
    contact: str = ""
    declared: str = ""


def producer_settings() -> ProducerSettings:
    """The producer, from a JSON object (template.yaml, Producer); all empty where the deployment names none."""
    return ProducerSettings(**json.loads(os.environ.get("PRODUCER") or "{}"))


def agent_seconds() -> float:
    """How long an invocation of an agent may take, with all its rounds."""
    return float(os.environ.get("AGENT_SECONDS", "25"))


def document_wait_seconds() -> float:
    """How long `/documents/extract` and its like wait for the end of what the worker does."""
    return float(os.environ.get("DOCUMENT_WAIT_SECONDS", "25"))


def schedule_group() -> str:
    """EventBridge Scheduler's group of the schedules of cron workflows."""
    return os.environ["SCHEDULE_GROUP"]


def schedule_target() -> tuple[str, str, str]:
    """The ARNs a schedule needs: of the function it invokes, the role it assumes, and its dead-letter queue."""
    return os.environ["START_WORKFLOW_ARN"], os.environ["SCHEDULER_ROLE_ARN"], os.environ["PARKED_QUEUE_ARN"]


def plan_credits(plan: str) -> int:
    """How many AI credits a plan grants a month: PLAN_CREDITS is `starter=500,pro=5000,enterprise=50000`."""
    granted = dict(part.split("=") for part in os.environ["PLAN_CREDITS"].split(","))
    return int(granted[plan])


def is_local() -> bool:
    """Whether this is the local runtime, where a receiver on 127.0.0.1 may be called."""
    return os.environ.get("DEPLOYMENT") == "local"


def local_nameserver() -> tuple[str, int] | None:
    """A name server (`host:port`) for outgoing requests, for tests of the local runtime; never in the cloud."""
    if not is_local() or not (text := os.environ.get("EGRESS_NAMESERVER", "")):
        return None
    host, _, port = text.rpartition(":")
    return host, int(port)


def api_hosts() -> frozenset[str]:
    """The hosts that serve this API, with their port unless it is 443: only these are told the chain of a run."""
    port = local_api_port()
    own = [] if port is None else [f"localhost:{port}", f"127.0.0.1:{port}"]
    return frozenset(
        host.strip().lower() for host in [*os.environ.get("API_HOSTS", "").split(","), *own] if host.strip()
    )


def local_api_port() -> int | None:
    """Where the local runtime serves this API; None in the cloud."""
    port = os.environ.get("RUNTIME_API_PORT", "")
    return int(port) if is_local() and port.isdecimal() else None


def local_ports() -> frozenset[int]:
    """The ports of the local runtime itself, its AWS endpoint among them; none in the cloud."""
    if not is_local():
        return frozenset()
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/").rpartition(":")[2]
    listed = [*os.environ.get("RUNTIME_PORTS", "").split(","), endpoint]
    return frozenset(int(port) for port in listed if port.isdecimal())


def oauth_domain() -> str:
    """The domain name at whose `mcp.` host apps get tokens; empty where the deployment has none."""
    return os.environ.get("OAUTH_DOMAIN", "")


def google_client_secret_id() -> str:
    """The secret with this deployment's registration at Google: {"client_id", "client_secret"}."""
    return os.environ.get("GOOGLE_CLIENT_SECRET_ID", "")


def google_redirect_url() -> str:
    """Where Google sends people after their consent."""
    return os.environ.get("GOOGLE_REDIRECT_URL", "")


def inbound_url() -> str:
    """The address under which providers reach us, without the path; empty when the deployment has none."""
    return os.environ.get("INBOUND_URL", "")


def inbound_domain() -> str:
    """The domain whose mail we receive; empty when the deployment receives none."""
    return os.environ.get("INBOUND_DOMAIN", "")


def administrations_service() -> str:
    """Where live invoices to administrations are handed in: `none`, `test` or `production` (AdministrationsService)."""
    return os.environ.get("ADMINISTRATIONS_SERVICE") or "none"


def peppol_service() -> str:
    """Which access point takes live invoices for Peppol: `none` until one is contracted (PeppolService)."""
    return os.environ.get("PEPPOL_SERVICE") or "none"


def efact_secret_id() -> str:
    """The secret with this platform's registration at e.FACT; only functions that hand invoices in have it."""
    return os.environ.get("EFACT_SECRET_ID", "")


def provider_url(name: str, usual: str) -> str:
    """The address of a provider; another one for tests of the local runtime, never in the cloud."""
    return os.environ.get(name, usual) if is_local() else usual


def delivery_delay_scale() -> float:
    """How much the local runtime shortens the delays between webhook attempts (1: not at all), for tests."""
    return float(os.environ.get("DELIVERY_DELAY_SCALE", "1")) if is_local() else 1.0
