"""The table: the only package that calls DynamoDB."""
