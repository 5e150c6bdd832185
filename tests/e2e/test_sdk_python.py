"""The Python lines of the API reference, verbatim but for the key, in the sandbox of the running platform."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bivelio
import pytest
from bivelio import BiVelio, SignIn, errors, models

from tests.running import Runtime
from tests.sdk.server import FAULTS, faulty, forwarded_to

pytestmark = pytest.mark.e2e
WRITES = 100

LINES = """from bivelio import BiVelio

client = BiVelio(api_key="bv_live_sk_a1b2c3d4e5f6...")

# Llistar contactes
contacts = client.contacts.list(search="Empresa ABC")

# Crear factura
invoice = client.invoices.create(
    client_id="ct_abc123",
    line_items=[
        {
            "description": "Consultoria tecnica",
            "quantity": 20,
            "unit_price": 150.00,
            "tax_rate": 21,
        }
    ],
)

# Extreure dades de document
extraction = client.documents.extract(
    document_url="https://storage.example.com/docs/factura.pdf",
    document_type="invoice",
)
"""


@pytest.fixture
def test_key(platform: Runtime, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key of the sandbox; the client finds the platform by the environment."""
    monkeypatch.setenv("BIVELIO_BASE_URL", f"{platform.settings.url}/v1")
    key: str = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    return key


def test_the_lines_of_the_reference_work_in_the_sandbox(test_key: str):
    found: dict[str, Any] = {}
    exec(LINES.replace("bv_live_sk_a1b2c3d4e5f6...", test_key), found)  # noqa: S102 - the lines themselves
    client = found["client"]
    client.close()
    assert client.base_url.endswith("/sandbox/v1")
    assert "ct_abc123" in {contact.id for contact in found["contacts"].items}
    assert found["invoice"].total == 3630
    assert found["extraction"].document_type == "invoice"
    assert Path(bivelio.__file__).parts[-4:-1] == ("sdks", "python", "bivelio")


def test_a_key_of_nobody_is_told_apart_from_no_server(test_key: str):
    with BiVelio(api_key=test_key[:-4] + "0000") as client, pytest.raises(errors.AuthenticationError):
        client.contacts.list()


def test_a_write_that_is_repeated_with_its_key_is_made_once(test_key: str):
    with BiVelio(api_key=test_key) as client:
        first, second = (
            client.contacts.create(type="person", name="Repetida", idempotency_key="sdk-python-repeated")
            for _ in range(2)
        )
    assert first == second
    assert second.http_response is not None
    assert second.http_response.headers["Idempotent-Replayed"] == "true"


@pytest.fixture(scope="module")
def own(organisation: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """An organisation of this module's, whose contacts it counts."""
    return organisation("enterprise")


@pytest.fixture
def live(platform: Runtime, own: dict[str, Any]) -> Iterator[BiVelio]:
    """A client of its live data."""
    with BiVelio(own["keys"]["live_secret"], base_url=f"{platform.settings.url}/v1") as client:
        yield client


def test_a_hundred_writes_through_faults_have_one_effect_each(platform: Runtime, own: dict[str, Any], live: BiVelio):
    dice = random.Random(14)
    script = [dice.choice([*FAULTS, None]) for _ in range(WRITES * 3)]
    before = live.contacts.list().pagination.total
    with (
        faulty(*script, upstream=forwarded_to(platform.settings.url)) as proxy,
        BiVelio(own["keys"]["live_secret"], base_url=proxy.url, max_retries=50, retry_delay=0) as client,
    ):
        made = [client.contacts.create(type="person", name=f"Escriptura {number}").id for number in range(WRITES)]
    assert all(proxy.faults[fault] > 5 for fault in FAULTS)
    assert len(proxy.keys) > WRITES * 2
    assert len(set(proxy.keys)) == len(set(made)) == WRITES
    kept = [contact.id for contact in live.contacts.list(search="Escriptura", per_page=100)]
    assert (sorted(kept), live.contacts.list().pagination.total) == (sorted(made), before + WRITES)


def test_the_feed_is_followed_through_faults(platform: Runtime, own: dict[str, Any], live: BiVelio):
    made = live.contacts.create(type="person", name="Seguida")
    with (
        faulty("dropped", "throttled", "html", "cut_json", upstream=forwarded_to(platform.settings.url)) as proxy,
        BiVelio(own["keys"]["live_secret"], base_url=proxy.url, max_retries=1, retry_delay=0) as client,
    ):
        feed = client.events.follow(from_=made.created_at, types=["contact.created"], poll_seconds=0.2)
        event = next(event for event in feed if event.event == "contact.created" and event.data.id == made.id)
    assert isinstance(event.data, models.Contact)
    assert len(proxy.keys) > 4


def test_a_run_is_waited_for_and_an_agent_streams(test_key: str):
    with BiVelio(test_key) as client:
        instance = client.workflows.execute("wf_a1b2c3d4", input={"client_name": "Empresa ABC"}, wait=True)
        assert instance.status in {"completed", "failed"}
        assert instance.ended_at
        with client.agents.invoke(agent_id="ag_classifier_01", input={"text": "Hola"}, stream=True) as stream:
            assert stream.result().agent_id == "ag_classifier_01"


@pytest.mark.parametrize("size", [20_000, 4_100_000])
def test_a_document_comes_back_as_it_was_uploaded(live: BiVelio, tmp_path: Path, size: int):
    file = tmp_path / "dades.txt"
    file.write_text(random.Random(size).randbytes(size // 2).hex())
    document = live.documents.upload(file, folder="sdk")
    assert (document.filename, document.size_bytes, document.status) == ("dades.txt", size, "stored")
    copy = live.documents.download(document.document_id, tmp_path / "copy.txt")
    assert copy.read_bytes() == file.read_bytes() == live.documents.download(document.document_id)


def test_contacts_go_in_and_out_as_files(live: BiVelio, tmp_path: Path):
    file = tmp_path / "contactes.csv"
    file.write_text("type,name\nperson,Importada U\nperson,Importada Dos\n")
    done = live.contacts.import_file(file)
    assert (done.status, done.created) == ("completed", 2)
    text = live.contacts.download_export(live.contacts.export(search="Importada").id).decode()
    assert text.count("Importada") == 2


def test_an_invoice_is_downloaded(test_key: str):
    with BiVelio(test_key) as client:
        assert client.invoices.download("inv_c6d7e8f9").startswith(b"%PDF")


def test_a_user_signs_in(platform: Runtime, own: dict[str, Any]):
    user = {name: own["users"][0][name] for name in ("email", "password")}
    kept: list[models.Tokens] = []
    signing_in = SignIn(**user, on_refresh=kept.append)
    with BiVelio(own["keys"]["live_publishable"], base_url=f"{platform.settings.url}/v1", sign_in=signing_in) as client:
        assert client.auth.sessions_list().items[0].is_current
    again = SignIn(refresh_token=kept[0].refresh_token)
    with BiVelio(own["keys"]["live_publishable"], base_url=f"{platform.settings.url}/v1", sign_in=again) as client:
        assert client.auth.sessions_list().pagination.total == 1
