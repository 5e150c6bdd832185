"""What was asked of the API: each failed request, and how many there were."""
