"""Agents: what a language model shall do, invoked with an input, paid in credits, with the tools it was granted."""
