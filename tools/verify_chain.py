"""``make verify-chain ORG=org_...``: recompute the records of an organisation's invoices, name the first broken one."""

import argparse
import sys

from bivelio_core.invoices import records
from bivelio_core.invoices.verifactu.chain import Verdict
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tools.deployed import Deployed


def main() -> None:
    """Print what was found; exit with 1 when the chain is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("organisation")
    parser.add_argument("--stage", choices=["live", "sandbox"], default="live")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    options = parser.parse_args()
    deployed = Deployed(options.stack)
    table = DynamoTable(deployed.client("dynamodb"), deployed.resource("Table"))
    verdict = records.verified(SystemStore(table).of(Tenant.at(options.organisation, options.stage)))
    print(verdict_text(verdict))
    sys.exit(not verdict.is_unbroken)


def verdict_text(verdict: Verdict) -> str:
    """What was found, as a sentence."""
    if verdict.broken is None:
        return f"{verdict.records} records, one unbroken chain"
    record = verdict.broken.record
    place = verdict.broken.position + 1
    if record is None:
        return f"record {place} is missing"
    return (
        f"record {place} is broken ({verdict.broken.reason}): {record.kind} of {record.number}, {record.generated_at}"
    )


if __name__ == "__main__":
    main()
