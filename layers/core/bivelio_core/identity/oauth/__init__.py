"""The authorization server (OAuth 2.1): apps that act for a person, with what that person has granted to them."""
