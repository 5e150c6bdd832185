"""The step `http_request`."""
