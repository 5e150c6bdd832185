"""Consent and tokens of MCP servers of others, as the protocol wants them (docs/mcp.md, "Sign in to a server").

`discovery` finds who gives tokens for a server, `client` has us known there and asks for them, `consents` is the port
with both and with the sandbox's. Everything goes through the guard of outgoing requests.
"""
