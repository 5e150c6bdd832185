"""Each defence of the authorization server, with the attack that works once its line is taken out of the code."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.identity.oauth.asked import CALLBACK, CLAUDE, Person, query, refresh
from tests.identity.oauth.attempts import (
    EVIL,
    allows_another_app,
    allows_live_from_the_sandbox,
    allows_with_a_stolen_session,
    ends_the_grant_of_another,
    exchanges_after_a_new_password,
    floods,
    grows_at_refresh,
    injects_code,
    is_answered_without_issuer,
    is_redirected,
    keeps_family_after_replay,
    keeps_scopes_after_a_lower_role,
    keeps_tokens_of_a_copied_code,
    opens_another_resource,
    opens_live_with_a_token_of_the_sandbox,
    refreshes_as_another_client,
    refreshes_for_a_suspended_organisation,
    registers,
    replays_refresh_token,
    shown,
    shows_a_name_that_turns_the_page_around,
    signs_its_person_in,
    stolen,
    takes_another_host_for_the_persons_computer,
    uses_code_late,
    uses_code_twice,
    uses_scopes_of_a_token_beyond_the_grant,
    writes_at_the_read_only_resource,
    writes_though_the_person_allowed_reading,
)
from tests.identity.oauth.grants import Granted
from tests.identity.oauth.removed import Line, removed
from tests.operated import new_key

pytestmark = pytest.mark.usefixtures("deployment")

ACCESS, ASKING, CLIENTS, CODES, REDIRECTS, SERVING = (
    f"identity.oauth.{each}" for each in ("access", "asking", "clients", "codes", "redirects", "serving")
)
AUTHORIZE, SESSIONS, RIGHTS = "identity.actions.authorize", "identity.sessions", "entrypoints.authorize"

EXACT = Line(REDIRECTS, "    if uri == declared:\n", "    if uri.casefold().rstrip('/').startswith('https://'):\n")
PKCE_ASKED = Line(
    ASKING, 'if fields.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):', "if False:"
)
ANY_HOST = Line(REDIRECTS, "uri) and is_loopback(declared)", "declared)")
PLAIN = Line(REDIRECTS, 'or not all("!" <= each <= "~" for each in uri)', "")
ODD = Line(REDIRECTS, "if any(each in uri for each in '\\\\<>\"`{}|^#'):", "if False:")

CASES: dict[str, tuple[Callable[[], bool], tuple[Line, ...]]] = {
    # 4.1, 4.11: where the answer goes
    **{
        f"redirect to {uri}": (partial(is_redirected, uri), (EXACT,))
        for uri in (
            EVIL,
            f"{CALLBACK}/",
            f"{CALLBACK}/../evil",
            f"{CALLBACK}?next={EVIL}",
            f"{CALLBACK}#evil",
            CALLBACK.replace("claude.ai", "evil.claude.ai"),
            CALLBACK.replace("claude.ai", "claude.ai:8443"),
            CALLBACK.replace("claude.ai", "claude.ai@evil.example"),
            CALLBACK.replace("claude.ai", "CLAUDE.AI"),
            CALLBACK.replace("claude", "cl\u0430ude"),
            CALLBACK.replace("claude.ai", "claude.ai%2eevil.example"),
        )
    },
    **{
        f"loopback {uri}": (
            partial(takes_another_host_for_the_persons_computer, uri),
            (ANY_HOST, Line(REDIRECTS, 'one._replace(port="") == other._replace(port="")', "one.rest == other.rest")),
        )
        for uri in (
            "http://127.0.0.1.evil.example:1/callback",
            "http://localhost.evil.example/callback",
            "http://127.0.0.2:49152/callback",
        )
    },
    "a script as an address": (
        lambda: registers("javascript://x/%0aalert(1)"),
        (Line(REDIRECTS, 'return parts.scheme == "https" or', "return True or"),),
    ),
    "credentials before the host": (
        lambda: registers("https://claude.ai@evil.example/cb"),
        (Line(REDIRECTS, 'if "@" in authority:', "if False:"),),
    ),
    "letters of another script": (lambda: registers("https://cl\u0430ude.ai/cb"), (PLAIN,)),
    "a backslash before the host": (
        lambda: registers("https://claude.ai\\@evil.example/cb"),
        (ODD, Line(REDIRECTS, 'if "@" in authority:', "if False:")),
    ),
    "a fragment in an address": (lambda: registers("https://evil.example/cb#x"), (ODD,)),
    "plain http to another host": (
        lambda: registers("http://evil.example/cb"),
        (
            Line(
                REDIRECTS,
                "return parts.host in LOOPBACK\n    return parts.scheme",
                "return True\n    return parts.scheme",
            ),
        ),
    ),
    # 4.5: codes
    "code injection": (
        injects_code,
        (Line(CODES, 'not hmac.compare_digest(challenge, item["challenge"])', "False"),),
    ),
    "code twice": (
        uses_code_twice,
        (
            Line(CODES, 'if "session" in item:', "if False:"),
            Line(CODES, 'all_of(present(), absent("session"))', "present()"),
        ),
    ),
    "tokens of a copied code": (
        keeps_tokens_of_a_copied_code,
        (Line(CODES, "in item:\n        end_begun(table, item, request_id)", "in item:\n        pass"),),
    ),
    "code of another client": (
        lambda: stolen(client_id="app_0"),
        (Line(CODES, 'if form.get("client_id") != item["client"]:', "if False:"),),
    ),
    "code for another redirect": (
        lambda: stolen(redirect_uri=EVIL),
        (Line(CODES, '!= item["redirect_uri"]:', "is None:"),),
    ),
    "code for another resource": (
        lambda: stolen(resource="https://api.example.com/v1"),
        (Line(CODES, '.removesuffix("/") != item["resource_url"]:', "is None:"),),
    ),
    "code a minute late": (uses_code_late, (Line(CODES, 'if clock.epoch() >= item["expires_at"]:', "if False:"),)),
    # 4.8: PKCE
    "PKCE left out": (lambda: shown(code_challenge=None, code_challenge_method=None), (PKCE_ASKED,)),
    "PKCE plain": (lambda: shown(code_challenge="v" * 43, code_challenge_method="plain"), (PKCE_ASKED,)),
    "PKCE without a verifier": (
        lambda: stolen(code_verifier=None),
        (Line(CODES, "if not _VERIFIER.fullmatch(verifier) or", "if verifier and"),),
    ),
    # 4.4: mix-up
    "answer without its issuer": (is_answered_without_issuer, (Line(ASKING, ', "iss": resources.issuer()', ""),)),
    "a parameter twice": (
        lambda: Person().ask(f"{query()}&client_id=app_0&client_id={CLAUDE}").status == 200,
        (Line(ASKING, "if len(fields) < len(pairs):", "if False:"),),
    ),
    # 4.7: who decides
    "live from the sandbox": (
        allows_live_from_the_sandbox,
        (Line(AUTHORIZE, "if resource.environment != ctx.tenant.environment:", "if False:"),),
    ),
    "a stolen session allows": (
        allows_with_a_stolen_session,
        (Line(AUTHORIZE, "        require_recent(ctx)\n        about[", "        about["),),
    ),
    "an app allows another app": (
        lambda: allows_another_app(Granted("admin", "owner").headers),
        (Line(RIGHTS, '"api_key" if caller.client else caller.actor.kind', "caller.actor.kind"),),
    ),
    "a key allows an app": (
        lambda: allows_another_app(lambda: {"X-API-Key": new_key(Person().place.organisation, "admin")}),
        (Line(RIGHTS, 'if ("api_key" if kind == "workflow" else kind) not in actors:', "if False:"),),
    ),
    # 4.14: refresh tokens
    "refresh replay": (
        replays_refresh_token,
        (Line(SESSIONS, "clock.epoch() - used_at > GRACE_SECONDS", "used_at is False"),),
    ),
    "family after a replay": (
        keeps_family_after_replay,
        (Line(SESSIONS, '        end(table, presented.session, origin, "session.reuse_detected")\n', ""),),
    ),
    "refresh of another client": (
        refreshes_as_another_client,
        (Line(SERVING, 'if app.client != form["client_id"]:', "if False:"),),
    ),
    "refresh for another resource": (
        lambda: refresh(Person().connect()["refresh_token"], resource="https://api.example.com/v1").status == 200,
        (Line(SERVING, "    _require_resource(session, app, form)\n", ""),),
    ),
    "scope growth at refresh": (
        grows_at_refresh,
        (Line(SERVING, "granted.common(named or (), app.scopes.split())", "named"),),
    ),
    "an app signs its person in": (
        signs_its_person_in,
        (Line(SESSIONS, "or (session.app is not None) != of_app:", "or False:"),),
    ),
    # 4.6, 4.10: what a token opens
    "another resource": (
        opens_another_resource,
        (
            Line(ACCESS, 'claims.get("aud") != AUDIENCE + resource or ', ""),
            Line(
                ACCESS,
                "_verify_signature(token, kid, AUDIENCE + resource)",
                '_verify_signature(token, kid, claims["aud"])',
            ),
            Line(ACCESS, '(record.client, record.resource) != (claims["client_id"], resource)', "False"),
        ),
    ),
    "live with a token of the sandbox": (
        opens_live_with_a_token_of_the_sandbox,
        (
            Line(ACCESS, ' or claims.get("env") != environment:', ":"),
            Line("identity.records", "if not is_same or not", "if not"),
        ),
    ),
    "scopes beyond the grant": (
        uses_scopes_of_a_token_beyond_the_grant,
        (Line(ACCESS, "granted.common(requested_scopes, scopes)", "requested_scopes"),),
    ),
    "scopes after a lower role": (
        keeps_scopes_after_a_lower_role,
        (Line(ACCESS, "ROLE_SCOPES[role])", 'ROLE_SCOPES["owner"])'),),
    ),
    "reading alone was allowed": (
        writes_though_the_person_allowed_reading,
        (Line(AUTHORIZE, 'if request.access == "read" else', "if False else"),),
    ),
    "writing at the read-only resource": (
        writes_at_the_read_only_resource,
        (Line(ASKING, "if resource.only_reads:", "if False:"),),
    ),
    # who may no longer allow it
    "suspended": (
        refreshes_for_a_suspended_organisation,
        (Line(SERVING, "if not _may_go_on(table, session):", "if False:"),),
    ),
    "new password between code and token": (
        exchanges_after_a_new_password,
        (Line(CODES, 'or records.generation(items[user]) != item["generation"]:', "or False:"),),
    ),
    "revocation by another client": (
        ends_the_grant_of_another,
        (Line(SERVING, "and _app(session).client == client:", "and True:"),),
    ),
    # registration
    "a name that turns the page around": (
        shows_a_name_that_turns_the_page_around,
        (Line(CLIENTS, "in without_direction(text) if each.isprintable())", "in text)"),),
    ),
    "a flood of registrations": (
        floods,
        (Line(CLIENTS, 'if not limits.is_within(table, "register", subject, most):', "if False:"),),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_attack_works_only_without_its_defence(name):
    attack, lines = CASES[name]
    assert attack() is False, "the attack works"
    with removed(*lines):
        assert attack() is True, "the attack fails for another reason than its defence"
