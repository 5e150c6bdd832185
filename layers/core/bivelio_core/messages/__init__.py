"""Messages in both directions on WhatsApp, Telegram and e-mail, and their conversations."""
