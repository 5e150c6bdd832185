"""Operations of booking other than reading and changing what is set, one module each."""
