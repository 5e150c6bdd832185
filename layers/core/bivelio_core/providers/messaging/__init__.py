"""The channels on which an organisation writes to people: WhatsApp, Telegram, e-mail, a chat on its site."""
