"""E-mail, by SMTP or by the API of Gmail."""
