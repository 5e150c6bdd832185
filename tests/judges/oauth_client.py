"""Does the whole flow of OAuth by Authlib, in the judges' environment; the outcome is JSON on stdout.

`<resource>` does the flow; `--metadata` judges the server's metadata, which are JSON on stdin.
"""

import json
import sys
from urllib.parse import parse_qs, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7591 import ClientMetadataClaims
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url

REDIRECT = "http://127.0.0.1:9/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def flow(resource: str) -> dict[str, object]:
    """From the address of a resource to a grant that has ended."""
    place = urlsplit(resource)
    described = httpx.get(f"{place.scheme}://{place.netloc}/.well-known/oauth-protected-resource{place.path}").json()
    server = httpx.get(get_well_known_url(described["authorization_servers"][0], external=True)).json()
    about = {"client_name": "Gestoria Authlib", "redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none"}
    registered = httpx.post(server["registration_endpoint"], json=about).json()
    ClientMetadataClaims(registered, {}).validate()
    client = OAuth2Client(
        registered["client_id"],
        token_endpoint_auth_method="none",
        revocation_endpoint_auth_method="none",
        redirect_uri=REDIRECT,
        scope="read write",
        code_challenge_method="S256",
    )
    address, state = client.create_authorization_url(
        server["authorization_endpoint"], code_verifier=VERIFIER, resource=resource
    )
    back = httpx.get(address).headers["location"]
    assert parse_qs(urlsplit(back).query)["iss"] == [server["issuer"]], back
    endpoint = server["token_endpoint"]
    forged = refusal(client, endpoint, back, state="other", code_verifier=VERIFIER, resource=resource)
    first = client.fetch_token(
        endpoint, authorization_response=back, state=state, code_verifier=VERIFIER, resource=resource
    )
    first = dict(first)
    following = dict(client.refresh_token(endpoint, first["refresh_token"], resource=resource))
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    tools = len(client.post(resource, json=message).json()["result"]["tools"])
    revoked = client.revoke_token(server["revocation_endpoint"], following["refresh_token"], "refresh_token")
    after = client.post(resource, json=message).status_code
    return {
        "client": registered["client_id"],
        "forged": forged,
        "first": first,
        "next": following,
        "tools": tools,
        "revoked": revoked.status_code,
        "after": after,
    }


def refusal(client: OAuth2Client, endpoint: str, back: str, **about: str) -> str | None:
    """The error of an answer that must not be taken."""
    try:
        client.fetch_token(endpoint, authorization_response=back, **about)
    except AuthlibBaseError as error:
        return str(error.error)
    return None


def main() -> None:
    """Do what the argument says."""
    if sys.argv[1] == "--metadata":
        AuthorizationServerMetadata(json.load(sys.stdin)).validate()
        sys.stdout.write('"valid"')
    else:
        json.dump(flow(sys.argv[1]), sys.stdout)


if __name__ == "__main__":
    main()
