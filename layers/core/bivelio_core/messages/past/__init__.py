"""The messages from before a number was connected, as the phone has told them."""
