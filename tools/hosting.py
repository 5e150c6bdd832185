"""Files in the bucket of a deployed stack behind CloudFront: uploads, what is left over, and what CloudFront forgets.

The order makes an interrupted run harmless: scripts and styles, then the pages that load them, then what is left of
former builds goes. The next run does all of it again.
"""

import uuid
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from local.built import TYPES
from local.stacks import NoSuchResourceError
from tools import security_text
from tools.deployed import Platform
from tools.node import BuildError

FOR_A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, s-maxage=86400, must-revalidate"
"""Browsers ask each time; CloudFront keeps a page for a day, or until the invalidation at the end of a run."""

OLD_ASSETS_KEPT = timedelta(days=30)
"""How long open pages may still load what an earlier build had, counted from its upload."""

_AT_ONCE = 16
_DELETED_AT_ONCE = 1000


@dataclass(frozen=True)
class Place:
    """Where a build goes.

    Attributes:
        bucket: logical id of the bucket.
        distribution: logical id of the distribution.
        prefix: what the keys of all its files begin with, `docs/`.
        assets: what those begin with that are named by their content, and so never change.
        parameter: the parameter of the stack that makes the place.
    """

    bucket: str
    distribution: str
    prefix: str
    assets: str
    parameter: str


def upload(
    folder: Path, place: Place, platform: Platform, now: datetime | None = None, kept_keys: Collection[str] = ()
) -> int:
    """Upload a build, have CloudFront forget the former one, delete what is left of it; return the files' number.

    With it goes a new security.txt, which is not counted.

    Args:
        folder: the build.
        place: where it goes.
        platform: the stack.
        now: the time to count the age of old scripts from.
        kept_keys: keys that are not of the build and stay.

    Raises:
        BuildError: when the stack has no such place; nothing is uploaded.
    """
    bucket, distribution = resources(place, platform)
    files = {
        place.prefix + file.relative_to(folder).as_posix(): file
        for file in folder.rglob("*")
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    }
    if odd := sorted(key for key, file in files.items() if file.suffix not in TYPES):
        raise BuildError(f"local/built.py has no content type for {odd[0]}")
    storage = platform.client("s3")

    def put(key: str) -> None:
        storage.put_object(
            Bucket=bucket,
            Key=key,
            Body=files[key].read_bytes(),
            ContentType=TYPES[files[key].suffix],
            CacheControl=FOR_A_YEAR if key.startswith(place.assets) else ASK_AGAIN,
        )

    with ThreadPoolExecutor(_AT_ONCE) as workers:
        for are_assets in (True, False):
            list(workers.map(put, [key for key in files if key.startswith(place.assets) is are_assets]))
    time = now or datetime.now(UTC)
    storage.put_object(
        Bucket=bucket,
        Key=security_text.PATH.lstrip("/"),
        Body=security_text.text(time).encode(),
        ContentType=security_text.CONTENT_TYPE,
        CacheControl=ASK_AGAIN,
    )
    _delete_left_over(storage, bucket, place, {*files, *kept_keys}, time)
    paths = [f"/{place.prefix}*", security_text.PATH]
    batch = {"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": str(uuid.uuid4())}
    platform.client("cloudfront").create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
    return len(files)


def resources(place: Place, platform: Platform) -> tuple[str, str]:
    """Return the names of the bucket and the distribution. Raises BuildError when the stack has none."""
    try:
        return platform.resource(place.bucket), platform.resource(place.distribution)
    except NoSuchResourceError as absent:
        raise BuildError(f"{absent}: deploy it with {place.parameter}=true first") from absent


def outputs(platform: Any, output_name: str, parameter: str) -> Mapping[str, str]:
    """Return the outputs of a stack. Raises BuildError when it has not the wanted one, which a parameter makes."""
    (stack,) = platform.client("cloudformation").describe_stacks(StackName=platform.stack)["Stacks"]
    values: dict[str, str] = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
    if output_name not in values:
        raise BuildError(f"the stack {platform.stack} has no place for it: deploy it with {parameter}=true first")
    return values


def _delete_left_over(storage: Any, bucket: str, place: Place, kept_keys: Collection[str], now: datetime) -> None:
    pages = storage.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=place.prefix)
    old = [
        {"Key": each["Key"]}
        for page in pages
        for each in page.get("Contents", [])
        if each["Key"] not in kept_keys
        and not (each["Key"].startswith(place.assets) and now - each["LastModified"] < OLD_ASSETS_KEPT)
    ]
    for start in range(0, len(old), _DELETED_AT_ONCE):
        batch = {"Objects": old[start : start + _DELETED_AT_ONCE], "Quiet": True}
        failed = storage.delete_objects(Bucket=bucket, Delete=batch).get("Errors", [])
        if failed:
            raise BuildError(f"S3 did not delete {failed[0]['Key']}: {failed[0].get('Message', failed[0].get('Code'))}")
