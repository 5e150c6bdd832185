"""Our side: the real template on the local runtime, with contacts written straight into its table."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bivelio_core import clients, clock, ids
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from bivelio_core.webhooks import secrets
from bivelio_core.webhooks.chosen_secret import choose

from local.settings import STACK
from local.stacks import resources_of
from tests.running import Runtime, runtime, settings_for

LONGEST_WAIT_SECONDS = 120
VISIBILITY_SECONDS = 25
"""Shorter than the template's, so that a killed worker's messages come back while the benchmark runs."""


@dataclass
class Ours:
    """The running platform."""

    platform: Runtime
    organisations: list[str] = field(default_factory=list)
    recorded: Counter[int] = field(default_factory=Counter)

    @property
    def ancestors(self) -> tuple[int, ...]:
        """Return the platform's root process, as a tuple of one."""
        return (self.platform.process.pid,)

    def webhook(self, organisation: int, url: str, **options: Any) -> None:
        """Register a webhook of the n-th organisation, with options as its item has them."""
        store = self.store(organisation)
        name = store.tenant.organisation
        store.put(keys.WEBHOOK, ids.new_id("webhook", name), {**a_webhook(name, url), **options})

    def happen(self, organisation: int, count: int = 1) -> None:
        """Write contacts, each of which becomes an event, many at once as an import does."""
        store = self.store(organisation)
        now = clock.timestamp()
        about = {
            "random": ids.random_text(ids.RANDOM_LENGTH),
            "version": 1,
            "type": "person",
            "name": "Núria Vilà",
            "tags": [],
            "created_at": now,
            "updated_at": now,
        }
        store.table.put_many(
            [
                store.item(
                    keys.CONTACT,
                    keys.sequence_sk(next_number()),
                    {**about, "custom_fields": {"sent_at": time.time()}},
                )
                for _ in range(count)
            ]
        )

    def until_recorded(self, organisation: int, count: int) -> None:
        """Wait until the n-th organisation's log of events has grown by `count`."""
        store, deadline = self.store(organisation), time.monotonic() + LONGEST_WAIT_SECONDS
        self.recorded[organisation] += count
        while len(store.query(keys.EVENT)) < self.recorded[organisation]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{count} events were not recorded")
            time.sleep(0.3)

    def store(self, organisation: int) -> TenantStore:
        """The n-th organisation's store."""
        while len(self.organisations) <= organisation:
            self.organisations.append(ids.unowned_id("organisation"))
        return TenantStore(table(), Tenant.at(self.organisations[organisation], "live"))

    def delete_webhooks(self) -> None:
        """Forget all webhooks."""
        for number in range(len(self.organisations)):
            store = self.store(number)
            for item in store.query(keys.WEBHOOK):
                store.delete(keys.WEBHOOK, item["SK"])


def a_webhook(organisation: str, url: str) -> dict[str, Any]:
    """Return an active webhook for contact events."""
    now = clock.timestamp()
    return {
        "url": url,
        "events": ["contact.created"],
        "status": "active",
        "failures": 0,
        "version": 1,
        "secrets": secrets.first(choose(None), organisation),
        "created_at": now,
        "updated_at": now,
    }


_numbers = iter(range(1, 10**9))


def next_number() -> int:
    """Return a new sequence number; the index of lists is not part of this measurement."""
    return next(_numbers)


@contextmanager
def ours(state: Path) -> Iterator[Ours]:
    """Start the platform, and connect this process's stores to it."""
    with runtime(settings_for(state)) as platform:
        resources = resources_of(platform.client("cloudformation"), STACK)
        physical = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}
        os.environ.update(
            AWS_ENDPOINT_URL=platform.settings.emulator_url,
            AWS_ACCESS_KEY_ID="test",
            AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - the emulator's own
            AWS_DEFAULT_REGION="eu-west-1",
            DEPLOYMENT="local",
            TABLE_NAME=physical["Table"],
            KMS_KEY_ID=physical["DataKey"],
        )
        clients.client.cache_clear()
        table.cache_clear()
        shorten_visibility(platform, [physical["Deliveries"], physical["Redeliveries"]])
        yield Ours(platform)


def shorten_visibility(platform: Runtime, urls: list[str]) -> None:
    """See VISIBILITY_SECONDS."""
    sqs: Any = platform.client("sqs")
    for url in urls:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(VISIBILITY_SECONDS)})
