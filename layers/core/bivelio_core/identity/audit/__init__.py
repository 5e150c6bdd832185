"""The audit log, for the organisation."""
