"""The synchronous client, from the text in `_async`; do not edit."""
