"""The second factor of signing in: codes of an authenticator app (TOTP) and recovery codes."""
