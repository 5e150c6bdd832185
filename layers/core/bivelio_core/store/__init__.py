"""The table: the only place that knows DynamoDB."""
