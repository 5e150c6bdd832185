"""Tools of MCP servers that an organisation has connected: which there are, calls of them, and what became of those."""
