"""What AWS charges in eu-west-1 (the region of samconfig.toml), for benchmarks/bill.py: each price with its source.

Prices are in dollars, without the free tiers, which an account has once whatever runs in it. AWS publishes them as the
Price List, `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/<offer>/current/eu-west-1/index.json`; a date is
that of the publication in which the price was read. Where an offer could not be read, the source is the page of prices,
or what other pages quote of it.
"""

from typing import NamedTuple

MILLION, GIGABYTE = 1_000_000, 1_000_000_000

LAMBDA_QUOTED = "other pages, of aws.amazon.com/lambda/pricing, us-east-1"
WAF_QUOTED = "other pages, of aws.amazon.com/waf/pricing, all regions"
BACKUP_QUOTED = "other pages, of aws.amazon.com/backup/pricing, us-east-1"


class Price(NamedTuple):
    """Dollars for so many units, where they were read, and when."""

    of: str
    dollars: float
    per: int
    unit: str
    source: str
    read: str

    @property
    def each(self) -> float:
        """Dollars for one unit."""
        return self.dollars / self.per


def _listed(of: str, dollars: float, per: int, unit: str, offer: str, read: str) -> Price:
    return Price(of, dollars, per, unit, f"Price List, {offer}", read)


REQUEST = _listed(
    "API Gateway, REST: a request, up to 333 million", 3.50, MILLION, "requests", "AmazonApiGateway", "2026-09-21"
)
INVOCATION = _listed("Lambda: an invocation", 0.20, MILLION, "invocations", "AWSLambda", "2026-10-01")
COMPUTE = _listed("Lambda, arm64: time", 13.3334, MILLION, "GB-seconds", "AWSLambda", "2026-10-01")
READ = _listed("DynamoDB on demand: reads", 0.1415, MILLION, "units", "AmazonDynamoDB", "2026-09-11")
WRITE = _listed("DynamoDB on demand: writes", 0.705, MILLION, "units", "AmazonDynamoDB", "2026-09-11")
STORED = _listed("DynamoDB: storage of a month", 0.283, 1, "GB", "AmazonDynamoDB", "2026-09-11")
RECOVERABLE = _listed("DynamoDB: point-in-time recovery of a month", 0.22, 1, "GB", "AmazonDynamoDB", "2026-09-11")
LOGGED = _listed("CloudWatch Logs: lines taken", 0.57, 1, "GB", "AmazonCloudWatch", "2026-09-22")
LOG_STORED = _listed("CloudWatch Logs: lines kept for a month", 0.03, 1, "GB", "AmazonCloudWatch", "2026-09-22")
METRIC = _listed("CloudWatch: a metric of ours for a month", 0.30, 1, "metric", "AmazonCloudWatch", "2026-09-22")
ALARM = _listed("CloudWatch: an alarm for a month, each metric", 0.10, 1, "metric", "AmazonCloudWatch", "2026-09-22")
COMPOSITE = Price(
    "CloudWatch: a composite alarm for a month",
    0.50,
    1,
    "composite alarm",
    "other pages, of aws.amazon.com/cloudwatch/pricing",
    "2026-11-30",
)
DASHBOARD = Price(
    "CloudWatch: a dashboard for a month",
    3.00,
    1,
    "dashboard",
    "other pages, of aws.amazon.com/cloudwatch/pricing",
    "2026-11-30",
)
SECRET = _listed("Secrets Manager: a secret for a month", 0.40, 1, "secret", "AWSSecretsManager", "2026-09-11")
QUEUED = _listed("SQS, standard: a call", 0.40, MILLION, "calls", "AWSQueueService", "2026-09-11")
FILE_PUT = _listed("S3: a PUT", 5.00, MILLION, "requests", "AmazonS3", "2026-09-28")
FILE_GET = _listed("S3: a GET", 0.40, MILLION, "requests", "AmazonS3", "2026-09-28")
FILES = _listed("S3: storage of a month", 0.023, 1, "GB", "AmazonS3", "2026-09-28")
SENT = _listed("Data transfer to the internet, up to 10 TB", 0.09, 1, "GB", "AWSDataTransfer", "2026-09-16")
TRACED = Price("X-Ray: a trace", 5.00, MILLION, "traces", "aws.amazon.com/xray/pricing, all regions", "2026-11-26")
STEP = Price(
    "Step Functions, standard: a transition",
    25.00,
    MILLION,
    "transitions",
    "aws.amazon.com/step-functions/pricing",
    "2026-11-26",
)
KEY = Price("KMS: a key for a month", 1.00, 1, "key", "aws.amazon.com/kms/pricing, all regions", "2026-11-26")
DECRYPTED = Price("KMS: a call", 3.00, MILLION, "calls", "aws.amazon.com/kms/pricing, all regions", "2026-11-26")
KEPT_READY = Price(
    "Lambda, arm64: provisioned concurrency",
    3.3334,
    MILLION,
    "GB-seconds",
    LAMBDA_QUOTED,
    "2026-11-26",
)
COMPUTE_READY = Price(
    "Lambda, arm64: time in a provisioned environment",
    7.7778,
    MILLION,
    "GB-seconds",
    LAMBDA_QUOTED,
    "2026-11-26",
)
SNAPSHOT = Price(
    "Lambda SnapStart: a snapshot is kept",
    1.5046,
    MILLION,
    "GB-seconds",
    LAMBDA_QUOTED,
    "2026-11-26",
)
RESTORED = Price(
    "Lambda SnapStart: an environment is restored",
    139.7998,
    MILLION,
    "GB",
    LAMBDA_QUOTED,
    "2026-11-26",
)
FIREWALL = Price("WAF: a firewall for a month", 5.00, 1, "firewall", WAF_QUOTED, "2026-11-26")
FIREWALL_RULE = Price("WAF: a rule for a month", 1.00, 1, "rule", WAF_QUOTED, "2026-11-26")
FIREWALL_REQUEST = Price("WAF: a request", 0.60, MILLION, "requests", WAF_QUOTED, "2026-11-26")
TABLE_BACKUP = Price("AWS Backup: a backup of the table, for a month", 0.10, 1, "GB", BACKUP_QUOTED, "2026-11-30")
FILES_BACKUP = Price("AWS Backup: backups of the bucket, for a month", 0.05, 1, "GB", BACKUP_QUOTED, "2026-11-30")

PRICES = tuple(each for each in dict(globals()).values() if isinstance(each, Price))
"""All of them, in this order."""


def table() -> str:
    """The prices as rows of a table in Markdown."""
    rows = (
        f"| {price.of} | {price.dollars:g} | {_amount(price)} | {price.source} | {price.read} |" for price in PRICES
    )
    return "\n".join(rows)


def _amount(price: Price) -> str:
    return f"a million {price.unit}" if price.per == MILLION else f"a {price.unit}"
