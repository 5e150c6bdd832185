"""What is done with tools of MCP servers beside reading and changing: one module for each operation."""
