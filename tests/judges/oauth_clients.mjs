// Does the whole flow of OAuth by oauth4webapi or openid-client: what to do as JSON in the first argument, what came of it on stdout.
import * as webapi from "oauth4webapi";
import * as openid from "openid-client";

const { library, resource, flow } = JSON.parse(process.argv[2]);
const redirect = "http://127.0.0.1:9/callback";
const metadata = { client_name: `Gestoria ${library}`, redirect_uris: [redirect], token_endpoint_auth_method: "none" };
const insecure = { [webapi.allowInsecureRequests]: true };
const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });
const headers = () => new Headers({ "Content-Type": "application/json", Accept: "application/json" });

async function opened(address) {
  const answer = await fetch(address, { redirect: "manual" });
  if (answer.status !== 303) throw new Error(`the consent page answers ${answer.status}: ${await answer.text()}`);
  return new URL(answer.headers.get("location"));
}

async function refusal(attempt) {
  try {
    await attempt();
  } catch (error) {
    return error.code ?? error.error ?? error.message;
  }
  return null;
}

function changed(address, name, value) {
  const other = new URL(address);
  if (value === null) other.searchParams.delete(name);
  else other.searchParams.set(name, value);
  return other;
}

async function byOauth4webapi() {
  const own = await webapi.processResourceDiscoveryResponse(new URL(resource), await webapi.resourceDiscoveryRequest(new URL(resource), insecure));
  const issuer = new URL(own.authorization_servers[0]);
  const as = await webapi.processDiscoveryResponse(issuer, await webapi.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure }));
  const client = await webapi.processDynamicClientRegistrationResponse(await webapi.dynamicClientRegistrationRequest(as, metadata, insecure));
  const [verifier, state, none] = [webapi.generateRandomCodeVerifier(), webapi.generateRandomState(), webapi.None()];
  const asked = new URL(as.authorization_endpoint);
  asked.search = new URLSearchParams({
    client_id: client.client_id, redirect_uri: redirect, response_type: "code", state, resource, scope: "read write",
    code_challenge: await webapi.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
  });
  const back = await opened(asked);
  const mixedUp = await refusal(async () => webapi.validateAuthResponse(as, client, changed(back, "iss", "https://evil.example"), state));
  const unnamed = await refusal(async () => webapi.validateAuthResponse(as, client, changed(back, "iss", null), state));
  const forged = await refusal(async () => webapi.validateAuthResponse(as, client, back, "other"));
  const checked = webapi.validateAuthResponse(as, client, back, state);
  const more = { additionalParameters: { resource }, ...insecure };
  const first = await webapi.processAuthorizationCodeResponse(
    as, client, await webapi.authorizationCodeGrantRequest(as, client, none, checked, redirect, verifier, more));
  const next = await webapi.processRefreshTokenResponse(
    as, client, await webapi.refreshTokenGrantRequest(as, client, none, first.refresh_token, more));
  const use = async () => (await webapi.protectedResourceRequest(next.access_token, "POST", new URL(resource), headers(), body, insecure)).json();
  const tools = (await use()).result.tools.length;
  await webapi.processRevocationResponse(await webapi.revocationRequest(as, client, none, next.refresh_token, insecure));
  let challenge = null;
  try {
    await use();
  } catch (error) {
    challenge = error.cause?.[0]?.parameters ?? error.message;
  }
  return { scopes: own.scopes_supported, client: client.client_id, mixedUp, unnamed, forged, first, next, tools, challenge };
}

async function byOpenidClient() {
  const issuer = new URL(new URL(resource).origin);
  const options = { algorithm: "oauth2", execute: [openid.allowInsecureRequests] };
  const config = await openid.dynamicClientRegistration(issuer, metadata, openid.None(), options);
  // without saying which: it looks where servers of OpenID have their metadata
  const usual = await openid.discovery(issuer, config.clientMetadata().client_id, undefined, openid.None(), { execute: [openid.allowInsecureRequests] });
  const [pkceCodeVerifier, expectedState] = [openid.randomPKCECodeVerifier(), openid.randomState()];
  const ask = async () => opened(openid.buildAuthorizationUrl(usual, {
    redirect_uri: redirect, scope: "read write", state: expectedState, resource,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256",
  }));
  const back = await ask();
  const checks = { pkceCodeVerifier, expectedState };
  const mixedUp = await refusal(() => openid.authorizationCodeGrant(config, changed(back, "iss", "https://evil.example"), checks, { resource }));
  const unnamed = await refusal(() => openid.authorizationCodeGrant(config, changed(back, "iss", null), checks, { resource }));
  const forged = await refusal(() => openid.authorizationCodeGrant(config, back, { ...checks, expectedState: "other" }, { resource }));
  const first = await openid.authorizationCodeGrant(config, back, checks, { resource });
  const next = await openid.refreshTokenGrant(config, first.refresh_token, { resource });
  const use = async () => (await openid.fetchProtectedResource(config, next.access_token, new URL(resource), "POST", body, headers())).json();
  const tools = (await use()).result.tools.length;
  await openid.tokenRevocation(config, next.refresh_token);
  let challenge = null;
  try {
    await use();
  } catch (error) {
    challenge = error.cause?.[0]?.parameters ?? error.message;
  }
  return { client: config.clientMetadata().client_id, mixedUp, unnamed, forged, first, next, tools, challenge };
}

async function typed(shown) {
  const answer = await fetch(shown.verification_uri, { method: "POST", body: JSON.stringify({ user_code: shown.user_code }) });
  if (!answer.ok) throw new Error(`the page for codes answers ${answer.status}`);
}

async function deviceByOauth4webapi() {
  const issuer = new URL(new URL(resource).origin);
  const as = await webapi.processDiscoveryResponse(issuer, await webapi.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure }));
  const [client, none] = [{ client_id: "bivelio-cli", token_endpoint_auth_method: "none" }, webapi.None()];
  const asked = { scope: "read write", resource };
  const shown = await webapi.processDeviceAuthorizationResponse(as, client, await webapi.deviceAuthorizationRequest(as, client, none, asked, insecure));
  const poll = async () => webapi.processDeviceCodeResponse(as, client, await webapi.deviceCodeGrantRequest(as, client, none, shown.device_code, insecure));
  const waiting = await refusalOf(poll);
  await typed(shown);
  return { shown, waiting, first: await poll() };
}

async function deviceByOpenidClient() {
  const options = { algorithm: "oauth2", execute: [openid.allowInsecureRequests] };
  const config = await openid.discovery(new URL(new URL(resource).origin), "bivelio-cli", undefined, openid.None(), options);
  const shown = await openid.initiateDeviceAuthorization(config, { scope: "read write", resource });
  const waiting = await refusalOf(() => openid.genericGrantRequest(config, "urn:ietf:params:oauth:grant-type:device_code", { device_code: shown.device_code }));
  await typed(shown);
  return { shown, waiting, first: await openid.pollDeviceAuthorizationGrant(config, shown) };
}

async function refusalOf(attempt) {
  try {
    await attempt();
  } catch (error) {
    return error.error;
  }
  return null;
}

const flows = {
  "oauth4webapi code": byOauth4webapi, "oauth4webapi device": deviceByOauth4webapi,
  "openid-client code": byOpenidClient, "openid-client device": deviceByOpenidClient,
};
console.log(JSON.stringify(await flows[`${library} ${flow}`]()));
