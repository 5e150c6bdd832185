"""What makes the generated parts of the project: layers, openapi.json, sample events."""
