"""The versions behind the aliases: list the releases, go back to one, delete old versions.

`python -m tools.releases list|back|prune [--stack NAME]`. A release is what the functions' `RELEASE` says
(tools/stamp.py); a change of one function's code alone keeps it, so the time of a version tells more.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.settings import STACK
from local.stacks import LIVE, resources_of
from tools.deployed import Deployed

KEPT = 5
"""Versions of each function that pruning leaves, besides those an alias names."""


@dataclass(frozen=True)
class Version:
    """A published version of a function."""

    function: str
    number: int
    published: datetime
    release: str
    is_live: bool


def versions(deployed: Deployed) -> Iterator[list[Version]]:
    """The published versions of each function with the alias, oldest first."""
    lambdas = deployed.client("lambda")
    for resource in resources_of(deployed.client("cloudformation"), deployed.stack or STACK):
        if resource["ResourceType"] == "AWS::Lambda::Alias":
            function = resource["PhysicalResourceId"].split(":")[-2]
            live = lambdas.get_alias(FunctionName=function, Name=LIVE)
            named = {live["FunctionVersion"], *live.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})}
            pages = lambdas.get_paginator("list_versions_by_function").paginate(FunctionName=function)
            versions_of_function = [each for page in pages for each in page["Versions"] if each["Version"] != "$LATEST"]
            yield sorted(
                (_version(function, each, named) for each in versions_of_function), key=lambda version: version.number
            )


def _version(function: str, about: dict[str, Any], named: set[str]) -> Version:
    return Version(
        function=function,
        number=int(about["Version"]),
        published=datetime.fromisoformat(about["LastModified"]),
        release=about.get("Environment", {}).get("Variables", {}).get("RELEASE", "?"),
        is_live=about["Version"] in named,
    )


def back(deployed: Deployed, before: datetime) -> list[Version]:
    """Point every alias to its newest version from before a time; return the versions that are live now.

    A function without such a version is left as it is: it did not exist then.
    """
    lambdas, live_versions = deployed.client("lambda"), []
    for function_versions in versions(deployed):
        older = [version for version in function_versions if version.published < before]
        if older:
            lambdas.update_alias(
                FunctionName=older[-1].function,
                Name=LIVE,
                FunctionVersion=str(older[-1].number),
                RoutingConfig={"AdditionalVersionWeights": {}},
            )
            live_versions.append(older[-1])
    return live_versions


def prune(deployed: Deployed, kept_count: int = KEPT) -> int:
    """Delete all but the newest versions of each function and those that its alias names; return how many."""
    lambdas, deleted = deployed.client("lambda"), 0
    for function_versions in versions(deployed):
        for version in function_versions[: max(0, len(function_versions) - max(1, kept_count))]:
            if not version.is_live:
                lambdas.delete_function(FunctionName=version.function, Qualifier=str(version.number))
                deleted += 1
    return deleted


def main() -> None:
    """List, go back, or prune."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["list", "back", "prune"])
    parser.add_argument(
        "--before", type=datetime.fromisoformat, help="back: the time, with its zone: 2026-11-26T12:00Z"
    )
    parser.add_argument("--keep", type=int, default=KEPT, help="prune: how many versions of each function stay")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    options = parser.parse_args()
    deployed = Deployed(options.stack)
    if options.command == "back":
        if options.before is None or options.before.tzinfo is None:
            sys.exit("Which time? --before 2026-11-26T12:00Z")
        print("\n".join(_line(version) for version in back(deployed, options.before)))
    elif options.command == "prune":
        print(f"deleted {prune(deployed, options.keep)} versions")
    else:
        print("\n".join(_line(version) for function_versions in versions(deployed) for version in function_versions))


def _line(version: Version) -> str:
    live = "  live" if version.is_live else ""
    return f"{version.published:%Y-%m-%d %H:%M:%S}  {version.release}  {version.function}:{version.number}{live}"


if __name__ == "__main__":
    main()
