"""The API keys of an organisation."""
