"""The platform's own code, shared by every Lambda through the core layer."""
