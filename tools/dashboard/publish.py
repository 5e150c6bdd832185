"""Puts the dashboard into the bucket of a deployed stack: `make dashboard-deploy STACK=NAME`.

It needs the platform's publishable keys, with which people of every organisation sign in. They are in `config.json`
beside the page, which anybody may read; the first run has the operator's function make them, with the dashboard's
address as the only origin, and later runs leave the file as it is. Without the file, new keys are made.
"""

import argparse
import json
import sys
import uuid
from pathlib import Path
from typing import Any, Protocol

from tools.dashboard.build import build
from tools.dashboard.policy import ASSETS, BASE
from tools.deployed import Deployed, OperationFailed, Platform
from tools.hosting import Place, outputs, resources, upload
from tools.node import BuildError

PREFIX = f"{BASE.lstrip('/')}/"
PLACE = Place("DashboardBucket", "DashboardDistribution", PREFIX, f"{PREFIX}{ASSETS}", "Dashboard")
CONFIG = f"{PREFIX}config.json"
ENVIRONMENTS = {"live": "live", "sandbox": "test"}


class Stack(Platform, Protocol):
    """A stack whose operator's function can be asked."""

    def operate(self, operation: str, data: dict[str, Any]) -> Any:
        """Run an operation of the operator's function and return its data."""


def publish(folder: Path, platform: Stack, url: str) -> int:
    """Upload the dashboard, with keys to sign in by; return the files' number. Raises BuildError without a place."""
    bucket, _ = resources(PLACE, platform)
    storage = platform.client("s3")
    if CONFIG not in _keys(storage, bucket):
        config = {"publishable_keys": make_keys(platform, url)}
        body = json.dumps(config).encode()
        storage.put_object(
            Bucket=bucket, Key=CONFIG, Body=body, ContentType="application/json", CacheControl="no-cache"
        )
    return upload(folder, PLACE, platform, kept_keys=[CONFIG])


def make_keys(platform: Stack, url: str) -> dict[str, str]:
    """Make the platform's own organisation, unless there is one, and a publishable key for each environment."""
    about = {"name": "BiVelio", "plan": "enterprise", "slug": "platform", "platform": True}
    organisation = platform.operate("create_organisation", about)["id"]
    origin = "/".join(url.split("/")[:3])
    kind = {"organisation": organisation, "name": "dashboard", "type": "publishable", "scopes": ["read"]}
    return {
        name: platform.operate(
            "create_api_key",
            {
                **kind,
                "environment": environment,
                "allowed_origins": [origin],
                "slug": f"dashboard-{uuid.uuid4().hex[:8]}",
            },
        )["key"]
        for name, environment in ENVIRONMENTS.items()
    }


def _keys(storage: Any, bucket: str) -> set[str]:
    listing = storage.list_objects_v2(Bucket=bucket, Prefix=CONFIG)
    return {each["Key"] for each in listing.get("Contents", [])}


def main() -> None:
    """Build and upload, and print the address; or exit with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stack", required=True, help="a stack on AWS")
    platform = Deployed(parser.parse_args().stack)
    try:
        url = outputs(platform, "DashboardUrl", PLACE.parameter)["DashboardUrl"]
        folder = build(lambda step: print(step, file=sys.stderr, flush=True))
        count = publish(folder, platform, url)
    except (BuildError, OperationFailed) as error:
        sys.exit(str(error))
    print(f"{count} files are at {url}; CloudFront shows them everywhere within some minutes")


if __name__ == "__main__":
    main()
