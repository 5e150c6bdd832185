"""How work enters: HTTP requests, queues, streams, schedules. Each step of a request is one file."""
