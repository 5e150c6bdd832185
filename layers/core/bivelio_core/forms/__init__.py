"""Forms: generated from a text as a JSON Schema with hints for the interface. They are not kept."""
