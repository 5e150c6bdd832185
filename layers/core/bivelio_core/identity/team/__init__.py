"""The people of an organisation: members and invitations."""
