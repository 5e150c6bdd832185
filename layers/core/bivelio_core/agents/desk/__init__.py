"""The front desk: an agent answers who writes to the organisation, by its settings, until a person takes over."""
