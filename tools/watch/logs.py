"""`make logs QUERY='...' STACK=NAME`: a query of Logs Insights over the functions' log and the access log, as lines."""

import argparse
import sys
import time
from collections.abc import Iterator
from typing import Any

from tools.deployed import Deployed, Platform

GROUPS = ("FunctionsLogGroup", "AccessLogGroup")
MINUTES = 60
POLL_SECONDS = 1.0
MOST = 1_000
LOCAL = "the local runtime has no Logs Insights: search .local/runtime.log, or use `make trace ID=...`"


def run(platform: Platform, query: str, minutes: int, pause: float = POLL_SECONDS) -> Iterator[dict[str, str]]:
    """Yield the rows of a query's answer, each by its fields.

    Raises:
        RuntimeError: when the query does not complete; the text is its status.
    """
    logs, now = platform.client("logs"), int(time.time())
    names = [platform.resource(each) for each in GROUPS]
    about = {"logGroupNames": names, "startTime": now - 60 * minutes, "endTime": now + 60, "limit": MOST}
    query_id = logs.start_query(queryString=query, **about)["queryId"]
    while (answer := logs.get_query_results(queryId=query_id))["status"] in ("Scheduled", "Running"):
        time.sleep(pause)
    if answer["status"] != "Complete":
        raise RuntimeError(f"the query ended as {answer['status']}")
    for row in answer["results"]:
        yield {each["field"]: each["value"] for each in row if each["field"] != "@ptr"}


def as_line(row: dict[str, Any]) -> str:
    """A row as `name=value` pairs on one line."""
    return "  ".join(f"{name}={value}" for name, value in row.items())


def main() -> None:
    """Print the answer; or exit with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("query")
    parser.add_argument("--stack", help="a stack on AWS")
    parser.add_argument("--minutes", type=int, default=MINUTES)
    arguments = parser.parse_args()
    if not arguments.stack:
        sys.exit(LOCAL)
    for row in run(Deployed(arguments.stack), arguments.query, arguments.minutes):
        print(as_line(row))


if __name__ == "__main__":
    main()
