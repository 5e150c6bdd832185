"""What other platforms need to offer our operations: a package for n8n, apps for Zapier and Make, a collection."""
