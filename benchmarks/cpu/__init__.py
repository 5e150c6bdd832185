"""What warm requests cost in processor time, and how long they take with more clients, old and new in one run."""
