"""Puts the site into the bucket of a deployed stack: `python -m tools.site.publish --stack NAME`, `make docs-deploy`.

The order makes an interrupted run harmless: scripts and styles, then the pages that load them, then what is left of
former sites goes. The next run does all of it again.
"""

import argparse
import re
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from local.built import TYPES
from local.stacks import NoSuchResourceError
from tools.deployed import Deployed, Platform
from tools.node import BuildError
from tools.site.build import build
from tools.template import ROOT

TEMPLATE = ROOT / "hosting" / "template.yaml"
PREFIX = "docs/"
ASSETS = f"{PREFIX}_astro/"
"""Files that are named by their content, and so never change."""

FOR_A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, s-maxage=86400, must-revalidate"
"""Browsers ask each time; CloudFront keeps a page for a day, or until the invalidation at the end of a run."""

OLD_ASSETS_KEPT = timedelta(days=30)
"""How long open pages may still load what an earlier site had, counted from its upload."""

_AT_ONCE = 16
_DELETED_AT_ONCE = 1000
_HASH = re.compile(r"'sha256-[A-Za-z0-9+/=]+'")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')


def unknown_scripts(site: Path, template: Path = TEMPLATE) -> set[str]:
    """Return the hashes of inline scripts that the distribution's Content-Security-Policy does not allow."""
    allowed = set(_HASH.findall(template.read_text(encoding="utf-8")))
    return scripts_of(site) - allowed


def scripts_of(site: Path) -> set[str]:
    """Return the hashes of the inline scripts of all pages, as their own policies name them."""
    policies = (_POLICY.search(file.read_text(encoding="utf-8")) for file in site.rglob("*.html"))
    return {each for found in policies if found for each in _HASH.findall(found[1])}


def publish(site: Path, platform: Platform, now: datetime | None = None) -> int:
    """Upload a built site, have CloudFront forget the former one, delete what is left of it; return the files' number.

    Raises:
        BuildError: when the stack has no bucket for it, or when CloudFront would block a script; nothing is uploaded.
    """
    if unknown := unknown_scripts(site):
        raise BuildError(
            f"SiteHeaders of hosting/template.yaml must allow {' '.join(sorted(unknown))}: the pages run them"
        )
    try:
        bucket, distribution = platform.resource("SiteBucket"), platform.resource("SiteDistribution")
    except NoSuchResourceError as absent:
        raise BuildError(f"{absent}: deploy it with DocsSite=true first") from absent
    files = {PREFIX + file.relative_to(site).as_posix(): file for file in site.rglob("*") if file.is_file()}
    if odd := sorted(key for key, file in files.items() if file.suffix not in TYPES):
        raise BuildError(f"local/built.py has no content type for {odd[0]}")
    storage = platform.client("s3")

    def put(key: str) -> None:
        storage.put_object(
            Bucket=bucket,
            Key=key,
            Body=files[key].read_bytes(),
            ContentType=TYPES[files[key].suffix],
            CacheControl=FOR_A_YEAR if key.startswith(ASSETS) else ASK_AGAIN,
        )

    with ThreadPoolExecutor(_AT_ONCE) as workers:
        for wanted in (True, False):
            list(workers.map(put, [key for key in files if key.startswith(ASSETS) is wanted]))
    _delete_left_over(storage, bucket, files.keys(), now or datetime.now(UTC))
    batch = {"Paths": {"Quantity": 1, "Items": [f"/{PREFIX}*"]}, "CallerReference": str(uuid.uuid4())}
    platform.client("cloudfront").create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
    return len(files)


def _delete_left_over(storage: Any, bucket: str, kept: Any, now: datetime) -> None:
    pages = storage.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PREFIX)
    old = [
        {"Key": each["Key"]}
        for page in pages
        for each in page.get("Contents", [])
        if each["Key"] not in kept
        and not (each["Key"].startswith(ASSETS) and now - each["LastModified"] < OLD_ASSETS_KEPT)
    ]
    for start in range(0, len(old), _DELETED_AT_ONCE):
        batch = {"Objects": old[start : start + _DELETED_AT_ONCE], "Quiet": True}
        failed = storage.delete_objects(Bucket=bucket, Delete=batch).get("Errors", [])
        if failed:
            raise BuildError(f"S3 did not delete {failed[0]['Key']}: {failed[0].get('Message', failed[0].get('Code'))}")


def addresses(platform: Deployed) -> tuple[str, str, str]:
    """Return the stack's addresses of the sandbox, of live and of the site. Raises BuildError when it has no site."""
    (stack,) = platform.client("cloudformation").describe_stacks(StackName=platform.stack)["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
    if "DocsSiteUrl" not in outputs:
        raise BuildError(f"the stack {platform.stack} has no place for the site: deploy it with DocsSite=true first")
    return outputs["SandboxUrl"], outputs["LiveUrl"], outputs["DocsSiteUrl"]


def main() -> None:
    """Build and upload, and print the address; or exit with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stack", required=True, help="a stack on AWS")
    platform = Deployed(parser.parse_args().stack)
    try:
        sandbox, live, url = addresses(platform)
        site = build(lambda step: print(step, file=sys.stderr, flush=True), environments=(sandbox, live))
        count = publish(site, platform)
    except BuildError as error:
        sys.exit(str(error))
    print(f"{count} files are at {url}; CloudFront shows them everywhere within some minutes")


if __name__ == "__main__":
    main()
