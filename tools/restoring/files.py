"""An organisation's files as they were at a time, from the versions that the bucket keeps for 30 days."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

PASSING = frozenset({"transfers", "uploads"})
"""Areas of files that nobody reads later: what was exported, what waits to be taken."""


class Version(NamedTuple):
    """A state of a file: its id, since when, whether that is that it is deleted."""

    key: str
    id: str
    since: datetime
    is_deleted: bool
    is_latest: bool


def brought_back(storage: Any, bucket: str, prefixes: tuple[str, ...], at: datetime, *, overwrites: bool) -> list[str]:
    """Put back the files that were there at a time and are deleted, or with `overwrites` another; return their keys."""
    keys = []
    for prefix in prefixes:
        if prefix.split("/")[1] in PASSING or not prefix.startswith("live/"):
            continue
        for version in missing(storage, bucket, prefix, at, overwrites=overwrites):
            source = {"Bucket": bucket, "Key": version.key, "VersionId": version.id}
            storage.copy_object(Bucket=bucket, Key=version.key, CopySource=source, MetadataDirective="COPY")
            keys.append(version.key)
    return keys


def missing(storage: Any, bucket: str, prefix: str, at: datetime, *, overwrites: bool) -> Iterator[Version]:
    """The versions of then that are not the content of now, file by file."""
    for _, versions in groupby(_versions(storage, bucket, prefix), key=lambda version: version.key):
        states = sorted(versions, key=lambda version: (version.since, version.is_latest))
        now = states[-1]
        then = next((state for state in reversed(states) if state.since <= at), None)
        if then is None or then.is_deleted or then.id == now.id:
            continue
        if now.is_deleted or (overwrites and not _says_the_same(storage, bucket, then, now)):
            yield then


def _says_the_same(storage: Any, bucket: str, one: Version, other: Version) -> bool:
    """Whether two versions have the same content: one that was brought back is no other file."""
    heads = [storage.head_object(Bucket=bucket, Key=each.key, VersionId=each.id) for each in (one, other)]
    return bool(heads[0]["ContentLength"] == heads[1]["ContentLength"] and heads[0]["ETag"] == heads[1]["ETag"])


def _versions(storage: Any, bucket: str, prefix: str) -> Iterator[Version]:
    """All states of all files below a prefix, those of a file one after the other."""
    for page in storage.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        states = [
            *((each, False) for each in page.get("Versions", [])),
            *((each, True) for each in page.get("DeleteMarkers", [])),
        ]
        for each, is_deleted in sorted(states, key=lambda state: state[0]["Key"]):
            yield Version(each["Key"], each["VersionId"], each["LastModified"], is_deleted, each["IsLatest"])
