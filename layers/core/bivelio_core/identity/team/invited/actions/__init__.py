"""Operations on invitations by the invited person, one module each."""
