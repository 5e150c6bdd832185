"""What an import of many contacts takes on the local runtime."""
