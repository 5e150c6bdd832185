"""Mails to users about their accounts, and the links in them."""
