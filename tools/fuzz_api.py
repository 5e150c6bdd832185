"""Schemathesis on every operation of the running platform, in both stages, by key and by token: `make fuzz-api`.

What it generates comes from openapi.json: examples, each rule of each schema kept and broken, then random cases. Its
answers are judged by the document: status, type of content, schema. A 5xx is a fault unless it is a documented 503 (a
service of others that cannot be reached here). For each pass it prints the requests by class of status, and each fault
with the command that repeats it.

It changes and deletes what the demo organisation has: give it a platform of its own (LOCAL_STATE=... PORT=...). What
may end the credential of a pass (sessions, keys) is left out.
"""

import json
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.settings import Settings, read_settings
from tools.template import ROOT

PROGRAM = ROOT / "tests" / "judges" / ".venv" / "bin" / "schemathesis"
CHECKS = "status_code_conformance,content_type_conformance,response_schema_conformance"
ENDS_THE_CALLER = (
    r"^(auth\.(token|logout|sessions_end|password_change|email_change|switch|mfa_.*)"
    r"|users\.(leave|remove|update)|keys\.(revoke|rotate|update))(_short)?$"
)
"""Operations that a pass leaves out: a random case of them may end its own credential, and all after it is a 401."""

DEFINITIONS = r"^workflows\.(create|update|validate)$"
"""Operations that take definitions: of the rules of their schemas alone there are ten thousand cases for each."""

PARTS = {
    "all but definitions": (
        "examples,coverage,fuzzing",
        *("--exclude-operation-id-regex", f"{ENDS_THE_CALLER}|{DEFINITIONS}"),  # the option given twice counts once
    ),
    "definitions": ("examples,fuzzing", "--include-operation-id-regex", DEFINITIONS),
}
DOCUMENTED = 503
STAGES = {"live": "/v1", "sandbox": "/sandbox/v1"}


@dataclass(frozen=True)
class Pass:
    """One run: a stage and a credential."""

    name: str
    url: str
    header: str


def passes(settings: Settings) -> Iterator[Pass]:
    """The passes over the demo organisation, which has no limit of requests, each by a credential of its own."""
    demo = json.loads(settings.demo_file.read_text(encoding="utf-8"))["organisations"]["demo"]
    for stage, path in STAGES.items():
        url = settings.url + path
        secret = demo["keys"]["live_secret" if stage == "live" else "test_secret"]
        yield Pass(f"{stage}, key", url, f"X-API-Key: {secret}")
        yield Pass(f"{stage}, token", url, f"Authorization: Bearer {_token(url, demo, stage)}")


def _token(url: str, demo: dict[str, Any], stage: str) -> str:
    key = demo["keys"]["live_publishable" if stage == "live" else "test_publishable"]
    owner = next(user for user in demo["users"] if user["role"] == "owner")
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{url}/auth/token?grant_type=password",
        data=json.dumps({"email": owner["email"], "password": owner["password"]}).encode(),
        headers={"apikey": key, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return str(json.loads(answer.read())["access_token"])


def run(each: Pass, settings: Settings, examples: int, seed: int) -> bool:
    """Run one pass and tell of it. Returns whether it found nothing."""
    is_clean = True
    for part, (phases, *operations) in PARTS.items():
        report = settings.state / "fuzz-api" / f"{each.name.replace(', ', '-')}-{part}.har"
        report.parent.mkdir(parents=True, exist_ok=True)
        command = [
            *(str(PROGRAM), "run", f"{settings.url}/openapi.json", "--url", each.url, "-H", each.header),
            *("--checks", CHECKS, "--phases", phases, "--max-examples", str(examples), "--seed", str(seed)),
            *("--workers", "2", "--continue-on-failure", "--no-shrink", "--request-timeout", "90"),
            *("--suppress-health-check", "all", "--warnings", "off", "--output-truncate", "true"),
            *(*operations, "--report-har-path", str(report)),
        ]
        ended = subprocess.run(command, cwd=report.parent, capture_output=True, text=True, check=False)
        statuses, faults = answers(report)
        classes = Counter(f"{status // 100}xx" if status != DOCUMENTED else "503" for status in statuses.elements())
        print(f"{each.name}, {part}: {statuses.total()} requests, {dict(sorted(classes.items()))}", flush=True)
        lines = ended.stdout.splitlines() if ended.returncode else []
        print("".join(f"  {line}\n" for line in [*faults, *lines[-120:]] if line.strip()), end="", flush=True)
        is_clean = is_clean and not faults and not ended.returncode
    return is_clean


def answers(report: Path) -> tuple[Counter[int], list[str]]:
    """Return how often each status came, and the requests that ended in a 5xx which is not documented."""
    entries = json.loads(report.read_text(encoding="utf-8"))["log"]["entries"]
    statuses = Counter(entry["response"]["status"] for entry in entries)
    faults = [
        f"{entry['response']['status']} {entry['request']['url']} {entry['request'].get('postData', {}).get('text')!r}"
        for entry in entries
        if entry["response"]["status"] >= 500 and entry["response"]["status"] != DOCUMENTED  # noqa: PLR2004
    ]
    return statuses, faults


def main() -> None:
    """Run all passes; exit with 1 when one of them found something."""
    settings = read_settings()
    if not PROGRAM.exists():
        sys.exit("Schemathesis is absent: make judges")
    if not settings.demo_file.exists():
        sys.exit("The platform is not running. Start it with: make run")
    examples, seed = int(os.environ.get("EXAMPLES") or 20), int(os.environ.get("SEED") or 3)
    outcomes = [run(each, settings, examples, seed) for each in passes(settings)]
    sys.exit(0 if all(outcomes) else 1)


if __name__ == "__main__":
    main()
