"""Repairs of IAM and STS: a policy for some partitions allows no others, and roles are assumed beside each other."""

import inspect
import json
import logging
from typing import Any

from ministack.core import iam_actions
from ministack.services import dynamodb, sts

from local.emulator.leading_keys import UNREADABLE, leading_keys
from local.emulator.patching import restores, rewrite

logger = logging.getLogger("ministack")


@restores(
    "A condition on `dynamodb:LeadingKeys` is evaluated on the partitions that a request names.",
    needed_at="1.5.33",
    shown_by="tests/local/test_permission_repairs.py::test_a_policy_for_some_partitions_is_for_no_others",
)
def tell_iam_the_partitions() -> None:
    """Pass the partitions of a request to IAM; unrepaired, there are none, and `ForAllValues` allows every request.

    Every such condition refuses a request whose partition this repair cannot read.
    """
    context_of = iam_actions.dynamodb_service_context

    def with_partitions(body: bytes) -> dict[str, Any]:
        context: dict[str, Any] = context_of(body)
        try:
            partitions = leading_keys(json.loads(body or b"{}"), partition_key)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            logger.warning(
                "the partitions of this request cannot be read, so IAM denies it: %r", body[:500], exc_info=error
            )
            partitions = [UNREADABLE]
        return context | ({"dynamodb:LeadingKeys": partitions} if partitions else {})

    iam_actions.dynamodb_service_context = with_partitions


def partition_key(name: str, index: str | None) -> str:
    """Return the partition key's name of a table or an index. Raises LookupError when it does not exist."""
    table = dynamodb._tables[dynamodb._normalize_table_name(name)]
    if index is None:
        return str(table["pk_name"])
    indexes = [*(table.get("GlobalSecondaryIndexes") or ()), *(table.get("LocalSecondaryIndexes") or ())]
    schema = {each["IndexName"]: each["KeySchema"] for each in indexes}[index]
    return {each["KeyType"]: str(each["AttributeName"]) for each in schema}["HASH"]


@restores(
    "Functions that start at the same time assume their roles beside each other.",
    needed_at="1.5.33",
    shown_by="tests/local/test_permission_repairs.py::test_a_role_is_assumed_while_another_one_is",
)
def assume_roles_side_by_side() -> None:
    """Look for expired sessions among those that are there when the search begins.

    Unrepaired, a function that starts in one thread while the search goes on in another fails the start of that one:
    `RuntimeError: dictionary changed size during iteration`.
    """
    source = rewrite(inspect.getsource(sts._evict_expired_sessions), "_sessions.items()", "list(_sessions.items())")
    exec(compile(source, sts.__file__, "exec"), sts.__dict__)  # noqa: S102 - its own source
