"""The functions' templates, from what their handlers declare (docs/adr/0072-stacks-from-declarations.md)."""
