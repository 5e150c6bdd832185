"""What the author of an expression meant, who wrote it as in another language: imported when a definition is saved."""
