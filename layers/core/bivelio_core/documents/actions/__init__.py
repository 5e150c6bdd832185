"""Operations on documents other than reading and deleting them, one module each."""
