"""Drafts of definitions from a description: by rules, and what a language model is told."""
