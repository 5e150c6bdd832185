"""Answers without a model: fixed rules over the words of a text, an answer's schema and the tools that are offered."""
