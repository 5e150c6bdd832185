"""The chains of records as their owner sees them: listed, exported, verified."""
