"""Messages both ways on WhatsApp, Telegram and e-mail, and the conversations they make up."""
