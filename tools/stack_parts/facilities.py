"""What the platform offers to functions, by the names that handlers use (bivelio_core/needs.py).

Values are written as in a nested stack: X is a parameter that has the root's X, XArn its ARN, XId its id.
"""

from dataclasses import dataclass, field
from typing import Any

from bivelio_core.needs import Access, Files
from bivelio_core.store import keys

from tools.faces import callable_resources

from .names import camel_case
from .values import GetAtt, If, Ref, Sub

WORKFLOWS = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}"
RUNNER = Ref("WorkflowRunner")
RUNS = Sub(f"{WORKFLOWS}:execution:${{Platform}}-workflows:*")
SCHEDULES = "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${WorkflowSchedules}/*"
FUNCTION = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function"
IDENTITIES = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*"
MAIL_SET = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailSet}"
GATEWAY = "arn:${AWS::Partition}:apigateway:${AWS::Region}::"
PLANS = ("starter", "pro", "enterprise", "starter_own", "pro_own")
USAGE_PLANS: dict[str, Any] = {
    **{f"USAGE_PLAN_{plan.upper()}": GetAtt("GatewayStack", f"Outputs.{camel_case(plan)}Plan") for plan in PLANS},
    "GATEWAY_KEY_DELAY_SECONDS": If("IsLocal", "0", "30"),
    "GATEWAY_KEY_MEMORY_SECONDS": "35",
    "OWN_GATEWAY_KEYS": Ref("OwnGatewayKeys"),
}
"""What functions that make gateway keys know of usage plans."""
CHANGES: tuple[Any, ...] = ("PutItem", "UpdateItem", "DeleteItem")


@dataclass(frozen=True)
class Facility:
    """A part of a function's block.

    Attributes:
        variables: of its environment.
        statements: of its policy, besides those about the table and the data key.
        table: what it does to the table.
        key: how it uses the data key.
        sends: queues to which it sends.
        files: what it does to files.
        properties: of the function.
        includes: facilities that come with it.
    """

    variables: dict[str, Any] = field(default_factory=dict)
    statements: tuple[dict[str, Any], ...] = ()
    table: tuple[Access, ...] = ()
    key: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()
    files: tuple[Files, ...] = ()
    properties: dict[str, Any] = field(default_factory=dict)
    includes: tuple[str, ...] = ()


def allow(actions: str | list[str], resource: Any, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a statement of a policy."""
    about = {"Effect": "Allow", "Action": actions, "Resource": resource}
    return {**about, "Condition": condition} if condition else about


def _gateway(verbs: list[str], *places: str) -> dict[str, Any]:
    """Return a statement that lets a function change what API Gateway has at these places."""
    return allow([f"apigateway:{verb}" for verb in verbs], [Sub(f"{GATEWAY}/{place}") for place in places])


FACILITIES = {
    # ------------------------------------------------------------------------------------- secrets and accounts
    "seal_secrets": Facility({"KMS_KEY_ID": Ref("DataKey")}, key=("kms:Encrypt",)),
    "open_secrets": Facility(key=("kms:Decrypt",)),
    "google": Facility(  # an account at Google: its token is renewed
        {"GOOGLE_CLIENT_SECRET_ID": Ref("GoogleClientSecretId")},
        (allow("secretsmanager:GetSecretValue", Ref("GoogleClientSecretId")),),
        includes=("seal_secrets", "open_secrets"),
    ),
    "google_consent": Facility({"GOOGLE_REDIRECT_URL": Ref("GoogleRedirectUrl")}),
    "signing_keys": Facility(statements=(allow("secretsmanager:GetSecretValue", Ref("SigningSecretId")),)),
    "session_lifetime": Facility({"SESSION_LIFETIME_DAYS": Ref("SessionLifetimeDays")}),
    "erase_files": Facility(  # all versions of an organisation's files; what the law orders to keep, and the list
        statements=(
            allow(
                ["s3:ListBucketVersions", "s3:ListBucket", "s3:ListBucketMultipartUploads"], Ref("DocumentsBucketArn")
            ),
            allow(
                ["s3:GetObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload"],
                [Sub(f"${{DocumentsBucketArn}}/{stage}/*") for stage in ("live", "sandbox")],
            ),
            allow("s3:PutObject", [Sub(f"${{DocumentsBucketArn}}/{place}/*") for place in ("kept", "erasures")]),
        ),
        key=("kms:Decrypt", "kms:GenerateDataKey"),
    ),
    "exported_files": Facility(  # the files of an organisation as they are
        statements=(
            allow("s3:ListBucket", Ref("DocumentsBucketArn")),
            allow(
                "s3:GetObject",
                [Sub(f"${{DocumentsBucketArn}}/*/{area}/*") for area in ("documents", "invoices")],
            ),
        ),
        key=("kms:Decrypt",),
    ),
    # ------------------------------------------------------------------------------------------- language models
    "models": Facility({"AI_SETTINGS": Ref("AiSettings")}),
    "ai": Facility(statements=(allow("secretsmanager:GetSecretValue", Ref("GeminiKeyId")),), includes=("models",)),
    "agent_seconds": Facility({"AGENT_SECONDS": Ref("AgentSeconds")}),
    "stream_answers": Facility(  # a loop that can stream, in place of Lambda's own (gateway/source.yaml)
        {
            "AWS_LAMBDA_EXEC_WRAPPER": If(
                "StreamsAnswers", "/opt/python/bivelio_core/entrypoints/stream-answers", Ref("AWS::NoValue")
            )
        }
    ),
    "plan_credits": Facility({"PLAN_CREDITS": Ref("PlanCredits")}),
    "credit_grants": Facility(  # who asks first in a month makes its grant, and enters in the ledger what is not there
        table=(
            Access((keys.CREDIT_BALANCE, keys.CREDIT_ENTRY, keys.CREDIT_RESERVATION), CHANGES),
            Access((keys.CREDIT_RESERVATION,), ("BatchGetItem",)),
        ),
        includes=("plan_credits",),
    ),
    "credits": Facility(table=(Access((keys.CREDIT_RESERVATION,), CHANGES),), includes=("credit_grants",)),
    "administrations": Facility(
        {
            "ADMINISTRATIONS_SERVICE": Ref("AdministrationsService"),
            "EFACT_SECRET_ID": Ref("EfactSecretId"),
            "PEPPOL_SERVICE": Ref("PeppolService"),
        },
        (allow("secretsmanager:GetSecretValue", Ref("EfactSecretId")),),
        includes=("open_secrets",),
    ),
    "aeat": Facility(
        {"AEAT_SERVICE": Ref("AeatService"), "AEAT_SEAL_SECRET_ID": Ref("AeatSealSecretId")},
        (allow("secretsmanager:GetSecretValue", Ref("AeatSealSecretId")),),
        includes=("open_secrets", "seal_offered"),
    ),
    "seal_offered": Facility({"AEAT_SEAL": Ref("AeatSeal")}),
    # ------------------------------------------------------------------------------------------ records of invoices
    "producer": Facility({"PRODUCER": Ref("Producer")}),
    "make_records": Facility(  # the first one of an issuer under VERI*FACTU decides it, if the settings still say so
        table=(
            Access(
                (
                    *(keys.INVOICE_RECORD, keys.INVOICE_ISSUER, keys.INVOICE_SETTINGS),
                    *(keys.INVOICE_SUBMISSION, keys.SUBMISSION_LANE),
                ),
                CHANGES,
            ),
        ),
        includes=("producer",),
    ),
    # -------------------------------------------------------------------------------------------------- mail, places
    "mail_from": Facility({"MAIL_FROM": Ref("MailFrom")}),
    "mail": Facility(
        {"MAIL_SERVER": Ref("MailServer"), "MAIL_SET": Ref("MailSet")},
        (
            allow(
                ["ses:SendEmail", "ses:SendRawEmail"],
                [Sub(IDENTITIES), Sub(MAIL_SET)],
                {"StringEquals": {"ses:FromAddress": Ref("MailFrom")}},
            ),
        ),
        includes=("mail_from",),
    ),
    "mail_domain": Facility({"INBOUND_DOMAIN": Ref("InboundDomain")}),
    "send_messages": Facility(  # an unknown recipient becomes a contact; a connection that is refused is marked
        table=(
            Access(
                (
                    *(keys.CONVERSATION, keys.MESSAGE, keys.PROVIDER_MESSAGE, keys.CONTACT, keys.CONTACT_ADDRESS),
                    *(keys.CONNECTION, keys.EFFECT, keys.SUPPRESSION),
                ),
                CHANGES,
            ),
        ),
        sends=("messages", "arrivals", "ordered_arrivals"),
        files=(Files("inbound", ("write",)),),  # what the simulated providers answer
        includes=("google", "inbound_url", "mail_domain"),
    ),
    "inbound_url": Facility({"INBOUND_URL": If("HasDomain", Sub("https://api.${DomainName}/v1"), Ref("InboundUrl"))}),
    "oauth": Facility({"OAUTH_DOMAIN": Ref("DomainName")}),
    "app_url": Facility({"APP_URL": Ref("AppUrl")}),
    "api_hosts": Facility({"API_HOSTS": Ref("ApiHosts")}),
    "call_operations": Facility(  # of agents and assistants: those operations that have all faces
        {"OPERATION_FUNCTIONS": Sub("${Platform}_")},
        statements=(
            allow(
                "lambda:InvokeFunction",
                [Sub(f"{FUNCTION}:${{Platform}}_{camel_case(resource)}*:live") for resource in callable_resources()],
            ),
        ),
        table=(Access((keys.CHAIN_KEY,), ("PutItem",)),),
    ),
    "list_server_tools": Facility(  # an agent is granted one as its server has it
        {"OPERATION_FUNCTIONS": Sub("${Platform}_")},
        statements=(allow("lambda:InvokeFunction", [Sub(f"{FUNCTION}:${{Platform}}_McpTools:live")]),),
        table=(Access((keys.CHAIN_KEY,), ("PutItem",)),),
    ),
    "check_releases": Facility(  # of CodeDeploy's groups and of functions of this stack, whose names begin with its own
        statements=(
            allow(
                ["codedeploy:GetDeployment", "codedeploy:PutLifecycleEventHookExecutionStatus"],
                Sub("arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${Platform}-*"),
            ),
            allow(
                "lambda:InvokeFunction", [Sub(f"{FUNCTION}:${{Platform}}-*:*"), Sub(f"{FUNCTION}:${{Platform}}_*:*")]
            ),
        ),
        # Nothing tries the hook itself.
        properties={"DeploymentPreference": {"Enabled": False}},
    ),
    "delivery_delay": Facility({"DELIVERY_DELAY_SCALE": Ref("DeliveryDelayScale")}),
    "arrived_mail": Facility(statements=(allow("s3:GetObject", Sub("${InboundMailArn}/mail/*")),)),
    "document_wait": Facility({"DOCUMENT_WAIT_SECONDS": Ref("DocumentWaitSeconds")}),
    # ---------------------------------------------------------------------------------- the authorizer, the operator
    "viewers": Facility(  # who is behind a request of our distribution; both secrets hold, whichever it sends
        {
            "ORIGIN_SECRETS": If(
                "HasDashboard",
                Sub(" ".join(f"{{{{resolve:secretsmanager:${{OriginSecret{each}}}:SecretString}}}}" for each in "AB")),
                "",
            )
        }
    ),
    "edge": Facility(
        includes=("viewers",),
        properties={
            "ReservedConcurrentExecutions": If("ReservesAuthorizer", Ref("AuthorizerConcurrency"), Ref("AWS::NoValue")),
            "ProvisionedConcurrencyConfig": If(
                "ProvisionsAuthorizer",
                {"ProvisionedConcurrentExecutions": Ref("AuthorizerProvisioned")},
                Ref("AWS::NoValue"),
            ),
        },
    ),
    # API Gateway's actions are HTTP verbs. The operator makes a gateway key, finds it, puts it into its plan; makes,
    # finds, changes and deletes the usage plan of one organisation, whose id is not known here.
    "usage_plans": Facility(
        USAGE_PLANS,
        (
            _gateway(["GET", "POST"], "apikeys", "usageplans", "usageplans/*"),
            _gateway(["PATCH", "DELETE"], "usageplans/*"),
        ),
    ),
    # The sweep makes and finds gateway keys, puts them into usage plans, and deletes those that nothing names any more.
    "gateway_keys": Facility(
        USAGE_PLANS,
        (_gateway(["GET", "POST"], "apikeys", "usageplans/*"), _gateway(["DELETE"], "apikeys/*")),
    ),
    "rotate_signing_keys": Facility(
        statements=(allow("secretsmanager:PutSecretValue", Ref("SigningSecretId")),), includes=("signing_keys",)
    ),
    "live_definitions": Facility(
        statements=(allow("s3:GetObject", Sub("${DocumentsBucketArn}/live/workflows/*")),), includes=("open_secrets",)
    ),
    # ----------------------------------------------------------------------------------------------------- workflows
    "sandbox_day": Facility(table=(Access(("org_*#sandbox#*",), ("PutItem", "UpdateItem")),)),
    "schedules": Facility(
        {
            "SCHEDULE_GROUP": Ref("WorkflowSchedules"),
            "SCHEDULER_ROLE_ARN": Ref("WorkflowScheduleRoleArn"),
            "START_WORKFLOW_ARN": Ref("StartWorkflowAlias"),
            "PARKED_QUEUE_ARN": Ref("ParkedWorkflowEventsArn"),
        },
        (
            allow(["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"], Sub(SCHEDULES)),
            allow(
                "iam:PassRole",
                Ref("WorkflowScheduleRoleArn"),
                {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
            ),
        ),
    ),
    "wake_runs": Facility(  # the token is the permission; the action knows no resource
        {"WORKFLOW_STATE_MACHINE_ARN": RUNNER}, (allow("states:SendTaskSuccess", "*"),)
    ),
    "start_runs": Facility(
        statements=(allow(["states:StartExecution", "states:DescribeExecution"], [RUNNER, RUNS]),),
        includes=("wake_runs",),
    ),
    "stop_runs": Facility(statements=(allow("states:StopExecution", RUNS),)),
    "run_values": Facility(  # results too large for an item
        statements=(allow(["s3:GetObject", "s3:PutObject"], Sub("${DocumentsBucketArn}/*/workflows/*")),),
        key=("kms:GenerateDataKey", "kms:Decrypt"),
    ),
    "keep_runs": Facility(
        table=(
            Access(
                (
                    *(keys.INSTANCE, keys.STEP, keys.NESTED_APPROVAL, keys.RUN_CHILD, keys.EVENT_WAIT),
                    *(keys.WORKFLOW_GATE, keys.WORKFLOW_LOCK, keys.CHAIN, keys.EFFECT),
                ),
                CHANGES,
            ),
        ),
    ),
    "runs": Facility(includes=("keep_runs", "start_runs", "run_values")),
    "workflow_wait": Facility({"WORKFLOW_WAIT_SECONDS": Ref("WorkflowWaitSeconds")}),
}


def with_included(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the facilities with those that come with them, each once."""
    every: dict[str, None] = {}
    for name in names:
        every.update(dict.fromkeys((*with_included(FACILITIES[name].includes), name)))
    return tuple(every)
