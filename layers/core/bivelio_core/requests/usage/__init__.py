"""What is counted of requests, by day, hour, operation and key, with limits and quotas."""
