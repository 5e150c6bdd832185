"""The authorizer accepts the access tokens that we signed, whole and in time, and no others."""

import base64
import hmac
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from bivelio_core import clients, clock
from bivelio_core.identity import signing
from bivelio_core.identity.access_token import ROLE_SCOPES
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.functions.authorizer.judged import NOW, effect, judge, refused
from tests.operated import SIGNING_KEY, access_token, new_organisation, new_session

pytestmark = pytest.mark.usefixtures("deployment")


def signed(**changes: Any) -> str:
    """A token of a live session, signed with the deployment's key, with some claims changed (None removes one)."""
    about = new_session(changes.pop("of", None) or new_organisation())
    header = {"kid": changes.pop("kid", "k1")}
    key, algorithm = changes.pop("key", signing.parse(f'{{"current":"k1","k1":"{SIGNING_KEY}"}}').keys["k1"]), "HS256"
    algorithm = changes.pop("algorithm", algorithm)
    claims = {
        "sub": about["user"],
        "org_id": about["organisation"],
        "role": "admin",
        "scope": "admin",
        "session_id": about["session"],
        "env": "live",
        "aud": "bivelio-api",
        "iat": int(clock.epoch()),
        "exp": int(clock.epoch()) + 3600,
        **changes,
    }
    present = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(present, key, algorithm=algorithm, headers=header)


def test_an_expired_token_of_ours_is_let_through_uncounted(table):
    organisation = new_organisation()
    with clock.frozen(NOW):
        token = access_token(organisation)
    with clock.frozen(NOW + timedelta(minutes=59, seconds=59)):
        assert judge(Authorization=f"Bearer {token}")["context"]["verdict"] == "ok"
    with clock.frozen(NOW + timedelta(minutes=60)):
        answer = judge(Authorization=f"Bearer {token}")
        counted = table.query(f"{organisation}#live#RL")
    assert (effect(answer), answer["context"]["verdict"]) == ("Allow", "expired")
    assert answer["usageIdentifierKey"]
    assert [item["m"] for item in counted] == [1]


@pytest.mark.parametrize(
    "changes",
    [
        {"key": b"x" * 48},
        {"kid": "k2"},
        {"kid": "../../secret"},
        {"algorithm": "HS512", "key": b"x" * 64},
        {"aud": "another-api"},
        {"aud": None},
        {"env": "sandbox"},
        {"env": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"role": "root"},
        {"role": None},
        {"org_id": "org_none"},
        {"org_id": None},
        {"sub": 7},
        {"sub": None},
        {"sub": "usr_0123456789abcdef"},
        {"session_id": "x"},
        {"session_id": "ses_0123456789abcdef"},
        {"iat": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_wholly_ours_is_refused(changes):
    assert refused(Authorization=f"Bearer {signed(**changes)}")


def test_the_same_claims_signed_by_us_are_accepted():
    """What makes the refusals above mean something."""
    assert judge(Authorization=f"Bearer {signed()}")["context"]["verdict"] == "ok"


def test_an_unsigned_token_is_refused():
    header, claims, _ = signed().split(".")
    unsigned = jwt.encode(jwt.decode(f"{header}.{claims}.", options={"verify_signature": False}), "", algorithm="none")
    assert refused(Authorization=f"Bearer {unsigned}")
    assert refused(Authorization=f"Bearer {header}.{claims}.")


def by_hand(header: Any, claims: str, key: bytes | None = None) -> str:
    """A token made of any texts, signed with the deployment's key or another."""
    key = key or signing.parse(f'{{"current":"k1","k1":"{SIGNING_KEY}"}}').keys["k1"]
    head = header if isinstance(header, str) else json.dumps(header)
    signed_part = ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in (head, claims))
    signature = base64.urlsafe_b64encode(hmac.digest(key, signed_part.encode(), "sha256")).decode().rstrip("=")
    return f"{signed_part}.{signature}"


def claims_text(**changes: Any) -> str:
    """The claims of a living session, as JSON."""
    return json.dumps(jwt.decode(signed(**changes), options={"verify_signature": False, "verify_exp": False}))


HEADER = {"alg": "HS256", "kid": "k1", "typ": "JWT"}


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "k1"},
        {**HEADER, "alg": "none"},
        {**HEADER, "alg": "None"},
        {**HEADER, "alg": "hs256"},
        {**HEADER, "alg": "RS256"},
        {**HEADER, "alg": ["HS256"]},
        {"alg": "HS256"},
        {**HEADER, "kid": None},
        {**HEADER, "kid": 1},
        {**HEADER, "kid": ""},
        {**HEADER, "kid": "current"},
        {**HEADER, "kid": "keys"},
        {**HEADER, "kid": "../../dev/null"},
        {**HEADER, "kid": "k1\u0000"},
        {**HEADER, "kid": "k1\n"},
        {**HEADER, "kid": "' OR 1=1 --"},
        {**HEADER, "kid": "x" * 65},
        {**HEADER, "crit": ["exp"]},
        {**HEADER, "b64": False, "crit": ["b64"]},
        [],
        "not json",
        '{"alg": "none", "alg": "HS256", "kid": "k2", "kid": "../k1"}',
    ],
    ids=str,
)
def test_a_header_that_is_not_ours_is_refused_even_with_our_signature(header):
    assert judge(Authorization=f"Bearer {by_hand(HEADER, claims_text())}")["context"]["verdict"] == "ok"
    assert refused(Authorization=f"Bearer {by_hand(header, claims_text())}")


@pytest.mark.parametrize("empty", [b"", b"\0", b"null", b"k1"])
def test_a_signature_with_a_key_that_anyone_can_guess_is_refused(empty):
    assert refused(Authorization=f"Bearer {by_hand(HEADER, claims_text(), empty or b' ')}")


def test_a_claim_that_is_there_twice_is_read_once_by_all():
    """The last one counts, for what is checked before the signature as for what is used after it."""
    mine, theirs = new_session(new_organisation()), new_session(new_organisation())
    text = claims_text(of=mine["organisation"])
    assert mine["organisation"] in text
    twice = text.rstrip("}") + f', "org_id": "{theirs["organisation"]}", "sub": "{theirs["user"]}"}}'
    assert refused(Authorization=f"Bearer {by_hand(HEADER, twice)}"), "the session is not theirs"
    harmless = text.rstrip("}") + f', "org_id": "{mine["organisation"]}"}}'
    assert judge(Authorization=f"Bearer {by_hand(HEADER, harmless)}")["context"]["organisation"] == mine["organisation"]


@pytest.mark.parametrize(
    "changes",
    [{"exp": 10**400}, {"exp": 1e9}, {"exp": [1]}, {"nbf": 2**40}, {"aud": ["bivelio-api"]}, {"env": ["live"]}],
    ids=lambda changes: str(changes)[:30],
)
def test_a_claim_of_another_form_is_refused_and_breaks_nothing(changes):
    text = json.loads(claims_text()) | changes
    token = by_hand(HEADER, json.dumps(text))
    if changes == {"exp": 10**400}:
        assert judge(Authorization=f"Bearer {token}")["context"]["verdict"] == "ok", "only we can sign it"
    else:
        assert refused(Authorization=f"Bearer {token}")


def test_a_huge_token_is_refused_before_it_is_read():
    before = clients.calls_made()
    assert refused(Authorization=f"Bearer {by_hand(HEADER, json.dumps({'aud': 'x' * 5000}), b'k' * 48)}")
    assert refused(Authorization=f"Bearer {'.' * 9000}")
    assert refused(Authorization=f"Bearer {by_hand(HEADER, '[' * 2000, b'k' * 48)}")
    assert clients.calls_made() == before


def test_a_changed_claim_breaks_the_signature():
    organisation, other = new_organisation(), new_organisation()
    header, _, signature = signed(of=organisation).split(".")
    claims = signed(of=other).split(".")[1]
    assert refused(Authorization=f"Bearer {header}.{claims}.{signature}")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(list(ROLE_SCOPES)),
    lambda value: st.lists(value, max_size=3) | st.dictionaries(st.text(max_size=5), value, max_size=3),
    max_leaves=5,
)
CLAIMS = ("sub", "org_id", "role", "scope", "session_id", "env", "aud", "iat", "exp")


def is_ours(claim: str, value: Any, ours: Any) -> bool:
    """Whether a token of ours could say this; `scope` and the time of issue decide nothing."""
    match claim:
        case "exp":
            return type(value) is int
        case "role":
            return isinstance(value, str) and value in ROLE_SCOPES
        case "iat":
            return value is not None
        case "scope":
            return True
        case _:
            return bool(value == ours)


@pytest.fixture
def a_living_token():
    """The claims of a living session, as a document."""
    return json.loads(claims_text())


@examples(300, suppress_health_check=[HealthCheck.function_scoped_fixture])  # one session serves them all
@given(st.sampled_from(CLAIMS), JSON)
def test_a_claim_of_any_type_is_judged_and_breaks_nothing(a_living_token, claim, value):
    """Signed by us, so that it is judged to the end; signed by anybody, it is refused whatever it says."""
    said = json.dumps({**a_living_token, claim: value})
    assert refused(Authorization=f"Bearer {by_hand(HEADER, said, b'k' * 48)}")
    token = by_hand(HEADER, said)
    if is_ours(claim, value, a_living_token[claim]):
        assert judge(Authorization=f"Bearer {token}")["context"]["organisation"] == a_living_token["org_id"]
    else:
        assert refused(Authorization=f"Bearer {token}")


@pytest.mark.parametrize("role", [[], {}, ["admin"], {"admin": 1}], ids=str)
def test_a_role_that_is_no_text_is_refused_without_any_call(a_living_token, role):
    """Nobody needs a credential to send one: it must cost nothing and ring no alarm."""
    before = clients.calls_made()
    assert refused(Authorization=f"Bearer {by_hand(HEADER, json.dumps({**a_living_token, 'role': role}), b'k' * 48)}")
    assert clients.calls_made() == before
