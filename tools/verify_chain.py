"""``make verify-chain ORG=org_...``: recompute the records of an organisation's invoices, name the first broken one.

``make verify-chain FILE=records.xml`` does so with those of a file of any program, and with records of events.
"""

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from bivelio_core.invoices import records
from bivelio_core.invoices.verifactu import chain, events, reading
from bivelio_core.invoices.verifactu.chain import Verdict
from bivelio_core.invoices.verifactu.reading import NotRecords
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tools.deployed import Deployed

UNBROKEN = "one unbroken chain"


def main() -> None:
    """Print what was found; exit with 1 when the chain is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("organisation", nargs="?")
    parser.add_argument("--file", type=Path, help="a file of records in place of an organisation's")
    parser.add_argument("--stage", choices=["live", "sandbox"], default="live")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    options = parser.parse_args()
    if options.file:
        sentences = file_texts(options.file.read_bytes())
        print("\n".join(sentences))
        sys.exit(not all(sentence.endswith(UNBROKEN) for sentence in sentences))
    deployed = Deployed(options.stack)
    table = DynamoTable(deployed.client("dynamodb"), deployed.resource("Table"))
    verdict = records.verified(SystemStore(table).of(Tenant.at(options.organisation, options.stage)))
    print(verdict_text(verdict))
    sys.exit(not verdict.is_unbroken)


def file_texts(document: bytes) -> list[str]:
    """What was found in a file, a sentence for the records of invoices and one for those of events."""
    sentences = []
    with suppress(NotRecords):
        sentences.append(verdict_text(chain.verify(reading.read(document), is_whole=False)))
    with suppress(NotRecords):
        program_events = events.read(document)
        broken = events.verify(program_events, is_whole=False)
        about = broken and f"event {broken.position + 1} is broken ({broken.reason}): {broken.event.generated_at}"
        sentences.append(about or f"{len(program_events)} events, {UNBROKEN}")
    return sentences or ["the file has no records"]


def verdict_text(verdict: Verdict) -> str:
    """What was found, as a sentence."""
    if verdict.broken is None:
        return f"{verdict.records} records, {UNBROKEN}"
    record = verdict.broken.record
    place = verdict.broken.position + 1
    if record is None:
        return f"record {place} is missing"
    return (
        f"record {place} is broken ({verdict.broken.reason}): {record.kind} of {record.number}, {record.generated_at}"
    )


if __name__ == "__main__":
    main()
