"""Operations of an invited person who is not yet a member."""
