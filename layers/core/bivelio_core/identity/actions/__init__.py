"""Operations that sign in, and operations of users on their own account, one module each."""
