"""The rotation of each secret that the platform can exchange while it is in use: how, and who asks meanwhile.

A drill asks every half a minute of twenty minutes, with the clock moved, through the real handlers and stores. Each
request must be served, whichever value a process still remembers; in the end the new value is the one in use, and what
was signed or shown by a former one is refused where it should be.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import boto3
from bivelio_core import clock
from bivelio_core.integrations import google
from bivelio_core.invoices.submission import submitters
from bivelio_core.providers.administration import efact
from bivelio_core.providers.language_model import gemini
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.approvals import links
from jwt import get_unverified_header
from standardwebhooks import Webhook as Verifier

from tests import gateway
from tests.api import call
from tests.functions.auth.signing_in import Place, tokens
from tests.functions.authorizer.judged import judge
from tests.functions.keys.conftest import works
from tests.functions.webhooks.registered import register
from tests.operated import new_key, new_organisation, operated
from tests.receiver import Receiver

START = datetime(2026, 11, 30, 12, 0, 0, tzinfo=UTC)
EVERY_SECONDS, LONG_SECONDS = 30, 1200
REMEMBERED_SECONDS = 300
"""For how long a process may remember a secret that the operator has replaced."""

Step = tuple[int, Callable[[], object]]


@dataclass(frozen=True)
class Drill:
    """A rotation. `ask` is told how many seconds ago it began; `steps` are due after so many of them."""

    steps: tuple[Step, ...]
    ask: Callable[[int], None]
    end: Callable[[], str]
    """Checks the end of it, and says what was proved."""


def carried_out(drill: Drill) -> str:
    """Carry it out; return what it proved. Raises AssertionError for a request that is not served."""
    count, due = 0, list(drill.steps)
    with redirect_stdout(StringIO()):
        for seconds in range(-EVERY_SECONDS, LONG_SECONDS + 1, EVERY_SECONDS):
            with clock.frozen(START + timedelta(seconds=seconds)):
                while due and due[0][0] <= seconds:
                    due.pop(0)[1]()
                drill.ask(seconds)
                count += 1
        with clock.frozen(START + timedelta(seconds=LONG_SECONDS + EVERY_SECONDS)):
            proof = drill.end()
    return f"{count} rounds of requests served; {proof}"


@contextmanager
def signing_key() -> Iterator[Drill]:
    """The key that signs access tokens, replaced by `rotate_signing_key` and then retired."""
    with clock.frozen(START):
        place = Place()
        held = tokens(place.sign_in())
    first = get_unverified_header(held["access_token"])["kid"]
    newest = dict(held)

    def me(access_token: str) -> int:
        return gateway.request("/auth/me", headers={"Authorization": f"Bearer {access_token}"}).status

    def ask(_seconds: int) -> None:
        newest.update(tokens(place.sign_in()))
        assert (me(held["access_token"]), me(newest["access_token"])) == (200, 200)

    def end() -> str:
        current = get_unverified_header(newest["access_token"])["kid"]
        assert current != first
        operated("retire_signing_key", kid=first)
        with clock.frozen(clock.now() + timedelta(seconds=REMEMBERED_SECONDS)):
            assert (me(held["access_token"]), me(newest["access_token"])) == (401, 200)
        return "tokens of the retired key are refused within five minutes, others are not"

    yield Drill(((0, lambda: operated("rotate_signing_key")),), ask, end)


@contextmanager
def api_key() -> Iterator[Drill]:
    """A secret API key, by `/keys/rotate` with an overlap of an hour."""
    with clock.frozen(START):
        place = Place()
        bearer = {"Authorization": f"Bearer {tokens(place.sign_in())['access_token']}"}
        sent = {"name": "erp", "type": "secret", "environment": "live", "scopes": ["read"]}
        old = gateway.request("/keys/create", {"data": sent}, headers=bearer).data
    shown = [old["key"]]

    def rotate() -> None:
        about = {"data": {"id": old["id"], "overlap_seconds": 3600}}
        shown.append(gateway.request("/keys/rotate", about, headers=bearer).data["key"])

    def ask(_seconds: int) -> None:
        assert all(works(key) for key in shown)

    def end() -> str:
        with clock.frozen(START + timedelta(seconds=3600 + 31)):
            assert [works(key) for key in shown] == [False, True]
        return "both keys were served for the hour of the overlap, then the old one is refused"

    yield Drill(((0, rotate),), ask, end)


@contextmanager
def webhook_secret() -> Iterator[Drill]:
    """The secret of a webhook, by `/webhooks/rotate_secret` with an overlap of a day."""
    with Receiver() as receiver, clock.frozen(START):
        made = register(receiver.url)
        webhook, shown = made["webhook_id"], [made["signing_secret"]]

        def rotate() -> None:
            shown.append(call("webhooks.rotate_secret", {"webhook_id": webhook}).data["signing_secret"])

        def verified(secret: str) -> bool:
            received = receiver.received[-1]
            signatures = received.headers["webhook-signature"].split()
            moment = datetime.fromtimestamp(int(received.headers["webhook-timestamp"]), UTC)
            text = received.body.decode()
            own = Verifier(secret).sign(received.headers["webhook-id"], moment, text)
            return own in signatures

        def ask(_seconds: int) -> None:
            call("webhooks.test", {"webhook_id": webhook})
            assert all(verified(secret) for secret in shown), "a receiver may know any of them"

        def end() -> str:
            with clock.frozen(START + timedelta(hours=25)):
                call("webhooks.test", {"webhook_id": webhook})
                assert [verified(secret) for secret in shown] == [False, True]
            return "each delivery was signed by both secrets for the day of the overlap, then by the new one alone"

        yield Drill(((0, rotate),), ask, end)


@contextmanager
def link_keys() -> Iterator[Drill]:
    """The keys of an organisation's links of approvals, by `rotate_link_keys`."""
    organisation = new_organisation()
    store = SystemStore(table()).of(Tenant.at(organisation, "live"))
    sent = {0: _link(store)}

    def ask(seconds: int) -> None:
        sent[seconds] = _link(store)
        assert all(links.read(store, token) for token in sent.values())

    def end() -> str:
        operated("rotate_link_keys", organisation=organisation)
        before, since = ([token for at, token in sent.items() if (at < 0) is is_before] for is_before in (True, False))
        assert not any(links.read(store, token) for token in before)
        assert all(links.read(store, token) for token in since if token != sent[0])
        return "links of before are valid until the second rotation, those since then are still"

    yield Drill(((0, lambda: operated("rotate_link_keys", organisation=organisation)),), ask, end)


def _link(store: Any) -> str:
    return links.token_of(store, links.Link("wfi_1", "1", "", "usr_1", int(START.timestamp()) + 86_400))


@contextmanager
def origin_secret() -> Iterator[Drill]:
    """The secrets by which the distribution proves itself: B is drawn, the API learns it, then the edges send it."""
    key, former = new_key(new_organisation()), os.environ.get("ORIGIN_SECRETS", "")
    a, b, new = ("a" * 64, "b" * 64, "c" * 64)
    edges = {"first": a, "second": a}

    def taken_by_api(*secrets: str) -> None:
        os.environ["ORIGIN_SECRETS"] = " ".join(secrets)

    def ask(_seconds: int) -> None:
        for number, secret in enumerate(edges.values()):
            viewer = f"198.51.100.{number}"
            answer = judge(X_API_Key=key, X_BiVelio_Edge=secret, X_BiVelio_Viewer=viewer)
            assert answer["context"]["address"] == viewer

    def end() -> str:
        taken_by_api("d" * 64, new)
        answers = [
            judge(X_API_Key=key, X_BiVelio_Edge=secret, X_BiVelio_Viewer="198.51.100.9")["context"]["address"]
            for secret in (a, b, new)
        ]
        assert answers == ["192.0.2.1", "192.0.2.1", "198.51.100.9"]
        return "no request had the edge's address, and the former secrets are believed no more after the next rotation"

    taken_by_api(a, b)
    try:
        steps: tuple[Step, ...] = (
            (0, lambda: taken_by_api(a, new)),
            (120, lambda: edges.update(first=new)),
            (420, lambda: edges.update(second=new)),
        )
        yield Drill(steps, ask, end)
    finally:
        taken_by_api(former)


def _of_operator(name: str, values: tuple[Any, Any], read: Callable[[], Any], forget: Callable[[], None]) -> Drill:
    """The drill of a secret that the operator writes: within five minutes every process has the new value."""
    secrets = boto3.client("secretsmanager")
    texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
    secrets.create_secret(Name=name, SecretString=texts[0])
    forget()
    former: list[Any] = []

    def ask(seconds: int) -> None:
        value = read()
        former.append(value) if seconds < 0 else None
        assert value == former[0] or seconds >= 0
        assert seconds < REMEMBERED_SECONDS or value != former[0]

    def end() -> str:
        forget()
        return "every process has the new value within five minutes, without a deployment"

    return Drill(((0, lambda: secrets.put_secret_value(SecretId=name, SecretString=texts[1])),), ask, end)


@contextmanager
def google_client() -> Iterator[Drill]:
    """The platform's registration at Google."""
    os.environ["GOOGLE_CLIENT_SECRET_ID"] = "google"
    values = tuple({"client_id": "ours", "client_secret": each} for each in ("old", "new"))
    yield _of_operator("google", (values[0], values[1]), google._client, google.forget)
    del os.environ["GOOGLE_CLIENT_SECRET_ID"]


@contextmanager
def efact_key() -> Iterator[Drill]:
    """The platform's registration at e.FACT."""
    os.environ["EFACT_SECRET_ID"] = "efact"
    values = tuple({"user": "hub_0012", "key": each} for each in ("old", "new"))
    yield _of_operator("efact", (values[0], values[1]), efact._registered, efact.forget)
    del os.environ["EFACT_SECRET_ID"]


@contextmanager
def aeat_seal() -> Iterator[Drill]:
    """The seal that submits records for represented issuers."""
    os.environ["AEAT_SEAL_SECRET_ID"] = "seal"
    values = tuple({"certificate": each, "key": each, "is_seal": True} for each in ("old", "new"))

    def read() -> Any:
        return submitters._seals.get("seal", submitters._read)

    yield _of_operator("seal", (values[0], values[1]), read, submitters.forget)
    del os.environ["AEAT_SEAL_SECRET_ID"]


@contextmanager
def gemini_key() -> Iterator[Drill]:
    """The key of the Gemini API."""
    os.environ["AI_SETTINGS"] = json.dumps({"provider": "gemini", "key_secret": "gemini"})
    model = gemini.connect()
    yield _of_operator("gemini", ("old", "new"), model._key, lambda: None)
    del os.environ["AI_SETTINGS"]


DRILLS = {
    "SigningSecret": signing_key,
    "OriginSecretA, OriginSecretB": origin_secret,
    "GoogleClientSecret": google_client,
    "AeatSealSecret": aeat_seal,
    "EfactSecret": efact_key,
    "GeminiKey": gemini_key,
    "API key": api_key,
    "secret of a webhook": webhook_secret,
    "keys of links": link_keys,
}
"""By the name that docs/operations.md, "Rotating keys", gives the secret."""
