"""Operations on tools of MCP servers other than reading and changing them, one module each."""
