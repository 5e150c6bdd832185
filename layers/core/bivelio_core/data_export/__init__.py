"""What an organisation, or a person, has here as an archive: articles 15 and 20 of the GDPR."""
