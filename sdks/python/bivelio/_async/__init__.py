"""The client for asyncio and trio. `python -m tools.sdk` writes `_sync` from the text in this folder."""
