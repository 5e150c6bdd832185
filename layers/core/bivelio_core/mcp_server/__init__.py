"""The server of the Model Context Protocol: assistants of others use the API by it (docs/mcp-server.md).

`engine` speaks the protocol and knows nothing of this platform. What a server offers is a `Registry`.
"""
