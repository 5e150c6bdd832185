"""Fields and categories by rules over the text layer: no model, no network, and only what the text says."""
