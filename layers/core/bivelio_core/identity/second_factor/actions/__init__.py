"""Operations of users on their own second factor, one module each."""
