"""The resources of a deployed stack and of the stacks it nests, on AWS and in the emulator."""

from collections.abc import Iterator
from typing import Any

NESTED = "AWS::CloudFormation::Stack"
LIVE = "live"
"""The alias of every function: the version that routes, queues, streams and schedules call."""


class NoSuchResourceError(LookupError):
    """Neither the stack nor its nested stacks have a resource with that logical id."""


def resources_of(cloudformation: Any, stack: str) -> Iterator[dict[str, Any]]:
    """Yield the stack's resources, then those of each nested stack."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
    yield from resources
    for resource in resources:
        if resource["ResourceType"] == NESTED and "PhysicalResourceId" in resource:
            yield from resources_of(cloudformation, resource["PhysicalResourceId"])


def physical_id(cloudformation: Any, stack: str, logical_id: str) -> str:
    """Return the physical id of a resource. Logical ids are unique among all our templates.

    Raises:
        NoSuchResourceError: when there is none.
    """
    for resource in resources_of(cloudformation, stack):
        if resource["LogicalResourceId"] == logical_id:
            return str(resource["PhysicalResourceId"])
    raise NoSuchResourceError(f"the stack {stack} has no resource {logical_id}")
